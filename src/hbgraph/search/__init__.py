"""The search index of a release: what the things of the graph are called, and who is meant.

``writing`` makes an index, ``reading`` searches it; ``forms`` says when two spellings are one.
"""

from hbgraph.search.reading import Match, Matches, SearchIndex
from hbgraph.search.writing import FORMAT, Entry, amend, build

__all__ = ["FORMAT", "Entry", "Match", "Matches", "SearchIndex", "amend", "build"]
