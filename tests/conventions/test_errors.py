"""Every error is documented, in both languages, with the numbers it really has."""

import re
from pathlib import Path
from string import Formatter

import pytest

from hbgraph import errors
from hbgraph.errors import HbgraphError

DOCUMENT = (Path(__file__).parents[2] / "docs/errors.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^#{2,3} (\S+)\n(.*?)(?=^#|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL))


def family(root: type[HbgraphError]) -> list[type[HbgraphError]]:
    return [root, *(error for child in root.__subclasses__() for error in family(child))]


ERRORS = family(HbgraphError)
RAISED = [error for error in ERRORS if not error.__subclasses__()]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_has_its_entry_with_its_exit_code_and_status(error: type[HbgraphError]) -> None:
    assert f"Exit {error.exit_code}, HTTP {error.http_status}." in ENTRIES[error.code]


@pytest.mark.parametrize("error", RAISED)
def test_an_entry_says_when_and_how_to_mend_in_both_languages(error: type[HbgraphError]) -> None:
    entry = ENTRIES[error.code]
    assert re.search("^- 何时:.*改法:", entry, re.MULTILINE)
    assert re.search("^- When: .*Mend: ", entry, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("error", RAISED)
def test_both_languages_tell_the_same_facts(error: type[HbgraphError]) -> None:
    facts = [
        {name for _, name, _, _ in Formatter().parse(text) if name} for text in (error.zh, error.en)
    ]
    assert facts[0] == facts[1]
    assert error.zh != HbgraphError.zh


def test_codes_are_unique() -> None:
    assert len({error.code for error in ERRORS}) == len(ERRORS)


def test_the_tree_in_the_docstring_names_every_error() -> None:
    drawn = re.findall(r"^[│├└─ ]*(\w+)(?:  |$)", errors.__doc__ or "", re.MULTILINE)
    names = [name for name in drawn if name[0].isupper()]
    assert sorted(names) == sorted(error.__name__ for error in ERRORS)
