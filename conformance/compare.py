"""Whether an answer says the same as the expected one, whatever its blank nodes are called."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".n3": ox.RdfFormat.TURTLE,
}
RESULT_SET = """
PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>
SELECT ?index ?solution ?variable ?value {
  ?set rs:solution ?solution
  OPTIONAL { ?solution rs:index ?index }
  OPTIONAL { ?solution rs:binding [ rs:variable ?variable ; rs:value ?value ] }
} ORDER BY ?index ?solution
"""
TRUTH = """
PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>
SELECT ?truth { ?set rs:boolean ?truth }
"""

Value = ox.NamedNode | ox.BlankNode | ox.Literal
Row = Iterable[tuple[str, Value]]
Answer = bool | set[str]
"""A truth value, or statements in a form that is the same for isomorphic graphs."""


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """The statements, numbers in the form in which the store keeps them."""
    kept = ox.Store()
    kept.extend(quads)
    dataset = ox.Dataset(kept)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def graph(data: bytes, form: ox.RdfFormat, base: str) -> list[ox.Quad]:
    return list(ox.parse(data, form, base_iri=base, rename_blank_nodes=True))


def graph_of(path: Path) -> list[ox.Quad]:
    return graph(path.read_bytes(), GRAPHS[path.suffix], path.as_uri())


def answer(data: bytes, form: ox.QueryResultsFormat, ordered: bool) -> Answer:
    """A table or a truth value in one of the forms for results."""
    found = ox.parse_query_results(data, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return table([[(n, row[n]) for n in names if row[n] is not None] for row in found], ordered)


def expected(path: Path, ordered: bool) -> Answer:
    """What a file of expected results says: a table, a truth value or a graph."""
    if path.suffix in RESULTS:
        return answer(path.read_bytes(), RESULTS[path.suffix], ordered)
    quads = graph_of(path)
    if not is_result_set(path):
        return canonical(quads)
    described = ox.Store()
    described.extend(quads)
    for row in described.query(TRUTH):
        return row["truth"].value == "true"
    rows = groupby(described.query(RESULT_SET), key=lambda row: row["solution"])
    bound = ([(r["variable"].value, r["value"]) for r in row if r["value"]] for _, row in rows)
    return table(list(bound), ordered)


def is_result_set(path: Path) -> bool:
    return b"result-set#" in path.read_bytes()


def tells_order(path: Path) -> bool:
    """Whether a file of expected results has its rows in an order that counts."""
    return path.suffix in RESULTS or b"rs:index" in path.read_bytes()


def table(rows: Sequence[Row], ordered: bool) -> Answer:
    """Rows as a graph: each is a node with its values and its place, or how often it occurs."""
    if ordered:
        numbered = list(enumerate(map(frozenset, rows)))
    else:
        numbered = [(count, row) for row, count in Counter(map(frozenset, rows)).items()]
    return canonical(quad for number, row in numbered for quad in _described(number, row))


def _described(number: int, row: Row) -> Iterable[ox.Quad]:
    node = ox.BlankNode()
    yield ox.Quad(node, ox.NamedNode("urn:x-row"), ox.Literal(number))
    for name, value in row:
        yield ox.Quad(node, ox.NamedNode(f"urn:x-row:{name}"), value)


def comma_separated(data: bytes) -> Answer:
    """A CSV table, which knows blank nodes and strings only."""
    lines = csv.DictReader(data.decode().splitlines())
    return table([[(n, _cell(text)) for n, text in row.items() if text] for row in lines], False)


def _cell(text: str) -> Value:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.Literal(text)
