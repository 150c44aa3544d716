"""A name as the index keeps it."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from hbgraph.search.forms import key


class Form(NamedTuple):
    """A name as it is written, as it is compared, and its syllables where it is Chinese."""

    name: str
    folded: str
    syllables: Sequence[str] = ()

    @property
    def key(self) -> str:
        return key(self.folded)

    @property
    def sound(self) -> str:
        return "".join(self.syllables)

    @property
    def initials(self) -> str:
        return "".join(syllable[0] for syllable in self.syllables)


def to_json(forms: Sequence[Form]) -> bytes:
    return json.dumps(forms, ensure_ascii=False).encode()


def from_json(text: bytes) -> list[Form]:
    return [Form(*form) for form in json.loads(text)]
