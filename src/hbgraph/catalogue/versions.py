"""Releases as versions of the data set, in the terms of PROV-O and DCAT 3."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, XSD, Graph, Literal, URIRef

from hbgraph import releases
from hbgraph.catalogue.about import about
from hbgraph.catalogue.dcat import VERSION
from hbgraph.catalogue.place import Facts, Place, both, count, exact, state
from hbgraph.catalogue.void import dump_address
from hbgraph.dumps import FORMS
from hbgraph.errors import UnknownRelease
from hbgraph.releases import GraphChange, Manifest, Release

PAGE_SIZE = 20
"""Releases on a page of the list."""

IS_VERSION_OF, HAS_VERSION, CURRENT, PREVIOUS = (
    URIRef(f"{DCAT}{name}")
    for name in ("isVersionOf", "hasVersion", "hasCurrentVersion", "previousVersion")
)
"""New in DCAT 3, which rdflib does not know yet."""


@dataclass(frozen=True)
class Version:
    """A release with what is known of it elsewhere; ``previous`` and ``following`` are the ids of
    those beside it in time, ``parent`` is empty when it is not kept."""

    manifest: Manifest
    names: tuple[str, ...]
    current: bool
    parent: str
    previous: str
    following: str

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def changes(self) -> dict[str, GraphChange]:
        """Without the default graph where it only follows from the others."""
        return {
            name: change
            for name, change in self.manifest.changes.items()
            if name or not self.manifest.merged
        }

    @property
    def added(self) -> int:
        return sum(change["added"] for change in self.changes.values())

    @property
    def removed(self) -> int:
        return sum(change["removed"] for change in self.changes.values())


@dataclass(frozen=True)
class Versions:
    """A page of all releases, newest first; ``last`` is the number of the last page."""

    shown: tuple[Version, ...]
    number: int
    last: int
    count: int
    current: str


def versions(data_dir: Path, number: int) -> Versions | None:
    """The page of this number, counted from 1; None when there is no such page."""
    found = releases.released(data_dir)[::-1]
    last = max(1, -(-len(found) // PAGE_SIZE))
    if not 1 <= number <= last:
        return None
    part = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    shown = []
    for release in part:
        with suppress(UnknownRelease):  # pruned while we read
            shown.append(version_of(data_dir, release, found))
    return Versions(tuple(shown), number, last, len(found), releases.current(data_dir).id)


def version(data_dir: Path, release: Release) -> Version:
    """One release; UnknownRelease when it is gone meanwhile."""
    return version_of(data_dir, release, releases.released(data_dir)[::-1])


def version_of(data_dir: Path, release: Release, newest_first: Sequence[Release]) -> Version:
    ids = [each.id for each in newest_first]
    if release.id not in ids:
        raise UnknownRelease(release=release.id)
    place, parent = ids.index(release.id), release.manifest.parent or ""
    return Version(
        manifest=release.manifest,
        names=tuple(
            name for name, known in releases.named(data_dir).items() if known == release.id
        ),
        current=releases.current(data_dir).id == release.id,
        parent=parent if parent in ids else "",
        previous=ids[place + 1] if place + 1 < len(ids) else "",
        following=ids[place - 1] if place else "",
    )


def address(place: Place, release: str) -> URIRef:
    """The IRI of a release."""
    return URIRef(f"{place.home}release/{release}/")


def listed(found: Versions, place: Place) -> Graph:
    """The releases of a page, as versions of the data set."""
    graph = Graph(bind_namespaces="none")
    state(graph, place.dataset, {CURRENT: [address(place, found.current)]})
    for each in found.shown:
        _add(graph, each, place)
    return graph


def described(version: Version, place: Place) -> Graph:
    """One release with its graphs, as far as PROV, DCAT and VoID have words for it."""
    graph = Graph(bind_namespaces="none")
    iri = address(place, version.id)
    _add(graph, version, place)
    addresses = [dump_address(place, version.manifest, name) for name in FORMS]
    state(graph, iri, {VOID.dataDump: addresses})
    for name, known in version.manifest.graphs.items():
        state(graph, iri, {DCTERMS.hasPart: [URIRef(name)]})
        state(graph, URIRef(name), {VOID.triples: [count(known["triples"])]})
    return graph


def _add(graph: Graph, version: Version, place: Place) -> None:
    said, manifest = about(version.manifest), version.manifest
    iri, root = address(place, version.id), f"{place.root}release/{version.id}/"
    parent = [address(place, manifest.parent)] if manifest.parent else []
    names = ", ".join((*version.names, manifest.id))
    facts: Facts = {
        RDF.type: [DCAT.Dataset, VOID.Dataset, PROV.Entity],
        DCTERMS.title: both(f"{said.title.zh},版本 {names}", f"{said.title.en}, release {names}"),
        DCTERMS.identifier: [Literal(name) for name in (manifest.id, *version.names)],
        DCTERMS.issued: [exact(manifest.created, XSD.dateTime)],
        VERSION: [Literal(manifest.id)],
        IS_VERSION_OF: [place.dataset],
        PROV.wasRevisionOf: parent,
        PREVIOUS: parent,
        VOID.triples: [count(manifest.triples)],
        VOID.sparqlEndpoint: [URIRef(f"{root}sparql")],
        FOAF.page: [URIRef(root)],
    }
    state(graph, iri, facts)
    state(graph, place.dataset, {HAS_VERSION: [iri]})


def as_json(version: Version, whole: bool = False) -> dict[str, object]:
    """A release for programs that know no RDF; ``whole`` adds the manifest."""
    told: dict[str, object] = {
        "id": version.id,
        "created": version.manifest.created,
        "names": version.names,
        "current": version.current,
        "parent": version.manifest.parent,
        "previous": version.previous or None,
        "next": version.following or None,
        "triples": version.manifest.triples,
        "graphs": len(version.manifest.graphs),
        "added": version.added,
        "removed": version.removed,
    }
    return told | {"manifest": asdict(version.manifest)} if whole else told
