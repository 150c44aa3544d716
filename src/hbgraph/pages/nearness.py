"""What may have been meant by an address that leads nowhere."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from heapq import nsmallest

from rdflib import URIRef

from hbgraph.ns import HB, ID, ONTOLOGY
from hbgraph.pages.nouns import Name
from hbgraph.pages.reader import Reader
from hbgraph.pages.vocabulary import terms

MOST = 6
LONGEST = 100
"""Characters of an address that are looked at; names and slugs are shorter."""

ALIKE = 0.75
"""How much of two slugs must be in common: a wrong letter, a missing one, two in wrong order."""


def near_things(reader: Reader, path: str) -> list[Name]:
    """Things of the kind in ``<kind>/<slug>`` with a slug like that, then what is called so."""
    kind, _, slug = path[:LONGEST].partition("/")
    found = _alike(slug, reader.once(_by_kind).get(kind, {}))
    if reader.searchable:
        found += [match.iri for match in reader.index.first(slug or kind, MOST)]
    names = reader.names(found)
    return [names[iri] for iri in dict.fromkeys(found)][:MOST]


def near_terms(reader: Reader, spelt: str) -> list[Name]:
    """Terms of the ontology, and graphs beside it, that are spelt like that."""
    names = reader.once(_terms)
    return [
        names[iri] for iri in _alike(spelt[:LONGEST].lower(), {_local(iri): iri for iri in names})
    ]


def _alike(spelt: str, known: Mapping[str, URIRef]) -> list[URIRef]:
    """The nearest first; of those that are as near, in the order of their slugs."""
    matcher = SequenceMatcher(b=spelt, autojunk=False)
    scored: list[tuple[float, str]] = []
    for slug in known:
        matcher.set_seq1(slug)
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
            scored.append((-matcher.ratio(), slug))
    return [known[slug] for score, slug in nsmallest(MOST, scored) if -score >= ALIKE]


def _by_kind(reader: Reader) -> Mapping[str, Mapping[str, URIRef]]:
    """For each kind the slugs of its things."""
    found: dict[str, dict[str, URIRef]] = {}
    for iri in reader.documents:
        kind, _, slug = iri.removeprefix(ID).partition("/")
        found.setdefault(kind, {})[slug] = iri
    return found


def _terms(reader: Reader) -> Mapping[URIRef, Name]:
    beside = (URIRef(name) for name in reader.manifest.graphs if name.startswith(f"{ONTOLOGY}/"))
    named = (*(term.name for term in reader.once(terms)), *map(reader.name, beside))
    return {name.iri: name for name in named}


def _local(iri: str) -> str:
    return iri.removeprefix(HB).removeprefix(f"{ONTOLOGY}/").lower()
