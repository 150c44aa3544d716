"""The base of every error."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


class HbgraphError(Exception):
    """Base of every error a user can meet; ``facts`` fill the words of ``zh`` and ``en``."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 500
    retry_after: int | None = None
    """Seconds after which the same request may succeed."""
    zh: ClassVar[str] = "出错了。"
    en: ClassVar[str] = "Something went wrong."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text)

    @property
    def text_zh(self) -> str:
        return self.zh.format(**self.facts)

    @property
    def text_en(self) -> str:
        return self.en.format(**self.facts)

    @property
    def text(self) -> str:
        return f"{self.text_zh}\n{self.text_en}"

    def to_json(self) -> dict[str, object]:
        """The error for another process, which makes it again with ``from_json``."""
        plain = {k: v if isinstance(v, int | float) else str(v) for k, v in self.facts.items()}
        return {"error": self.code, "facts": plain, "notes": getattr(self, "__notes__", [])}

    @staticmethod
    def from_json(said: Mapping[str, Any]) -> "HbgraphError":
        found = {kind.code: kind for kind in _family(HbgraphError)}[said["error"]]
        error = found(**said["facts"])
        for note in said["notes"]:
            error.add_note(note)
        return error


def _family(kind: type[HbgraphError]) -> Iterator[type[HbgraphError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _family(child)
