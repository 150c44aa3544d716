"""What XML can hold: answers with characters or properties beyond it are refused, not broken."""

import re
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import BinaryIO

import pyoxigraph as ox
from rdflib import RDF

from hbgraph import media
from hbgraph.errors import NotInXml

OTHERS = {
    form: ", ".join(each for each in among if each != form)
    for form, among in ((media.RDF_XML, media.RDF_FORMS), (media.RESULTS_XML, media.RESULT_FORMS))
}
"""For each form that is XML, the forms that can hold what it cannot."""

CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
LAST = "\ufffe\uffff".encode()
CHARACTER = re.compile(rb"[%s]|%s|%s" % (re.escape(CONTROLS), LAST[:3], LAST[3:]))
"""In UTF-8, what is no character of XML 1.0, not even as a reference (section 2.2)."""

START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
REST = "0-9.\xb7\u0300-\u036f\u203f\u2040-"
NAME = re.compile(f"[{START}{REST}]*[{START}]")
"""The end of an IRI, read backwards, that can be the name of an element."""

TYPE = str(RDF.type)
CORE = "RDF ID about parseType resource nodeID datatype Description li"
SYNTAX = {str(RDF) + name for name in CORE.split()}
OLD = {str(RDF) + name for name in ("aboutEach", "aboutEachPrefix", "bagID")}
"""What RDF/XML itself gives, or once gave, a meaning to (section 5.1)."""

XMLNS = "http://www.w3.org/2000/xmlns/"


class Checked(RawIOBase):
    """A file that passes on what XML can hold; a carriage return, which a reader would take for a
    line feed, as a reference. Raises NotInXml."""

    def __init__(self, output: BinaryIO, media_type: str) -> None:
        super().__init__()
        self._output = output
        self._others = OTHERS[media_type]
        self._end = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        seen = self._end + piece
        suspect = len(seen.translate(None, CONTROLS)) < len(seen) or LAST[:2] in seen
        if suspect and (found := CHARACTER.search(seen)):
            raise NotInXml(what=f"U+{ord(found[0].decode()):04X}", offered=self._others)
        self._end = piece[-2:]
        self._output.write(piece.replace(b"\r", b"&#13;"))
        return len(piece)


def check_names(triples: Iterable[ox.Triple]) -> None:
    """Raises NotInXml for an IRI that would be an element and does not end in a name for one."""
    for iri in dict.fromkeys(elements(triples)):
        if iri in SYNTAX | OLD or iri.startswith(XMLNS) or not NAME.match(iri[::-1]):
            raise NotInXml(what=f"<{iri}>", offered=OTHERS[media.RDF_XML])


def elements(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """The IRIs that Oxigraph writes as elements: properties, or a class where it comes first."""
    subject = None
    for triple in triples:
        iri, value = triple.predicate.value, triple.object
        if isinstance(value, ox.Triple):
            yield from elements([value])
        if iri == TYPE and isinstance(value, ox.NamedNode) and triple.subject != subject:
            iri = iri if value.value in SYNTAX else value.value
        yield iri
        subject = triple.subject
