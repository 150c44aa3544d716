"""Imports run downward only; each foreign library has its place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src/hbgraph"
LAYERS = (
    ("ns", "errors", "settings", "media", "model", "durable", "sandbox", "lanes"),
    ("atlas", "corpus", "turtle", "numerals", "coverage", "table", "queries", "search"),
    ("tokens", "budgets", "instruments"),
    ("audit", "validate", "report", "derive"),
    ("releases", "engine"),
    ("publish", "backup", "dumps", "mirror"),
    ("writes", "multipart"),
    ("uploads",),
    ("writer", "judge", "differ"),
    ("pages", "catalogue"),
    ("web", "framing", "server"),
    ("cli",),
    ("__main__",),
)
"""From the ground up; a module imports from its own layer or from those before it."""

PLACES = {
    "pyoxigraph": (
        "catalogue/written.py",
        "differ.py",
        "dumps.py",
        "engine/",
        "releases/",
        "writes.py",
    ),
    "SPARQLWrapper": ("engine/remote.py",),
    "pyshacl": ("validate.py", "judge.py"),
    "tantivy": ("search/",),
    "opencc": ("search/forms.py",),
    "pypinyin": ("search/readings.py",),
    "flask": ("web/", "server.py"),
    "flask_compress": ("web/compression.py",),
    "limits": ("budgets.py",),
    "requests": ("engine/credentials.py", "engine/transport.py"),
    "prometheus_client": ("instruments.py", "web/observing.py"),
    "structlog": ("web/observing.py",),
    "zstandard": ("dumps.py",),
}
MODULES = sorted(SOURCES.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module="hbgraph", names=names):
                yield from (f"hbgraph.{name.name}" for name in names)
            case ast.ImportFrom(module=str(module)):
                yield module


def layer(name: str) -> int:
    """The layer of hbgraph.<part>.…; what is no module, such as __version__, is below all."""
    part = name.split(".")[1] if "." in name else ""
    return next((number for number, parts in enumerate(LAYERS) if part in parts), -1)


def dotted(path: Path) -> str:
    return ".".join(("hbgraph", *path.relative_to(SOURCES).with_suffix("").parts))


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_downward(path: Path) -> None:
    ours = [name for name in imported(path) if name.split(".")[0] == "hbgraph"]
    assert [name for name in ours if layer(name) > layer(dotted(path))] == []


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_every_module_has_a_layer(path: Path) -> None:
    assert path.name == "__init__.py" or layer(dotted(path)) >= 0


@pytest.mark.parametrize("library", PLACES)
def test_a_foreign_library_is_imported_in_its_place_only(library: str) -> None:
    users = {
        path.relative_to(SOURCES).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert users
    assert {user for user in users if not user.startswith(PLACES[library])} == set()
