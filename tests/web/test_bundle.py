"""What the build of the package made for browsers is there, and served for good."""

import json
import re
from pathlib import Path

import pytest

from hbgraph.errors import FrontEndMissing
from hbgraph.web.bundle import FOLDER, built
from web.conftest import Site

NAMES = built(FOLDER)
TYPES = {".css": "text/css", ".js": "text/javascript"}


@pytest.mark.parametrize("name", NAMES)
def test_a_built_file_is_served_and_kept_for_good(site: Site, name: str) -> None:
    reply = site.get(f"/static/dist/{NAMES[name]}")
    assert (reply.status, reply.media_type) == (200, TYPES[Path(name).suffix])
    assert reply.body == (FOLDER / NAMES[name]).read_bytes()
    kept = reply.headers["cache-control"].split(", ")
    assert {"public", "immutable", "max-age=31536000"} == set(kept)


def test_a_file_that_may_change_is_asked_for_again(site: Site) -> None:
    assert site.get("/static/mark.svg").headers["cache-control"] == "no-cache"


def test_the_licences_of_what_is_bundled_travel_with_it() -> None:
    licences = (FOLDER / "licences.txt").read_text(encoding="utf-8")
    heads = re.findall(r"^(\S+) \d\S+ \([\w.-]+\)$", licences, re.MULTILINE)
    assert {"@picocss/pico", "echarts"} <= set(heads)


def test_the_boundaries_are_those_of_hubeis_17_units() -> None:
    boundaries = json.loads((FOLDER / "hubei.geojson").read_text(encoding="utf-8"))
    codes = {feature["id"] for feature in boundaries["features"]}
    assert (len(codes), {code[:2] for code in codes}) == (17, {"42"})
    for feature in boundaries["features"]:
        longitude, latitude = first_point(feature["geometry"]["coordinates"])
        assert 108 < longitude < 117
        assert 29 < latitude < 34


def first_point(coordinates: list[object]) -> list[float]:
    while isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    return coordinates  # type: ignore[return-value]


def test_a_front_end_that_was_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(FrontEndMissing, match="make front"):
        built(tmp_path)
