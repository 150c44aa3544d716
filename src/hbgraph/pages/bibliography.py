"""A citation as bibliographies want it: BibTeX, CSL-JSON, and one line in either language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hbgraph.releases.citations import Citation

PUBLISHER = "hbgraph"


@dataclass(frozen=True)
class Reference:
    """A citation with its address, and the data set's title in both languages; ``released`` is the
    time of its release."""

    citation: Citation
    address: str
    zh: str
    en: str
    released: datetime

    @property
    def title_zh(self) -> str:
        return f"{self.zh}:SPARQL 查询 {self.citation.id}"

    @property
    def title_en(self) -> str:
        return f"{self.en}: SPARQL query {self.citation.id}"

    @property
    def note(self) -> str:
        order = "in order" if self.citation.ordered else "in any order"
        rows = f"{self.citation.rows} row{'s' * (self.citation.rows != 1)}"
        return f"{rows}, {order}; checksum {self.citation.checksum}"


def bibtex(reference: Reference) -> str:
    """The entry type ``misc`` is known to every style."""
    fields = {
        "author": f"{{{PUBLISHER}}}",
        "title": f"{{{reference.title_en}}}",
        "year": f"{reference.released:%Y}",
        "month": f"{reference.released:%m}",
        "version": reference.citation.release,
        "url": reference.address,
        "note": reference.note,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{hbgraph-{reference.citation.id},\n{lines}\n}}\n"


def csl(reference: Reference) -> Mapping[str, object]:
    """An item of CSL-JSON."""
    day = reference.released
    return {
        "id": f"hbgraph-{reference.citation.id}",
        "type": "dataset",
        "title": reference.title_en,
        "author": [{"literal": PUBLISHER}],
        "publisher": PUBLISHER,
        "version": reference.citation.release,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": reference.address,
        "note": reference.note,
    }


def in_chinese(reference: Reference) -> str:
    """In the manner of GB/T 7714-2015, where [DS/OL] is a data set on line."""
    return (
        f"{PUBLISHER}. {reference.title_zh}[DS/OL]. 版本 {reference.citation.release}"
        f"({reference.released:%Y-%m-%d}). {reference.address}."
    )


def in_english(reference: Reference) -> str:
    return (
        f"{PUBLISHER} ({reference.released:%Y}). {reference.title_en} [Data set]. "
        f"Release {reference.citation.release}. {reference.address}"
    )
