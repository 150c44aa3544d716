"""The integrity constraints of the RDF Data Cube Vocabulary (section 11) hold on what is published.

Each constraint is an ASK that is true when it is violated. To show that it can be, each is also
asked of the same graph with one fault put in.
"""

from pathlib import Path

import pyoxigraph as ox
import pytest

from hbgraph.engine.embedded import EmbeddedEngine
from hbgraph.engine.terms import to_quad

HERE = Path(__file__).parent
QUERIES = sorted(HERE.glob("ask_ic_*.rq"))
PREFIXES = """
    BASE <https://w3id.org/hbgraph/id/>
    PREFIX hb: <https://w3id.org/hbgraph/ontology#>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX qb: <http://purl.org/linked-data/cube#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
OUTPUT = "<observation/2026-hubei-jxt-nev-output>"
SET = "<dataset/2026-hubei-jxt-observations>"
MEASURED = """
    <structure/figure> qb:component <structure/figure#type> .
    <structure/figure#type> qb:componentProperty qb:measureType .
"""
HIERARCHY = """
    sdmx-dimension:refArea qb:codeList <scheme/area> .
    <scheme/area> a qb:HierarchicalCodeList ; qb:hierarchyRoot <region/china> ;
"""

FAULTS = {
    1: f"INSERT DATA {{ {OUTPUT} qb:dataSet <dataset/2026-hubei-jxt-targets> }}",
    2: f"DELETE WHERE {{ {SET} qb:structure ?structure }}",
    3: "DELETE WHERE { hb:value a qb:MeasureProperty }",
    4: "DELETE WHERE { hb:indicator rdfs:range ?range }",
    5: "INSERT DATA { hb:industry rdfs:range skos:Concept }",
    6: "INSERT DATA { <structure/figure#indicator> qb:componentRequired false }",
    7: "INSERT DATA { <key/example> a qb:SliceKey }",
    8: """INSERT DATA {
        <structure/figure> qb:sliceKey <key/example> .
        <key/example> a qb:SliceKey ; qb:componentProperty hb:industry }""",
    9: "INSERT DATA { <slice/example> a qb:Slice }",
    10: """INSERT DATA {
        <slice/example> qb:sliceStructure <key/example> .
        <key/example> qb:componentProperty sdmx-dimension:refArea }""",
    11: f"DELETE WHERE {{ {OUTPUT} sdmx-dimension:refArea ?area }}",
    12: f"""INSERT {{ <observation/example> ?property ?value }}
        WHERE {{ {OUTPUT} ?property ?value }}""",
    13: f"DELETE WHERE {{ {OUTPUT} hb:unit ?unit }}",
    14: f"DELETE WHERE {{ {OUTPUT} hb:value ?value }}",
    15: f"INSERT DATA {{ {MEASURED} {OUTPUT} qb:measureType hb:elsewhere }}",
    16: f"INSERT DATA {{ {MEASURED} {OUTPUT} qb:measureType hb:elsewhere }}",
    17: f"INSERT DATA {{ {MEASURED} }}",
    18: f"""INSERT DATA {{
        <dataset/2026-hubei-jxt-targets> qb:slice <slice/example> .
        <slice/example> qb:observation {OUTPUT} }}""",
    19: "DELETE WHERE { <indicator/nev-output> skos:inScheme ?scheme }",
    20: f"INSERT DATA {{ {HIERARCHY} qb:parentChildProperty skos:narrower }}",
    21: f"""INSERT DATA {{ {HIERARCHY} qb:parentChildProperty <property/down> .
        <property/down> owl:inverseOf skos:broader }}""",
}


def number(path: Path) -> int:
    return int(path.stem.split("_")[2])


def ask(store: ox.Store, path: Path) -> bool:
    return bool(store.query(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def cube(published: EmbeddedEngine) -> list[ox.Quad]:
    """What is published about cubes, in normal form."""
    store = ox.Store()
    triples = published.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    store.extend(map(to_quad, triples))
    store.update((HERE / "normalise.ru").read_text(encoding="utf-8"))
    return list(store)


def filled(quads: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def test_there_is_a_query_and_a_fault_for_each_constraint() -> None:
    assert [number(path) for path in QUERIES] == list(range(1, 22)) == sorted(FAULTS)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_published_cube_satisfies(path: Path, cube: list[ox.Quad]) -> None:
    assert not ask(filled(cube), path)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_fault_violates(path: Path, cube: list[ox.Quad]) -> None:
    store = filled(cube)
    store.update(PREFIXES + FAULTS[number(path)])
    assert ask(store, path)
