"""Releases: read-only directories, of which one is current.

``<data_dir>/releases/<id>/`` holds ``store/`` (every named graph, and their RDF merge as the
default graph), ``search/`` (the index of names), ``manifest.json``, ``report.ttl`` and
``report.txt``, ``things.json`` and ``gone.json``; ``<data_dir>/current`` is a link to one of them.
``<data_dir>/queries/`` holds the citations, each of which keeps a release. A draft begins as a
hard-linked checkpoint of the current release, under a name of its own, and becomes a release by
renaming.
"""

from hbgraph.releases.diff import GraphDiff, diff
from hbgraph.releases.digest import digest
from hbgraph.releases.directory import (
    Release,
    commit,
    current,
    current_path,
    draft_path,
    find,
    hold,
    name,
    named,
    new_id,
    prune,
    publisher,
    released,
    rollback,
)
from hbgraph.releases.draft import Change, Draft
from hbgraph.releases.dump import dump
from hbgraph.releases.manifest import GraphChange, GraphState, Manifest

__all__ = [
    "Change",
    "Draft",
    "GraphChange",
    "GraphDiff",
    "GraphState",
    "Manifest",
    "Release",
    "commit",
    "current",
    "current_path",
    "diff",
    "digest",
    "draft_path",
    "dump",
    "find",
    "hold",
    "name",
    "named",
    "new_id",
    "prune",
    "publisher",
    "released",
    "rollback",
]
