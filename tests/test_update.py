"""Updates as changes do what Oxigraph's own update does, and every count follows."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbgraph.engine.dataset import Dataset
from hbgraph.errors import DatasetConflict, MalformedUpdate, UpdateFailed
from hbgraph.releases import Change, Draft, digest
from hbgraph.releases.digest import is_blank
from hbgraph.releases.draft import node
from hbgraph.releases.update import update

BASE = "http://127.0.0.1/update"
START = """
PREFIX : <urn:x:>
INSERT DATA {
  :a :p 1 , 2 . :b :p _:n . _:n :q "武汉"@zh .
  GRAPH :g { :a :p 1 . :c :q :a } GRAPH :h { :a :p 3 }
}
"""
TERMS = [":a", ":b", "?s", "1", "_:new", "[]"]
SUBJECTS, OBJECTS = [":a", ":b", "?s", "_:new"], [":a", "?o", "1", "2.50", '"x"@en', "true", "[]"]
PATTERNS = [
    "{ ?s :p ?o }",
    "{ ?s ?p ?o FILTER(?o > 1) }",
    "{ GRAPH ?g { ?s ?p ?o } }",
    "{ GRAPH :g { ?s :p ?o } OPTIONAL { ?o :q ?none } }",
    "{ ?s :p ?o BIND(BNODE() AS ?b) }",
    '{ VALUES (?s ?o) { (:a 7) (UNDEF "}") } }',
    "{ SELECT ?s (COUNT(*) AS ?o) { ?s ?p ?x } GROUP BY ?s }",
    "{ # a comment with } and ;\n ?s ?p ?o }",
]


def templates(variables: bool, blank: bool) -> st.SearchStrategy[str]:
    def allowed(term: str) -> bool:
        return (variables or not term.startswith("?")) and (blank or term[:1] not in "_[")

    triple = st.tuples(
        st.sampled_from([term for term in SUBJECTS if allowed(term)]),
        st.sampled_from([":p", ":q"]),
        st.sampled_from([term for term in OBJECTS if allowed(term)]),
    ).map(" ".join)
    block = st.lists(triple, max_size=3).map(" . ".join)
    graphs = st.sampled_from([":g", ":h", ":new"] + (["?g"] if variables else []))
    quads = st.tuples(graphs, block).map(lambda pair: f"GRAPH {pair[0]} {{ {pair[1]} }}")
    return st.one_of(block, quads).map(lambda inside: f"{{ {inside} }}")


ENDS = st.sampled_from(["DEFAULT", ":g", "GRAPH :h", ":new"])
OPERATIONS = st.one_of(
    templates(False, True).map(lambda data: f"INSERT DATA {data}"),
    templates(False, False).map(lambda data: f"DELETE DATA {data}"),
    st.sampled_from(["{ ?s :p ?o }", "{ GRAPH :g { ?s ?p ?o } }"]).map(
        lambda pattern: f"DELETE WHERE {pattern}"
    ),
    st.tuples(
        st.sampled_from(["", "WITH :g ", "WITH <urn:x:h> "]),
        st.one_of(st.just(""), templates(True, False).map(lambda block: f"DELETE {block} ")),
        templates(True, True).map(lambda block: f"INSERT {block} "),
        st.sampled_from(["", "USING :g ", "USING :g USING NAMED :h "]),
        st.sampled_from(PATTERNS).map(lambda pattern: f"WHERE {pattern}"),
    ).map("".join),
    st.tuples(
        st.sampled_from(["CLEAR", "DROP"]),
        st.just("SILENT"),
        st.sampled_from(["DEFAULT", "NAMED", "ALL", "GRAPH :g", "GRAPH :none"]),
    ).map(" ".join),
    st.just("CREATE SILENT GRAPH :new"),
    st.tuples(st.just("ADD SILENT"), ENDS, st.just("TO"), ENDS).map(" ".join),
    st.tuples(
        st.sampled_from(["COPY", "MOVE"]), st.sampled_from(["DEFAULT", ":g"]), st.just("TO"), ENDS
    ).map(" ".join),
)


def canonical(store: ox.Store) -> set[str]:
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def run(draft: Draft, text: str, using: Dataset | None = None) -> None:
    update(draft, text, BASE, using or Dataset(), lambda change: None)


@given(st.lists(OPERATIONS, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_an_update_does_what_oxigraph_does(operations: list[str]) -> None:
    text = "PREFIX : <urn:x:>\n" + " ;\n".join(operations)
    draft, reference = Draft(merged=False), ox.Store()
    for each in (START, text):
        try:
            reference.update(each, base_iri=BASE)
        except (RuntimeError, SyntaxError):
            with pytest.raises((UpdateFailed, MalformedUpdate)):
                run(draft, each)
            return
        try:
            run(draft, each)
        except UpdateFailed:  # Oxigraph copies and moves from what is not there
            return
    assert canonical(draft.store) == canonical(reference)
    for name, state in draft.states().items():
        held = list(draft.store.quads_for_pattern(None, None, None, node(name)))
        assert state == {
            "triples": len(held),
            "blank": sum(map(is_blank, held)),
            "digest": digest(held),
        }


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <b> 1 } ; INSERT {",
        "INSERT DATA { <a> <b> 1 } ; CREATE GRAPH <urn:x:g> ; CREATE GRAPH <urn:x:g>",
        "INSERT DATA { <a> <b> 1 } ; DROP GRAPH <urn:x:none>",
        "INSERT DATA { GRAPH <urn:x:n> { <a> <b> _:c } } ; MOVE <urn:x:none> TO <urn:x:g>",
    ],
)
def test_what_fails_in_the_middle_leaves_nothing(text: str) -> None:
    draft = Draft(merged=False)
    run(draft, START)
    before, states = canonical(draft.store), draft.states()
    with pytest.raises((MalformedUpdate, UpdateFailed)):
        run(draft, text)
    assert (canonical(draft.store), draft.states()) == (before, states)


def test_prefixes_stay_in_force_and_may_change() -> None:
    draft = Draft(merged=False)
    run(
        draft,
        "BASE <http://one/> PREFIX : <urn:x:> INSERT DATA { <a> :p 1 } ;"
        " PREFIX : <urn:y:> INSERT DATA { <b> :p 2 } ;"
        " BASE <http://two/> INSERT DATA { <c> :p 3 } ;",
    )
    assert {str(quad.triple).split("^")[0] for quad in draft.store} == {
        '<http://one/a> <urn:x:p> "1"',
        '<http://one/b> <urn:y:p> "2"',
        '<http://two/c> <urn:y:p> "3"',
    }


def test_the_protocol_may_choose_the_data_set_unless_the_update_does() -> None:
    draft = Draft(merged=False)
    run(draft, START)
    copied = "INSERT { GRAPH <urn:x:out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    run(draft, copied, Dataset(["urn:x:g", "urn:x:h"], []))
    assert draft.states()["urn:x:out"]["triples"] == 3
    for text in (f"WITH <urn:x:g> {copied}", copied.replace("WHERE", "USING <urn:x:g> WHERE")):
        with pytest.raises(DatasetConflict):
            run(draft, text, Dataset(["urn:x:g"], []))


@pytest.mark.parametrize("in_text", [True, False])
def test_a_triple_in_two_graphs_of_the_data_set_is_one_solution(in_text: bool) -> None:
    draft = Draft(merged=False)
    run(draft, "INSERT DATA { GRAPH <urn:x:g> { <a> <p> 1 } GRAPH <urn:x:h> { <a> <p> 1 , 2 } }")
    using = "USING <urn:x:g> USING <urn:x:h>" if in_text else ""
    counted = "SELECT (COUNT(*) AS ?n) { ?s <p> ?o }"
    text = f"INSERT {{ GRAPH <urn:x:out> {{ <n> <is> ?n }} }} {using} WHERE {{ {counted} }}"
    run(draft, text, Dataset() if in_text else Dataset(["urn:x:g", "urn:x:h"]))
    (quad,) = draft.quads("urn:x:out")
    assert quad.object == ox.Literal(2)


def test_every_change_is_shown_before_it_is_made() -> None:
    seen: list[Change] = []
    draft = Draft(merged=False)
    text = "INSERT DATA { <a> <b> 1, 1 } ; DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }"
    update(draft, text, BASE, Dataset(), seen.append)
    assert [(len(change.removed), len(change.added)) for change in seen] == [(0, 1), (1, 1)]
