"""What another server's answer says, whichever form it came in; each is read to its end."""

from collections.abc import Mapping

import pyoxigraph as ox

from hbgraph import media
from hbgraph.engine import virtuoso
from hbgraph.engine.dataset import prologue
from hbgraph.engine.lexis import tokens
from hbgraph.engine.transport import Reply
from hbgraph.errors import RefusedQuery

Results = ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]

ASKING, BUILDING = ("SELECT", "ASK"), ("CONSTRUCT", "DESCRIBE")
UPDATING = (
    *("INSERT", "DELETE", "WITH", "LOAD", "CLEAR"),
    *("CREATE", "DROP", "COPY", "MOVE", "ADD"),
)

TABLES: Mapping[str, ox.QueryResultsFormat] = {
    media.RESULTS_JSON: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    media.RESULTS_XML: ox.QueryResultsFormat.XML,
}
GRAPHS: Mapping[str, ox.RdfFormat] = {
    media.N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    media.TURTLE: ox.RdfFormat.TURTLE,
    media.RDF_XML: ox.RdfFormat.RDF_XML,
}
ENDLESS = (media.N_TRIPLES, media.TURTLE)
"""Forms in which the first half of an answer is an answer."""

GIVEN_UP = b"##"
"""How Fuseki begins the last line of an answer that it gave up; to these forms it is a comment."""


def kind_of(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; RefusedQuery for what is no query.

    What nobody can read counts as a SELECT: the server will say what is wrong with it.
    """
    for token in tokens(text[len(prologue(text)) - 1 :]):
        if token.says(*ASKING, *BUILDING):
            return token.text.upper()
        if token.says(*UPDATING):
            raise RefusedQuery(feature="SPARQL Update")
        break
    return "SELECT"


def wanted(kind: str) -> str:
    """The Accept header. CSV does not tell an IRI from a string, and TSV has no end."""
    if kind in BUILDING:
        return f"{media.N_TRIPLES}, {media.TURTLE};q=0.8, {media.RDF_XML};q=0.5"
    return f"{media.RESULTS_JSON}, {media.RESULTS_XML};q=0.5"


def parsed(reply: Reply, kind: str) -> Results:
    """The results in a reply to a query of this kind.

    Raises SyntaxError when the reply is not of its form, or is cut off; since solutions are parsed
    one by one, reading them raises it as well.
    """
    results = _graph(reply) if kind in BUILDING else _table(reply)
    if kind == "ASK" and isinstance(results, ox.QuerySolutions):
        return _boolean(virtuoso.truth(results))
    if isinstance(results, ox.QueryBoolean) != (kind == "ASK"):
        raise SyntaxError(f"the answer to {kind} is of another kind")
    return results


def _table(reply: Reply) -> ox.QuerySolutions | ox.QueryBoolean:
    if reply.media_type not in TABLES:
        raise SyntaxError(f"Content-Type: {reply.media_type}")
    body = virtuoso.mended(reply.body) if virtuoso.is_virtuoso(reply.headers) else reply.body
    return ox.parse_query_results(body, TABLES[reply.media_type])


def _graph(reply: Reply) -> list[ox.Triple]:
    """The triples, each once."""
    if reply.media_type not in GRAPHS:
        raise SyntaxError(f"Content-Type: {reply.media_type}")
    last = reply.body.rstrip().rpartition(b"\n")[2]
    if last.startswith(GIVEN_UP):
        raise SyntaxError(last.decode(errors="replace"))
    quads = ox.parse(reply.body, GRAPHS[reply.media_type])
    return list(dict.fromkeys(quad.triple for quad in quads))


def _boolean(truth: bool) -> ox.QueryBoolean:
    said = f'{{"head":{{}},"boolean":{str(truth).lower()}}}'
    results = ox.parse_query_results(said, ox.QueryResultsFormat.JSON)
    assert isinstance(results, ox.QueryBoolean)
    return results
