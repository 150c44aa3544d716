"""What the README shows is what its commands print."""

import re
from pathlib import Path

import pytest

from hbgraph import table
from hbgraph.engine.embedded import EmbeddedEngine
from hbgraph.media import RESULTS_JSON

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ hbgraph query -f (\S+)\n(.*?)\n```", README, re.DOTALL)
QUERIES = re.findall(r"```sparql\n(.*?)\n```", README, re.DOTALL)


@pytest.mark.parametrize(("path", "shown"), SHOWN, ids=[Path(path).stem for path, _ in SHOWN])
def test_an_answer_in_the_readme_is_what_the_query_answers(
    path: str, shown: str, published: EmbeddedEngine
) -> None:
    answer = published.query((ROOT / path).read_text(encoding="utf-8"), RESULTS_JSON)
    printed = table.of_results(b"".join(answer.chunks)).splitlines()
    expected = shown.removesuffix("\n…").splitlines()
    assert printed[: len(expected)] == expected
    assert shown.endswith("\n…") == (len(printed) > len(expected))


def test_the_readme_shows_the_query_of_each_file() -> None:
    files = [(ROOT / path).read_text(encoding="utf-8") for path, _ in SHOWN]
    assert len(files) == 5
    assert [text.split("\n", 2)[2].strip() for text in files] == QUERIES
