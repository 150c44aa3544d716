"""Makes the index of a release: anew, or from its parent's and what changed."""

import os
import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import tantivy
from rdflib import URIRef

from hbgraph.search import fields, readings
from hbgraph.search.fields import FLOCKS, LONGEST_BEGINNING, stem
from hbgraph.search.form import Form, to_json
from hbgraph.search.forms import HAN, apart, fold, grams, is_latin, pairs, runs

FORMAT = "2"
"""Changes with what an index holds; one of another format is not amended."""

NAMED = (
    "cluster",
    "corridor",
    "enterprise",
    "event",
    "facility",
    "honour",
    "indicator",
    "industry",
    "organisation",
    "policy",
    "portfolio",
    "product",
    "programme",
    "project",
    "region",
    "target",
)
"""Kinds that people look for by name, by the folder of the IRI; code lists and so on come after."""

MANY = ("gbt4754-2017", "isic-rev4", "digital-economy-2021", "correspondence", "mapping")
"""Kinds of which there are thousands; a thing of another kind comes before them."""

CITY = re.compile(r"/region/\d{4}00$")
"""A province or a prefecture by its code (GB/T 2260)."""

LONGEST_NAME = 500
"""Characters of a label that count; nobody asks for what is no name but a text."""

MUTABLE = (".json", ".lock")
SPELT_SYLLABLES = 4
"""Whole names of so many syllables are known well enough to be mistyped."""


@dataclass(frozen=True)
class Entry:
    """The names and codes of a thing, and the IRIs of its classes."""

    names: Collection[str]
    kinds: Collection[str] = ()


Entries = Mapping[URIRef, Entry]


def build(folder: Path, entries: Entries) -> None:
    """Writes the index of these things into ``folder``, which must not exist yet."""
    folder.mkdir()
    readings.write(folder)
    _write(fields.registered(tantivy.Index(fields.schema(), str(folder))), entries)


def amend(folder: Path, parent: Path, entries: Entries) -> None:
    """Writes the index that differs from that of ``parent`` in these things only.

    A thing without a name leaves it. What does not change is shared with the parent on disk.
    """
    shutil.copytree(parent, folder, copy_function=_share)
    if entries:
        _write(fields.registered(tantivy.Index.open(str(folder))), entries)


def _write(index: tantivy.Index, entries: Entries) -> None:
    writer = index.writer(num_threads=1)
    for thing, entry in entries.items():
        writer.delete_documents_by_term("iri", str(thing))
        if entry.names:
            writer.add_document(_document(thing, entry))
    writer.commit()
    writer.wait_merging_threads()


def _share(source: str, target: str) -> str:
    """A link to a segment, which never changes; a copy of what tantivy writes anew."""
    if source.endswith(MUTABLE):
        return shutil.copyfile(source, target)
    os.link(source, target)
    return target


def _document(thing: URIRef, entry: Entry) -> tantivy.Document:
    kind, _, slug = str(thing).partition("/id/")[2].partition("/")
    names = [_form(name[:LONGEST_NAME]) for name in dict.fromkeys(entry.names)]
    addresses = [Form(text, fold(text)) for text in (slug, f"{kind}/{slug}")]
    document = tantivy.Document(
        iri=str(thing),
        order=_order(thing, kind, names),
        flock=FLOCKS[2 if kind in MANY else 0 if kind in NAMED else 1],
        forms=to_json([*names, *addresses]),
    )
    for field, values in (_terms(names, addresses) | {"kind": entry.kinds}).items():
        for value in dict.fromkeys(filter(None, values)):
            document.add_text(field, value)
    return document


def _form(name: str) -> Form:
    folded = fold(name)
    return Form(name, folded, [] if is_latin(folded) else readings.spoken(folded))


def _terms(names: list[Form], addresses: list[Form]) -> dict[str, Iterable[str]]:
    """The values of each field by which a thing is found."""
    words = [(form, runs(form.folded)) for form in names]
    return {
        "whole": (form.key for form in (*names, *addresses)),
        "sound": (form.sound for form in names),
        "initials": (form.initials for form in names),
        "begins": chain((f.key for f in (*names, addresses[0])), (f.sound for f in names)),
        "parts": (part for _, row in words for run in row for part in _parts(run)),
        "apart": (pair for _, row in words for run in row for pair in apart(run)),
        "sounds": (pair for form in names for pair in pairs(form.syllables)),
        "words": (word for form, row in words for word in _words(form, row)),
    }


def _order(thing: URIRef, kind: str, names: list[Form]) -> str:
    """Provinces and cities, then kinds in their precedence, then short names, then by IRI."""
    levels = ((), NAMED, (), *((each,) for each in MANY))
    level = next((place for place, kinds in enumerate(levels) if kind in kinds), 2)
    if CITY.search(thing):
        level = 0
    chinese = [form for form in names if form.syllables] or names
    return f"{level}{min(max(len(form.name) for form in chinese), 999):03} {thing}"


def _parts(run: str) -> Iterable[str]:
    """By what a word is found when only a part of it is asked for."""
    if HAN.match(run):
        return (*run, *grams(run))
    ends = range(1, min(len(run), LONGEST_BEGINNING) + 1)
    return (*(run[:end] for end in ends), stem(run))


def _words(form: Form, row: Iterable[str]) -> Iterable[str]:
    """The words of a name that may be spelt with a wrong letter, and it itself in pinyin."""
    known = 1 < len(form.syllables) <= SPELT_SYLLABLES
    return [*(run for run in row if run.isalpha() and run.isascii()), form.sound * known]
