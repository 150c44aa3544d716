"""What only HTTP knows is documented beside the errors of the layers below."""

import pytest
from test_errors import ENTRIES, ERRORS

from hbgraph.web.problems import Problem, Unforeseen

PROBLEMS = [problem for problem in Problem.__subclasses__() if problem is not Unforeseen]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_has_its_entry_with_its_status(problem: type[Problem]) -> None:
    entry = ENTRIES[problem.code]
    assert f"HTTP {problem.status.value}." in entry
    assert "- 何时:" in entry
    assert "- When: " in entry


def test_every_entry_belongs_to_an_error_or_a_problem() -> None:
    codes = {kind.code for kind in (*ERRORS, *PROBLEMS, Problem)}
    assert set(ENTRIES) == codes
