"""About a thousand hostile requests: none takes the server down, learns or changes anything."""

from collections.abc import Callable, Sequence

import pytest

from hostile import bodies, framing, pages, past, queries
from hostile.conftest import TOKEN, Canary, Target
from hostile.wire import Attack

pytestmark = pytest.mark.alone

Family = Callable[[Canary], Sequence[Attack]]

FAMILIES: dict[str, Family] = {
    "garbage": lambda canary: [*queries.garbage()],
    "backtracking": lambda canary: [*queries.backtracking()],
    "depth": lambda canary: [*queries.deep()],
    "length": lambda canary: [*queries.large()],
    "functions": lambda canary: [*queries.functions()],
    "reaching out": lambda canary: [*queries.outbound(canary.url)],
    "deadly queries": lambda canary: [*queries.deadly()],
    "a crowd of endless queries": lambda canary: [*queries.crowd(24)],
    "scripts": lambda canary: [*pages.scripts()],
    "negotiation": lambda canary: [*pages.negotiation()],
    "traversal": lambda canary: [*pages.traversal()],
    "headers": lambda canary: [*pages.headers()],
    "tokens": lambda canary: [*pages.tokens(TOKEN)],
    "methods": lambda canary: [*pages.methods()],
    "releases": lambda canary: [*past.releases()],
    "moments": lambda canary: [*past.moments()],
    "citations": lambda canary: [*past.citations()],
    "costly citations": lambda canary: [*past.costly_citations()],
    "ambiguous framing": lambda canary: [*framing.ambiguous()],
    "chunks": lambda canary: [*framing.chunks()],
    "lines": lambda canary: [*framing.lines()],
    "hosts": lambda canary: [*framing.hosts()],
    "uploads": lambda canary: [*bodies.uploads(canary.url)],
    "forms": lambda canary: [*bodies.forms()],
    "packed": lambda canary: [*bodies.packed()],
    "encodings": lambda canary: [*bodies.encodings()],
}


@pytest.mark.parametrize("family", FAMILIES)
def test_strangers_neither_stop_nor_learn_nor_change_anything(
    site: Target, canary: Canary, family: str
) -> None:
    before = site.state()
    attacks = FAMILIES[family](canary)
    clients = len(attacks) if "crowd" in family else 6
    assert site.attacked(attacks, clients) == []
    assert site.state() == before
    assert canary.touched == 0


KEPT = "urn:x:kept,1"


def test_writers_break_nothing_of_others(scratch: Target, canary: Canary) -> None:
    assert scratch.attacked([*bodies.writes(TOKEN, canary.url)]) == []
    assert KEPT in scratch.state()
    assert canary.touched == 0


def test_there_are_about_a_thousand_attacks(canary: Canary) -> None:
    names = [attack.name for family in FAMILIES.values() for attack in family(canary)]
    assert len(names) > 1_000
