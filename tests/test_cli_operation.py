"""The commands for whoever runs the service."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import SmallCorpus
from hbgraph import releases
from hbgraph.cli import main
from hbgraph.tokens import Token, Tokens

SCOPE = "https://example.org/graphs/"
COMMANDS = [["token", "add"], ["token", "list"], ["token", "revoke"], ["backup"], ["restore"]]


class Line:
    def __init__(self, data_dir: Path, corpus: Path) -> None:
        self.environment = {"HBGRAPH_DATA_DIR": str(data_dir), "HBGRAPH_CORPUS": str(corpus)}

    def __call__(self, *arguments: str | Path, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [*map(str, arguments)], env=self.environment)
        assert result.exit_code == code, result.output
        return result


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data_dir: Path, small: SmallCorpus) -> Line:
    return Line(data_dir, small.root)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_chinese_english_and_an_example(run: Line, command: list[str]) -> None:
    text = run(*command, "--help").output
    assert f"例 Example:  hbgraph {' '.join(command)}" in text
    assert any("\u4e00" <= character <= "\u9fff" for character in text.splitlines()[2])


def test_a_new_token_is_printed_alone_so_that_a_script_can_keep_it(
    run: Line, data_dir: Path
) -> None:
    secret = run("token", "add", "press", "--scope", SCOPE, "--scope", "urn:x:").stdout
    assert re.fullmatch(r"hbg_[\w-]{43}\n", secret)
    found = Tokens(data_dir / "tokens.json").check(secret.strip())
    assert found == Token("press", (SCOPE, "urn:x:"))


def test_a_token_needs_a_scope(run: Line) -> None:
    assert "--scope" in run("token", "add", "press", code=2).output


def test_tokens_are_listed_without_secrets(run: Line) -> None:
    secret = run("token", "add", "press", "--scope", SCOPE).stdout.strip()
    run("token", "add", "all", "--scope", "*", "--unvalidated")
    told = run("token", "list").output
    assert told == f"press  {SCOPE}\nall  *  --unvalidated\n"
    assert secret not in told


def test_a_revoked_token_is_gone(run: Line) -> None:
    run("token", "add", "press", "--scope", SCOPE)
    run("token", "revoke", "press")
    assert run("token", "list").output == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("token", "revoke", "none"), "unknown-token"),
        (("token", "add", "a", "--scope", "graphs"), "bad-scope"),
        (("backup", "out"), "no-release"),
        (("restore", "nowhere"), "damaged-backup"),
    ],
)
def test_errors_have_a_code(
    run: Line,
    arguments: tuple[str, ...],
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    output = run(*arguments, code=2).output
    assert f"hbgraph: {code}\n" in output
    assert "Traceback" not in output


def test_a_damaged_file_of_tokens_is_told(run: Line, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "tokens.json").write_text("{")
    assert "hbgraph: bad-token-file" in run("token", "list", code=2).output


def test_what_was_backed_up_is_restored(run: Line, data_dir: Path, tmp_path: Path) -> None:
    run("publish")
    current = releases.current(data_dir)
    assert f"Current release: {current.id}" in run("backup", tmp_path / "out").output
    assert json.loads((tmp_path / "out/backup.json").read_text())["current"] == current.id
    assert "hbgraph: backup-exists" in run("backup", tmp_path / "out", code=2).output
    told = run("restore", tmp_path / "out", "--data-dir", tmp_path / "new").output
    assert "已恢复 Restored: 1 个版本 releases" in told
    assert releases.current(tmp_path / "new").id == current.id
    assert "hbgraph: data-dir-in-use" in run("restore", tmp_path / "out", code=2).output
