from rdflib import RDF

from conftest import SmallCorpus
from hbgraph.derive import derive
from hbgraph.ns import HB, ID
from hbgraph.releases import Draft


def filled(small: SmallCorpus) -> Draft:
    draft = Draft()
    for graph in small.corpus.load():
        draft.put(graph)
    return draft


def test_a_rule_writes_into_the_graph_that_bears_its_name(small: SmallCorpus) -> None:
    (derived,) = derive(small.corpus.rules, filled(small))
    assert derived.name == ID["rule/superclass"]
    assert (ID["region/990000"], RDF.type, HB.Thing) in derived.triples


def test_what_is_stated_is_not_derived_again(small: SmallCorpus) -> None:
    small.write("data/ttl/reference/places.ttl", f"<{ID['region/990000']}> a hb:Region, hb:Thing .")
    (derived,) = derive(small.corpus.rules, filled(small))
    assert (ID["region/990000"], RDF.type, HB.Thing) not in derived.triples
    assert (ID["region/990100"], RDF.type, HB.Thing) in derived.triples


def test_a_rule_sees_what_earlier_ones_derived(small: SmallCorpus) -> None:
    small.write(
        "ontology/rules/things.rq",
        "PREFIX hb: <https://w3id.org/hbgraph/ontology#>"
        " CONSTRUCT { ?thing hb:seen true } WHERE { ?thing a hb:Thing }",
    )
    draft = filled(small)
    for derived in derive(small.corpus.rules, draft):
        draft.put(derived)
    assert (ID["region/990100"], HB.seen, None) in draft.merge()
