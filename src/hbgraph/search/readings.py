"""How Chinese characters are read: at publishing by pypinyin, afterwards from a table it leaves.

The table lets a server read a question aloud without loading a dictionary of phrases.
"""

from collections.abc import Mapping
from pathlib import Path

from hbgraph.search.forms import HAN, fold, runs

FILE = "readings.txt"
UNIFIED = range(0x4E00, 0xA000)
"""The unified ideographs of Unicode's first plane."""


def spoken(folded: str) -> list[str]:
    """A folded text in pinyin without tones: syllables, and words that are not Chinese."""
    from pypinyin import lazy_pinyin  # half a second, which no server needs at its start

    return [
        each
        for run in runs(folded)
        for each in (lazy_pinyin(run, errors="ignore") if HAN.match(run) else [run])
    ]


def write(folder: Path) -> None:
    """Writes the first reading of each character: a line for each syllable."""
    from pypinyin.constants import PINYIN_DICT

    toned: dict[str, str] = {}
    for code in UNIFIED:
        first = PINYIN_DICT.get(code, "").partition(",")[0]
        toned[first] = toned.get(first, "") + chr(code)
    lines: dict[str, str] = {}
    for reading, characters in toned.items():
        lines[fold(reading)] = lines.get(fold(reading), "") + characters
    rows = sorted((syllable, row) for syllable, row in lines.items() if syllable)
    text = "".join(f"{syllable} {row}\n" for syllable, row in rows)
    (folder / FILE).write_text(text, encoding="utf-8")


class Readings:
    """The table of a release."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
        rows = [line.split(" ") for line in lines]
        self.syllables = frozenset(syllable for syllable, _ in rows)
        self._of: Mapping[str, str] = {c: syllable for syllable, row in rows for c in row}

    def of(self, folded: str) -> list[str]:
        """A folded text read aloud, character by character, as ``spoken`` does at publishing."""
        return [
            each
            for run in runs(folded)
            for each in ([self._of.get(c, c) for c in run] if HAN.match(run) else [run])
        ]
