"""What is found by a name: the index says which things, the graph says what they are called."""

from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import URIRef

from hbgraph.ns import HB, ID
from hbgraph.pages.nouns import Name
from hbgraph.pages.reader import Reader
from hbgraph.pages.texts import Telling, telling
from hbgraph.search import Match

PAGE_SIZE = 20


@dataclass(frozen=True)
class Found:
    """A thing, its classes, the name that fits and the way it does (see ``search.Match``)."""

    name: Name
    kinds: tuple[Name, ...]
    form: str
    way: str


@dataclass(frozen=True)
class Finding:
    """One page of what fits.

    ``kinds`` are the classes of all that fits, whatever it was narrowed to, the commonest first;
    ``last`` is the number of the last page. Where no name fits, ``telling`` has the things in whose
    texts the words stand.
    """

    found: tuple[Found, ...]
    total: int
    kinds: tuple[tuple[Name, int], ...]
    number: int
    last: int
    telling: tuple[Telling, ...] = ()


def find(reader: Reader, text: str, kind: str = "", number: int = 1) -> Finding | None:
    """A page of what fits; None when there is no such page. Raises KeyError for an unknown class.

    ``kind`` is the local name of a class of ours, or the IRI of another.
    """
    kinds = [str(iri) for iri in narrower(reader, kind)] if kind else []
    offset = PAGE_SIZE * max(0, number - 1)
    matches = reader.index.search(text, PAGE_SIZE, offset, kinds)
    last = max(1, -(-matches.total // PAGE_SIZE))
    if not 1 <= number <= last:
        return None
    counts = sorted(matches.kinds.items(), key=lambda each: (-each[1], each[0]))
    names = reader.names(URIRef(iri) for iri, _ in counts)
    classes = tuple((names[URIRef(iri)], count) for iri, count in counts)
    told = () if classes else telling(reader, text)
    return Finding(named(reader, matches.found), matches.total, classes, number, last, told)


def suggest(reader: Reader, text: str, limit: int) -> tuple[Found, ...]:
    """The things that somebody who types this may mean, best first."""
    return named(reader, reader.index.first(text, limit))


def narrower(reader: Reader, kind: str) -> list[URIRef]:
    """The classes whose things are of this class; KeyError when no thing is."""
    iri = HB[kind] if HB[kind] in reader.superclasses else URIRef(kind)
    below = [
        each
        for each in map(URIRef, reader.index.kinds)
        if each == iri or iri in {HB[name] for name in reader.lineage([each])}
    ]
    if not below and iri not in reader.superclasses:
        raise KeyError(kind)
    return below or [iri]


def named(reader: Reader, matches: Sequence[Match]) -> tuple[Found, ...]:
    kinds = {URIRef(kind) for match in matches for kind in match.kinds}
    names = reader.names([*(match.iri for match in matches), *kinds])
    return tuple(
        Found(
            names[match.iri],
            tuple(names[kind] for kind in namesake_first(match)),
            match.form,
            match.way,
        )
        for match in matches
    )


def namesake_first(match: Match) -> list[URIRef]:
    """Its classes, before all others that which its IRI is named after: a target is a Target."""
    folder = match.iri.removeprefix(ID).partition("/")[0].replace("-", "")
    kinds = map(URIRef, match.kinds)
    return sorted(kinds, key=lambda kind: kind.removeprefix(HB).lower() != folder)
