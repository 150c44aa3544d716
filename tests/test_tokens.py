"""Who may write: what is kept, what is told, and what shuts everybody out."""

import json
import multiprocessing
import os
import stat
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbgraph.errors import BadScope, BadTokenFile, TokenExists, UnknownToken
from hbgraph.tokens import Token, Tokens

OURS = "https://example.org/graphs/ours/"
WHOLE = {"sha256": "0" * 64, "name": "a", "scopes": ["*"], "unvalidated": False}
GRAPHS = st.text(alphabet="abc:/#", max_size=8)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "data/tokens.json")


def add_one(path: Path, name: str) -> None:
    Tokens(path).add(name, [OURS])


def test_a_secret_is_long_random_and_begins_with_what_it_is(tokens: Tokens) -> None:
    first, second = tokens.add("a", [OURS]), tokens.add("b", [OURS])
    assert first.startswith("hbg_")
    assert len(first) == 4 + 43
    assert first != second


def test_the_bearer_of_a_secret_is_known_and_others_are_not(tokens: Tokens) -> None:
    secret = tokens.add("集成 one", [OURS, "urn:x:"], unvalidated=True)
    assert tokens.check(secret) == Token("集成 one", (OURS, "urn:x:"), unvalidated=True)
    for wrong in ("", secret[:-1], secret.upper(), f"{secret} ", "集成", "\ud800", "x" * 100_000):
        assert tokens.check(wrong) is None


def test_a_missing_file_holds_no_token(tokens: Tokens) -> None:
    assert tokens.check("hbg_x") is None
    assert tokens.list() == []


def test_the_secret_of_the_command_line_may_write_everywhere(tokens: Tokens) -> None:
    once = Tokens(tokens.path, extra="T")
    found = once.check("T")
    assert found is not None
    assert found.may_write("")
    assert found.may_write("urn:x:any")
    assert once.list() == []
    assert tokens.check("T") is None


def test_an_empty_secret_lets_nobody_in(tokens: Tokens) -> None:
    assert Tokens(tokens.path, extra="").check("") is None


def test_the_file_holds_no_secret_and_is_its_owners_only(tokens: Tokens) -> None:
    secret = tokens.add("a", [OURS])
    assert secret[4:] not in tokens.path.read_text()
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    tokens.add("b", [OURS])
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600


def test_tokens_are_listed_oldest_first_without_their_digests(tokens: Tokens) -> None:
    tokens.add("b", [OURS])
    tokens.add("a", ["*"], unvalidated=True)
    assert tokens.list() == [Token("b", (OURS,)), Token("a", ("*",), unvalidated=True)]


def test_a_name_is_given_once(tokens: Tokens) -> None:
    secret = tokens.add("a", [OURS])
    with pytest.raises(TokenExists, match="“a”"):
        tokens.add("a", ["*"])
    assert tokens.check(secret) == Token("a", (OURS,))


def test_a_revoked_token_is_unknown_at_once_to_whoever_knew_it(tokens: Tokens) -> None:
    secret, other = tokens.add("a", [OURS]), tokens.add("b", [OURS])
    server = Tokens(tokens.path)
    assert server.check(secret)
    tokens.revoke("a")
    assert server.check(secret) is None
    assert server.check(other)
    with pytest.raises(UnknownToken, match="There are: b"):
        tokens.revoke("a")


def test_a_deleted_file_shuts_its_tokens_out(tokens: Tokens) -> None:
    secret = tokens.add("a", [OURS])
    assert tokens.check(secret)
    tokens.path.unlink()
    assert tokens.check(secret) is None


@pytest.mark.parametrize(
    "scope", ["", " ", "graphs/", "/graphs/", "https:", "urn:x y", "**", "<*>"]
)
def test_a_scope_is_an_iri_or_everything(tokens: Tokens, scope: str) -> None:
    with pytest.raises(BadScope):
        tokens.add("a", [OURS, scope])
    assert tokens.list() == []


@given(scopes=st.lists(st.just("urn:a:") | st.just("urn:b:x"), max_size=2), graph=GRAPHS)
def test_a_scope_opens_what_begins_with_it_and_nothing_else(scopes: list[str], graph: str) -> None:
    token = Token("t", tuple(scopes))
    for name in (graph, f"urn:a:{graph}", f"urn:b:x{graph}", f"URN:A:{graph}"):
        allowed = any(name[: len(scope)] == scope for scope in scopes)
        assert token.may_write(name) == allowed


@pytest.mark.parametrize("scopes", [(), ("",), (OURS,), ("urn:",)])
def test_only_everywhere_opens_the_default_graph(scopes: tuple[str, ...]) -> None:
    assert not Token("t", scopes).may_write("")
    assert Token("t", (*scopes, "*")).may_write("")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"tokens": {}, "x": 1',
        '{"tokens": [1]}',
        '{"tokens": [{"sha256": "", "name": "a", "scopes": ["*"], "unvalidated": false}]}',
        json.dumps({"tokens": [{k: v for k, v in WHOLE.items() if k != "unvalidated"}]}),
        json.dumps({"tokens": [WHOLE | {"scopes": [""]}]}),
        json.dumps({"tokens": [WHOLE | {"scopes": "*"}]}),
        json.dumps({"tokens": [WHOLE | {"sha256": "0"}]}),
        json.dumps({"tokens": [WHOLE | {"unvalidated": 1}]}),
        "\udcff",
    ],
)
def test_a_damaged_file_lets_nobody_in_and_is_not_written_over(
    tokens: Tokens, content: str
) -> None:
    tokens.path.parent.mkdir()
    tokens.path.write_bytes(content.encode("utf-8", "surrogateescape"))
    for use in (
        lambda: Tokens(tokens.path, extra="T").check("T"),
        lambda: tokens.add("a", [OURS]),
        lambda: tokens.revoke("a"),
        tokens.list,
    ):
        with pytest.raises(BadTokenFile, match=r"tokens\.json"):
            use()
    assert tokens.path.read_bytes() == content.encode("utf-8", "surrogateescape")


def test_a_damaged_file_is_told_again_and_again_until_it_is_mended(tokens: Tokens) -> None:
    secret = tokens.add("a", [OURS])
    good = tokens.path.read_bytes()
    tokens.path.write_text("{")
    for _ in range(2):
        with pytest.raises(BadTokenFile):
            tokens.check(secret)
    tokens.path.write_bytes(good)
    assert tokens.check(secret)


def test_adding_at_once_from_many_processes_loses_none(tokens: Tokens) -> None:
    names = {f"t{number}" for number in range(8)}
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        pool.starmap(add_one, [(tokens.path, name) for name in names])
    assert {token.name for token in tokens.list()} == names
    assert len(list(tokens.path.parent.iterdir())) == 2  # the file and its lock


def test_readers_never_see_half_a_file(tokens: Tokens) -> None:
    secret = tokens.add("kept", [OURS])
    done = threading.Event()
    seen: list[object] = []

    def read() -> None:
        reader = Tokens(tokens.path)
        while not done.is_set():
            seen.append(reader.check(secret))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        tokens.add(f"t{number}", [OURS])
        tokens.revoke(f"t{number}")
    done.set()
    for thread in threads:
        thread.join()
    assert set(seen) == {Token("kept", (OURS,))}


def test_what_a_killed_writer_left_behind_is_no_obstacle(tokens: Tokens) -> None:
    tokens.add("a", [OURS])
    left = tokens.path.with_name("tokens.json.new")
    left.write_text("half")
    left.chmod(0o666)
    tokens.add("b", [OURS])
    assert [token.name for token in tokens.list()] == ["a", "b"]
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    assert not left.exists()


def test_the_file_is_read_once_while_it_stays_the_same(tokens: Tokens) -> None:
    secret = tokens.add("a", [OURS])
    tokens.check(secret)
    before = tokens.path.stat()
    tokens.path.write_text(" " * before.st_size)
    os.utime(tokens.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert tokens.check(secret)


def test_a_check_is_fast_among_a_thousand_tokens(tokens: Tokens) -> None:
    secret = tokens.add("first", [OURS])
    told = json.loads(tokens.path.read_text())
    more = [
        {"sha256": f"{number:064x}", "name": f"t{number}", "scopes": [OURS], "unvalidated": False}
        for number in range(1000)
    ]
    tokens.path.write_text(json.dumps({"tokens": told["tokens"] + more}))
    tokens.check(secret)
    start = time.perf_counter()
    for _ in range(100):
        assert tokens.check(secret)
    assert (time.perf_counter() - start) / 100 < 0.02
