"""A SPARQL Update request as its operations, each with the words that it is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hbgraph.engine.lexis import Token, tokens
from hbgraph.errors import MalformedUpdate


@dataclass(frozen=True)
class Operation:
    """One operation of a request: the declarations in force and the words from there on."""

    declarations: str
    words: tuple[Token, ...]
    source: str

    @property
    def kind(self) -> str:
        return self.words[0].text.upper()

    @property
    def text(self) -> str:
        return self.source[self.words[0].start : self.words[-1].end]

    @property
    def blank_labels(self) -> set[str]:
        return {word.text for word in self.words if word.kind == "blank"}

    def block(self, *keywords: str) -> str | None:
        """The text in braces after these keywords, without the braces."""
        depth = 0
        for place, token in enumerate(self.words):
            depth += (token.kind == "opening") - (token.kind == "closing")
            after = self.words[place : place + len(keywords) + 1]
            spelt = [word.text.upper() for word in after[:-1]]
            if depth == 0 and spelt == list(keywords) and after[-1].text == "{":
                return self._inside(place + len(keywords))
        return None

    def after(self, *keywords: str) -> list[str]:
        """The words that stand directly after these keywords, outside of any braces."""
        found, depth = [], 0
        for place, token in enumerate(self.words):
            depth += (token.kind == "opening") - (token.kind == "closing")
            spelt = [word.text.upper() for word in self.words[place : place + len(keywords)]]
            if depth == 0 and spelt == list(keywords) and place + len(keywords) < len(self.words):
                found.append(self.words[place + len(keywords)].text)
        return found

    def _inside(self, first: int) -> str:
        depth = 0
        for token in self.words[first:]:
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                return self.source[self.words[first].end : token.start]
        raise MalformedUpdate(reason="unbalanced braces")


def operations(text: str) -> Iterator[Operation]:
    """The operations of a request, in order."""
    declarations, words = "", list[Token]()
    for token in split(text):
        if token is not None:
            words.append(token)
            continue
        rest = _after_declarations(words)
        end = rest[0].start if rest else (words[-1].end if words else 0)
        declarations += f"{text[words[0].start : end]}\n" if words else ""
        if rest:
            yield Operation(declarations, tuple(rest), text)
        words = []


def declares_later(text: str) -> bool:
    """Whether BASE or PREFIX stands after the first operation."""
    words = split(text)
    next((word for word in words if word is None), None)
    return any(word is not None and word.says("BASE", "PREFIX") for word in words)


def sources(text: str) -> list[Token]:
    """The names after LOAD of what it would fetch."""
    found, after = [], False
    for token in tokens(text):
        if after and token.kind in ("iri", "name"):
            found.append(token)
        after = token.says("LOAD") or (after and token.says("SILENT"))
    return found


def split(text: str) -> Iterator[Token | None]:
    """The terminals, with None where an operation ends."""
    depth = 0
    for token in tokens(text):
        depth += (token.kind == "opening") - (token.kind == "closing")
        yield None if token.text == ";" and depth == 0 else token
    yield None


def _after_declarations(words: Sequence[Token]) -> Sequence[Token]:
    first = 0
    while first < len(words) and words[first].says("BASE", "PREFIX"):
        first += 2 if words[first].says("BASE") else 3
    return words[first:]
