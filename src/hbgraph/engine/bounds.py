"""What one query may use, and how many may run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """One query may use ``seconds`` and ``memory``, and its text and its answer have so many bytes
    (``excerpt`` of them, where a page shows the beginning). So many run at once in each lane, in
    ``known`` those known to be quick; ``queue`` may wait in each, for ``patience`` seconds."""

    seconds: float = 30
    memory: int = 2 << 30
    answer: int = 64 << 20
    excerpt: int = 4 << 20
    text: int = 100_000
    known: int = 4
    quick: int = 16
    middle: int = 2
    slow: int = 2
    patience: float = 10
    queue: int = 50
