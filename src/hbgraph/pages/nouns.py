"""The nouns of a page."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Literal, URIRef


@dataclass(frozen=True)
class Name:
    """A thing as a reader knows it; a figure also by what it says.

    One that nothing names is known by its IRI, shortened: ``bare``.
    """

    iri: URIRef
    zh: str
    en: str
    quantity: "Quantity | None" = None
    bare: bool = False


@dataclass(frozen=True)
class Quantity:
    """What a figure says: the exact value in its unit, the words around it, how it is printed."""

    value: Literal
    unit: Name | None = None
    comparator: Name | None = None
    modality: Name | None = None
    printed: str = ""


@dataclass(frozen=True)
class Witness:
    """A graph that states something, and its evidence grade; reference to data files has none."""

    graph: Name
    grade: Name | None


@dataclass(frozen=True)
class Fact:
    """One value of a property, with the graphs that state it."""

    value: Name | Literal
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True)
class Group:
    """The facts of one property; ``count`` is how many there are when not all are shown."""

    property: Name
    facts: tuple[Fact, ...]
    count: int


@dataclass(frozen=True)
class Section:
    """Groups under one heading; where a release has no display order there is no heading."""

    name: Name | None
    groups: tuple[Group, ...]


Cells = Mapping[str, Name | Literal]
"""A row of a class's own query, its IRIs turned into names."""


@dataclass(frozen=True)
class Mention:
    """Something anchored in a passage: a figure, an entity or a waiver.

    ``fragment`` names its anchor, for the first of those that share one; ``own`` names the thing
    itself where it is a part of the passage's document, as a waiver is.
    """

    kinds: tuple[Name, ...]
    fragment: str
    own: str
    cells: Cells


@dataclass(frozen=True)
class Page:
    """A thing with everything that its page shows.

    ``classes`` are the local names of its classes, the most specific first; ``implied`` are the
    facts that follow from more specific ones. ``tables`` are the answers to the queries of its
    classes by the names of their parts (``queries.parts``), ``mentions`` the rows of the part
    ``main`` that are anchored; ``queries`` are the texts behind the page.
    """

    name: Name
    types: tuple[Name, ...]
    classes: tuple[str, ...]
    gloss: tuple[Literal, ...]
    facts: tuple[Section, ...]
    implied: tuple[Section, ...]
    incoming: tuple[Section, ...]
    witnesses: tuple[Witness, ...]
    tables: Mapping[str, tuple[Cells, ...]]
    mentions: tuple[Mention, ...]
    queries: tuple[str, ...]
