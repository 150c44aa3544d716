"""The checksum of an answer: the same for the same rows, also years later.

An answer is taken as TSV or N-Triples, which have one line for each row. In order the checksum is
the SHA-256 of all lines; otherwise the sum, modulo 2^256, of the SHA-256 of each. A blank node
counts by its place among those of its line, whatever it is called.
"""

import hashlib
import re
from io import RawIOBase

from hbgraph import media
from hbgraph.errors import AnswerTooLarge

FORMS = (media.RESULTS_TSV, media.N_TRIPLES)
MODULUS = 2**256
TERMS = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^>]*>|(_:[^\s]+)')


class Checksum(RawIOBase):
    """A file that keeps nothing of what is written to it but its checksum."""

    def __init__(self, ordered: bool, limit: int) -> None:
        """``limit`` is how many bytes the answer may have; raises AnswerTooLarge beyond."""
        super().__init__()
        self._ordered = ordered
        self._limit = self._left = limit
        self._held: list[bytes] = []
        self._whole = hashlib.sha256()
        self._sum = 0
        self._lines = 0
        self._last = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._left -= len(piece)
        if self._left < 0:
            raise AnswerTooLarge(limit=self._limit >> 20)
        first, *others = piece.split(b"\n")
        self._held.append(first)
        for other in others:
            self._take(b"".join(self._held))
            self._held = [other]
        return len(piece)

    def result(self, media_type: str) -> dict[str, object]:
        """``{"media_type", "rows", "checksum"}`` of what was written; the head of TSV is no row."""
        rest = b"".join(self._held)
        if rest:
            self._take(rest)
        has_head = media_type == media.RESULTS_TSV and self._last not in (b"true", b"false")
        digest = self._whole.hexdigest() if self._ordered else f"{self._sum % MODULUS:064x}"
        rows = self._lines - has_head
        return {"media_type": media_type, "rows": rows, "checksum": digest}

    def _take(self, line: bytes) -> None:
        self._lines += 1
        self._last = plain(line)
        if self._ordered:
            self._whole.update(self._last + b"\n")
        else:
            self._sum += int.from_bytes(hashlib.sha256(self._last).digest())


def plain(line: bytes) -> bytes:
    """A line with its blank nodes numbered in the order in which they stand."""
    if b"_:" not in line:
        return line
    numbers: dict[bytes, int] = {}

    def number(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        return b"_:%d" % numbers.setdefault(found[1], len(numbers))

    return TERMS.sub(number, line)
