"""What became of a target: decided by the comparators of the target and of its outcome."""

import pyoxigraph as ox
import pytest

from hbgraph.engine.embedded import EmbeddedEngine
from hbgraph.queries import bind

DATA = """
    PREFIX hb: <https://w3id.org/hbgraph/ontology#>
    PREFIX sdmx: <http://purl.org/linked-data/sdmx/2009/dimension#>
    PREFIX id: <https://w3id.org/hbgraph/id/>
    GRAPH <urn:x:p1> {{
      <urn:x:p1> a hb:NamedGraph .
      <urn:x:target> a hb:Target ; hb:indicator <urn:x:output> ; hb:value {value} ; hb:unit {unit} ;
        hb:comparator <https://w3id.org/hbgraph/id/comparator/{comparator}> ; hb:printed "…" ;
        sdmx:refArea <urn:x:area> ; sdmx:refPeriod <urn:x:2031> {scope} .
    }}
    GRAPH <urn:x:p2> {{
      <urn:x:outcome> a hb:Observation ; hb:indicator <urn:x:output> ; hb:value {outcome} ;
        hb:unit {unit} ;
        hb:comparator <https://w3id.org/hbgraph/id/comparator/{found}> ;
        sdmx:refArea <urn:x:area> ; sdmx:refPeriod <urn:x:{year}> .
    }}
"""
AMOUNT, RATE = "<urn:x:vehicle>", "<http://qudt.org/vocab/unit/PERCENT>"


def status(
    comparator: str,
    value: float,
    found: str,
    outcome: float,
    unit: str = AMOUNT,
    year: int = 2031,
    scope: str = "",
) -> str:
    """The status of a target of 2031 once a figure of ``year`` is known."""
    store = ox.Store()
    data = DATA.format(
        comparator=comparator,
        value=value,
        found=found,
        outcome=outcome,
        unit=unit,
        year=year,
        scope=scope,
    )
    store.load(data.encode(), ox.RdfFormat.TRIG)
    store.extend(ox.Quad(*list(quad)[:3]) for quad in list(store))
    (row,) = EmbeddedEngine(store).select(bind("select_targets"))
    return str(row["status"])


@pytest.mark.parametrize(
    ("comparator", "value", "found", "outcome", "expected"),
    [
        ("at-least", 8.0, "exactly", 8.0, "met"),
        ("at-least", 8.0, "exactly", 7.9, "missed"),
        ("at-least", 8.0, "more-than", 8.0, "met"),
        ("at-least", 8.0, "more-than", 7.0, "undetermined"),
        ("at-least", 8.0, "less-than", 8.0, "undetermined"),
        ("at-least", 8.0, "less-than", 7.9, "missed"),
        ("at-least", 8.0, "about", 9.0, "undetermined"),
        ("more-than", 20.0, "exactly", 20.0, "missed"),
        ("more-than", 20.0, "exactly", 20.1, "met"),
        ("more-than", 20.0, "more-than", 20.0, "met"),
        ("at-most", 5.0, "exactly", 5.0, "met"),
        ("at-most", 5.0, "exactly", 5.1, "missed"),
        ("less-than", 5.0, "exactly", 5.0, "missed"),
        ("less-than", 5.0, "at-most", 4.0, "met"),
        ("less-than", 5.0, "at-least", 5.0, "missed"),
        ("nearly", 5.0, "exactly", 5.1, "undetermined"),
    ],
)
def test_hedge_words_decide_what_an_outcome_is_worth(
    comparator: str, value: float, found: str, outcome: float, expected: str
) -> None:
    assert status(comparator, value, found, outcome) == expected
    assert status(comparator, value, found, outcome, RATE) == expected


def test_a_bare_amount_is_met_when_it_is_reached() -> None:
    assert status("exactly", 600.0, "exactly", 650.0) == "met"
    assert status("exactly", 600.0, "exactly", 599.0) == "missed"
    assert status("about", 600.0, "exactly", 600.0) == "met"


def test_a_bare_rate_does_not_say_on_which_side_it_should_lie() -> None:
    assert status("exactly", -3.0, "exactly", -3.0, RATE) == "met"
    assert status("exactly", -3.0, "exactly", -3.5, RATE) == "undetermined"
    assert status("about", 6.5, "exactly", 6.9, RATE) == "undetermined"


def test_a_target_is_open_until_a_figure_of_its_period_and_scope_is_known() -> None:
    assert status("at-least", 8.0, "exactly", 9.0, year=2030) == "open"
    assert status("at-least", 8.0, "exactly", 9.0, scope="; hb:industry <urn:x:i>") == "open"
