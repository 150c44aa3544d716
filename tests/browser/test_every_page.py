"""What holds on every type of page: accessible, as wide as the window, nothing from elsewhere."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.conftest import Reader

PATHS = (
    "/",
    "/sparql",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20a%20%3Fclass%7D%20LIMIT%203",
    "/sparql/form",
    "/indicators",
    "/targets",
    "/search?q=襄阳",
    "/browse/Cluster",
    "/ontology",
    "/shapes",
    "/dataset",
    "/doc/region/420600",
    "/doc/cluster/power-batteries",
    "/doc/target/2026-hubei-jxt-nev-output",
    "/doc/bulletin/2026-hubei-jxt",
    "/doc/bulletin/2026-hubei-jxt/p08",
    "/doc/indicator/nev-output",
    "/doc/observation/2026-hubei-jxt-nev-output",
    "/doc/industry/artificial-intelligence",
    "/doc/corridor/nev-and-icv",
    "/doc/programme/five-corridors",
    "/doc/honour/little-giant",
    "/doc/enterprise/angel-yeast",
    "/doc/gbt4754-2017/3612",
    "/doc/classification/gbt4754-2017",
    "/doc/comparison/2026-hubei-jxt-nev-output",
    "/map?set=region/han-xiang-yi",
    "/releases",
    "/release/current/",
    "/validate",
    "/.well-known/void",
    "/graphs",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE = 360


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """For each rule that is broken, where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("path", ["/", "/targets", "/doc/region/420600", "/sparql"])
def test_axe_finds_nothing_in_large_type_and_english(reader: Reader, path: str) -> None:
    page = reader.open(f"{path}?view=elder", language="en")
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/doc/bulletin/2026-hubei-jxt/p18",
        "/doc/period/2026-02-09t0903",
        "/doc/dataset/2026-hubei-jxt-industry-observations",
        "/doc/region/china",
        "/doc/corridor/life-health",
    ],
)
def test_axe_finds_nothing_among_many_sources_in_english(reader: Reader, path: str) -> None:
    page = reader.open(path, language="en")
    assert violations(page) == []


@pytest.mark.parametrize(
    "path",
    [
        *PATHS,
        "/doc/bulletin/2026-hubei-jxt/p18",
        "/doc/modality/strive",
        "/doc/comparator/order-of-magnitude",
        "/doc/observation/2026-hubei-jxt-advantageous-industry-scale",
    ],
)
def test_english_which_has_longer_words_fits_a_phone(reader: Reader, path: str) -> None:
    page = reader.open(path, language="en", width=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_on_a_phone(reader: Reader, path: str) -> None:
    page = reader.open(path, width=PHONE)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
