"""The W3C's SPARQL test files, as rdflib's source distribution carries them."""

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

SOURCE = "rdflib==7.6.0"
INSIDE = "/test/data/suites/w3c/"
FOLDERS = ("sparql11/", "dawg-data-r2/")
CACHE = Path(__file__).parent / ".cache"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

QUERY_11 = (
    "aggregates",
    "bind",
    "bindings",
    "construct",
    "csv-tsv-res",
    "exists",
    "functions",
    "grouping",
    "json-res",
    "negation",
    "project-expression",
    "property-path",
    "subquery",
    "syntax-query",
)
UPDATE_11 = (
    "add",
    "basic-update",
    "clear",
    "copy",
    "delete",
    "delete-data",
    "delete-insert",
    "delete-where",
    "drop",
    "move",
    "syntax-update-1",
    "syntax-update-2",
    "update-silent",
)
LISTS_10 = ("manifest-evaluation.ttl", "manifest-syntax.ttl")


@dataclass(frozen=True)
class Data:
    """Files to load: those of the default graph, and one or more for each named graph."""

    default: tuple[Path, ...] = ()
    named: dict[str, tuple[Path, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Test:
    """One entry of a manifest: ``kind`` is the local name of its class, ``text`` the query or
    update; ``expected`` a file of results, or the data that an update must leave."""

    name: str
    kind: str
    text: Path
    data: Data
    expected: Path | Data | None


def fetched() -> Path:
    """The folder with the suites, downloaded and unpacked when it is not there yet."""
    root = CACHE / "w3c"
    if root.is_dir():
        return root
    with TemporaryDirectory(dir=CACHE.parent) as folder:
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*download, "--no-binary", "rdflib", "-d", folder, SOURCE], check=True)
        (archive,) = Path(folder).glob("rdflib-*.tar.gz")
        unpacked = Path(folder) / "w3c"
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                member.name = member.name.partition(INSIDE)[2]
                if member.name.startswith(FOLDERS):
                    packed.extract(member, unpacked, filter="data")
        CACHE.mkdir(exist_ok=True)
        return unpacked.rename(root)


def query_tests(root: Path) -> Iterator[Test]:
    for folder in QUERY_11:
        yield from tests(root / "sparql11" / folder / "manifest.ttl")


def update_tests(root: Path) -> Iterator[Test]:
    for folder in UPDATE_11:
        yield from tests(root / "sparql11" / folder / "manifest.ttl")


def older_query_tests(root: Path) -> Iterator[Test]:
    for name in LISTS_10:
        path = root / "dawg-data-r2" / name
        listed = Graph().parse(path, publicID=path.as_uri())
        for items in listed.objects(URIRef(path.as_uri()), MF.include):
            for manifest in Collection(listed, items):
                yield from tests(local(manifest))


def tests(manifest: Path) -> Iterator[Test]:
    """The entries of a manifest, in its order."""
    graph = Graph().parse(manifest, publicID=manifest.as_uri())
    for entries in graph.objects(None, MF.entries):
        for entry in Collection(graph, entries):
            yield _test(graph, entry, manifest.parent.name)


def local(node: Node | None) -> Path:
    return Path(URIRef(str(node)).removeprefix("file://"))


def _test(graph: Graph, entry: Node, folder: str) -> Test:
    kind = str(graph.value(entry, RDF.type)).rpartition("#")[2]
    action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
    text = graph.value(action, QT.query) or graph.value(action, UT.request) or action
    expected: Path | Data | None = None
    if kind.startswith("Update"):
        expected = _data(graph, result)
    elif result is not None:
        expected = local(result)
    name = f"{folder}/{str(entry).rpartition('#')[2]}"
    return Test(name, kind, local(text), _data(graph, action), expected)


def _data(graph: Graph, node: Node | None) -> Data:
    named: dict[str, tuple[Path, ...]] = {}
    for namespace in (QT, UT):
        for given in graph.objects(node, namespace.graphData):
            file = graph.value(given, namespace.graph) or given
            label = graph.value(given, RDFS.label)
            name = str(label) if isinstance(label, Literal) else str(file)
            named[name] = (*named.get(name, ()), local(file))
    default = [*graph.objects(node, QT.data), *graph.objects(node, UT.data)]
    return Data(tuple(map(local, default)), named)
