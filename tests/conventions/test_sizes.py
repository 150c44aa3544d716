"""Someone who opens a file understands it without scrolling back and forth."""

import ast
from pathlib import Path
from statistics import median

import pytest

SOURCES = Path(__file__).parents[2] / "src/hbgraph"
MODULES = sorted(SOURCES.rglob("*.py"))


def lengths(path: Path) -> list[int]:
    """The number of lines of each function's body, docstring aside."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [length(function) for function in functions]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    documented = ast.get_docstring(function) and len(function.body) > 1
    body = function.body[1:] if documented else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_a_module_fits_in_three_hundred_lines(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 300


def test_functions_are_short() -> None:
    sizes = sorted(size for path in MODULES for size in lengths(path))
    assert sizes[-1] <= 60
    assert sizes[int(len(sizes) * 0.9) - 1] <= 25
    assert median(sizes) <= 7
