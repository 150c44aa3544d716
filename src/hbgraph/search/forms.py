"""Spellings: what is the same name in another script, case, width, tone or with other spaces."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise

from opencc import OpenCC

NAMESPACES = re.compile(r"^(?:\S+/(?:id|doc)/|id:)")
"""What a pasted address has before ``<kind>/<slug>``."""

SUFFIX = re.compile(r"\.(?:ttl|nt|rdf|jsonld|html)$|[?#].*$")
UNSPOKEN = re.compile(r"[^\w.]|_|(?<!\d)\.|\.(?!\d)")
"""Everything but letters, digits and the point of a decimal fraction."""

ACCENTS = re.compile(r"[\u0300-\u036f]")
GAP = 3
"""Characters that an abbreviation may leave out in a row."""

HAN = re.compile(r"[\u3400-\u9fff]")
RUNS = re.compile(r"[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+")


def fold(text: str) -> str:
    """A text as it is compared: simplified script, lower case, no accents, only words.

    ``ü`` becomes ``v``, as one types it: lü as lv.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        plain = _simplifier().convert(plain)
        if not unicodedata.is_normalized("NFD", plain):
            apart = unicodedata.normalize("NFD", plain).replace("u\u0308", "v")
            plain = unicodedata.normalize("NFC", ACCENTS.sub("", apart))
    return " ".join(UNSPOKEN.sub(" ", plain).split())


def asked(text: str) -> str:
    """A question as it is compared; of an address of ours only ``<kind>/<slug>``."""
    found = NAMESPACES.match(text.strip())
    return fold(SUFFIX.sub("", text.strip()[found.end() :]) if found else text)


def key(folded: str) -> str:
    """A folded text without its spaces: 'xiang yang' and 'Xiangyang' have one key."""
    return folded.replace(" ", "")


def is_latin(folded: str) -> bool:
    return not HAN.search(folded)


def runs(folded: str) -> list[str]:
    """Its words: Chinese characters in a row, and what stands between them and spaces."""
    return RUNS.findall(folded)


def grams(run: str) -> list[str]:
    """Each two neighbours of a row of characters or syllables, joined; of one, itself."""
    return pairs(run) or [run]


def pairs(parts: Sequence[str]) -> list[str]:
    """Each two neighbours, joined, each pair once."""
    return list(dict.fromkeys(a + b for a, b in pairwise(parts)))


def apart(run: str) -> list[str]:
    """Each two characters of a Chinese row that have at most ``GAP`` others between them."""
    if not HAN.match(run):
        return []
    found = (
        first + later
        for place, first in enumerate(run)
        for later in run[place + 1 : place + 2 + GAP]
    )
    return list(dict.fromkeys(found))


def syllables(text: str, known: Collection[str]) -> list[str]:
    """A row of letters as pinyin, the longest syllables first; empty where it is none."""
    heads = {end: _heads(text, end, known) for end in range(len(text))}
    best: dict[int, list[str]] = {len(text): []}
    for start in reversed(range(len(text))):
        for head in heads[start]:
            if (rest := best.get(start + len(head))) is not None:
                best[start] = [head, *rest]
                break
    return best.get(0, [])


def _heads(text: str, start: int, known: Collection[str]) -> list[str]:
    longest = 6
    ends = range(min(len(text), start + longest), start, -1)
    return [text[start:end] for end in ends if text[start:end] in known]


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
