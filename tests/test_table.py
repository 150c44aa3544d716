import json
from collections.abc import Mapping

from hbgraph.ns import ID
from hbgraph.table import aligned, of_results


def results(variables: list[str], *rows: Mapping[str, tuple[str, str]]) -> bytes:
    """SPARQL JSON results; a cell is the type and the value of its term."""
    bindings = [
        {name: {"type": kind, "value": value} for name, (kind, value) in row.items()}
        for row in rows
    ]
    return json.dumps({"head": {"vars": variables}, "results": {"bindings": bindings}}).encode()


def test_columns_line_up_by_their_places_on_the_screen() -> None:
    assert aligned([["市", "n"], ["Wuhan", "1"]]) == "市     n\nWuhan  1"


def test_no_line_ends_in_blanks() -> None:
    assert aligned([["a", ""], ["bb", "c"]]).splitlines() == ["a", "bb  c"]


def test_iris_are_short_and_unbound_cells_empty() -> None:
    found = of_results(results(["s", "o"], {"s": ("uri", ID["region/420000"])}))
    assert found.splitlines()[2] == "id:region/420000"


def test_line_breaks_in_a_value_do_not_break_the_table() -> None:
    found = of_results(results(["o"], {"o": ("literal", "a\nb")}))
    assert found.splitlines()[2] == "a b"


def test_no_rows_leave_the_head() -> None:
    assert of_results(results(["region"])) == "region\n------"
