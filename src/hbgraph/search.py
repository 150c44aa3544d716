"""The search index of a release: names in Chinese, English and pinyin, codes, slugs, and typos.

A name is found whole, by its beginning, by any two characters in a row, or with a letter wrong.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import tantivy
from rdflib import URIRef
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

WHOLE, PARTS, KIND = "whole", "parts", "kind"
WEIGHTS = {"whole": 12.0, "near": 5.0, "every_part": 4.0, "some_part": 1.0, "policy": 8.0}
CLASSIFICATIONS = ("gbt4754-2017", "isic-rev4", "digital-economy-2021", "correspondence", "mapping")
"""Kinds of which there are thousands; a thing of another kind comes before them."""

Names = Mapping[URIRef, Collection[str]]

MUTABLE = (".json", ".lock")
TYPO_LENGTH = 5
"""From this many letters on, one may be wrong."""

ANALYSERS = {
    "whole": TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.lowercase()).build(),
    "parts": TextAnalyzerBuilder(Tokenizer.ngram(2, 2)).filter(Filter.lowercase()).build(),
}


class SearchIndex:
    """An index on disk, opened for searching."""

    def __init__(self, folder: Path) -> None:
        self._index = _registered(tantivy.Index.open(str(folder)))
        self._schema = schema()
        self._searcher = self._index.searcher()

    def search(self, text: str, limit: int = 20) -> list[URIRef]:
        """The things whose names fit best, best first; nothing for a blank text."""
        asked = " ".join(text.casefold().split())
        if not asked:
            return []
        hits = self._searcher.search(self._query(asked), limit).hits
        found = (self._searcher.doc(address) for _, address in hits)
        return [URIRef(str(document.get_first("iri"))) for document in found]

    def _query(self, asked: str) -> Query:
        fits = Query.boolean_query([(Occur.Should, clause) for clause in self._clauses(asked)])
        plain = [
            (Occur.MustNot, Query.term_query(self._schema, KIND, kind)) for kind in CLASSIFICATIONS
        ]
        first = Query.boolean_query([(Occur.Must, Query.all_query()), *plain])
        return Query.boolean_query(
            [(Occur.Must, fits), (Occur.Should, Query.const_score_query(first, WEIGHTS["policy"]))]
        )

    def _clauses(self, asked: str) -> Iterable[Query]:
        yield self._weighted("whole", Query.term_query(self._schema, WHOLE, asked))
        typos = 1 if len(asked) >= TYPO_LENGTH and asked.isascii() else 0
        near = Query.fuzzy_term_query(self._schema, WHOLE, asked, typos, prefix=True)
        yield self._weighted("near", near)
        terms = [Query.term_query(self._schema, PARTS, pair) for pair in pairs(asked)]
        if terms:
            every = [(Occur.Must, term) for term in terms]
            yield self._weighted("every_part", Query.boolean_query(every))
            if not asked.isascii():
                some = [(Occur.Should, term) for term in terms]
                yield self._weighted("some_part", Query.boolean_query(some))

    def _weighted(self, kind: str, query: Query) -> Query:
        return Query.boost_query(query, WEIGHTS[kind])


def build(folder: Path, names: Names) -> None:
    """Writes the index of the names of things below ``folder``, which must not exist yet."""
    folder.mkdir()
    _write(_registered(tantivy.Index(schema(), str(folder))), names)


def amend(folder: Path, parent: Path, names: Names) -> None:
    """Writes the index that differs from that of ``parent`` in the names of these things only.

    A thing without a name leaves it. What does not change is shared with the parent on disk.
    """
    shutil.copytree(parent, folder, copy_function=_share)
    if names:
        _write(_registered(tantivy.Index.open(str(folder))), names)


def _write(index: tantivy.Index, names: Names) -> None:
    writer = index.writer(num_threads=1)
    for thing, given in names.items():
        writer.delete_documents_by_term("iri", str(thing))
        if given:
            writer.add_document(_document(thing, given))
    writer.commit()
    writer.wait_merging_threads()


def _share(source: str, target: str) -> str:
    """A link to a segment, which never changes; a copy of what tantivy writes anew."""
    if source.endswith(MUTABLE):
        return shutil.copyfile(source, target)
    os.link(source, target)
    return target


def schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("iri", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_text_field(KIND, tokenizer_name="raw", index_option="basic")
    fields.add_text_field(WHOLE, tokenizer_name="whole", index_option="basic")
    fields.add_text_field(PARTS, tokenizer_name="parts", index_option="freq")
    return fields.build()


def pairs(text: str) -> list[str]:
    """Each two characters in a row."""
    return list(dict.fromkeys(text[i : i + 2] for i in range(len(text) - 1)))


def _document(thing: URIRef, given: Iterable[str]) -> tantivy.Document:
    kind, _, slug = str(thing).partition("/id/")[2].partition("/")
    names = list(dict.fromkeys(given))
    spelt = (form for name in names if not name.isascii() for form in pinyin(name))
    document = tantivy.Document(iri=str(thing), kind=kind)
    for name in dict.fromkeys([*names, slug, f"{kind}/{slug}", *spelt]):
        document.add_text(WHOLE, name)
    for name in names:
        document.add_text(PARTS, name)
    return document


def pinyin(name: str) -> tuple[str, str]:
    """A Chinese name in pinyin without tones, and its initials: xiangyang, xy."""
    from pypinyin import Style, lazy_pinyin  # half a second, which no server needs at its start

    syllables = lazy_pinyin(name, errors="ignore")
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")
    return "".join(syllables), "".join(initials)


def _registered(index: tantivy.Index) -> tantivy.Index:
    for name, analyser in ANALYSERS.items():
        index.register_tokenizer(name, analyser)
    return index
