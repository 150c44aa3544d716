"""Outlines on a grid, from files small enough to draw by hand and from the real one."""

import json
import re
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest

from hbgraph.atlas import WIDTH, Atlas, read
from hbgraph.errors import BadBoundaries, UnreadableFile

WEST, EAST = "990100", "990200"


def square(code: str | int, west: float) -> dict[str, Any]:
    """A place of one degree by one, its lower edge at 30° north."""
    corners = [(west, 30), (west + 1, 30), (west + 1, 31), (west, 31), (west, 30)]
    return {"id": code, "geometry": {"type": "Polygon", "coordinates": [corners]}}


def file_of(folder: Path, *features: dict[str, Any], **members: object) -> Path:
    path = folder / "places.geojson"
    collection = {"type": "FeatureCollection", "features": features} | members
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path: Path) -> Atlas:
    return read(file_of(tmp_path, square(EAST, 111), square(WEST, 110)))


def test_a_place_becomes_lines_from_corner_to_corner(two: Atlas) -> None:
    west, east = two.outlines
    assert (west.code, east.code) == (WEST, EAST)
    assert west.path == f"M0 {two.height}l500 0 0-{two.height}-500 0z"
    assert east.path == f"M500 {two.height}l500 0 0-{two.height}-500 0z"


def test_the_name_stands_at_the_centroid(two: Atlas) -> None:
    middle = round(two.height / 2)
    assert [outline.label for outline in two.outlines] == [(250, middle), (750, middle)]


def test_the_map_is_true_to_scale_at_its_middle_latitude(two: Atlas) -> None:
    assert two.height == round(WIDTH / 2 / cos(radians(30.5)))
    assert two.grid.cell(110.5, 30.5) == (250, round(two.height / 2))


def test_a_place_off_the_map_has_no_cell(two: Atlas) -> None:
    assert two.point(110.5, 30.5) == (250, round(two.height / 2))
    assert two.point(109.9, 30.5) is None
    assert two.point(110.5, 31.1) is None


def test_what_the_grid_cannot_tell_apart_is_one_cell(tmp_path: Path) -> None:
    plain, doubled, speck = square(WEST, 110), square(WEST, 110), square(WEST, 110)
    doubled["geometry"]["coordinates"][0].insert(1, (110.00001, 30))
    islet = [[(110.5, 30.5), (110.50001, 30.5), (110.5, 30.50001), (110.5, 30.5)]]
    polygons = [plain["geometry"]["coordinates"], islet]
    speck["geometry"] = {"type": "MultiPolygon", "coordinates": polygons}
    paths = {read(file_of(tmp_path, each)).outlines[0].path for each in (plain, doubled, speck)}
    assert len(paths) == 1


def test_features_of_one_code_are_one_place(tmp_path: Path) -> None:
    (outline,) = read(file_of(tmp_path, square(990100, 110), square(WEST, 112))).outlines
    assert outline.path.count("M") == 2


def test_what_the_owner_says_comes_along(tmp_path: Path, two: Atlas) -> None:
    said = {"zh": "审图号:试(2031)1号", "en": "Review number: test 1"}
    assert read(file_of(tmp_path, square(WEST, 110), note=said)).note == tuple(said.values())
    assert two.note is None


@pytest.mark.parametrize(
    "features",
    [
        [],
        [square("4201", 110)],
        [square("武汉市武汉市", 110)],
        [{"geometry": square(WEST, 110)["geometry"]}],
        [{"id": WEST, "geometry": {"type": "Point", "coordinates": [110, 30]}}],
        [{"id": WEST, "geometry": None}],
        [square(WEST, 3_500_000)],
        [{"id": WEST, "geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}}],
    ],
    ids=["nothing", "short", "name", "no-id", "point", "no-geometry", "metres", "words"],
)
def test_a_file_that_is_no_map_is_told_so(tmp_path: Path, features: list[Any]) -> None:
    with pytest.raises(BadBoundaries, match="six-digit division code"):
        read(file_of(tmp_path, *features))


def test_a_file_that_is_no_json_or_no_collection_is_told_so(tmp_path: Path) -> None:
    for text in ("<kml/>", "[]", "{}", '{"features": 3}'):
        (tmp_path / "x").write_text(text, encoding="utf-8")
        with pytest.raises(BadBoundaries, match="HBGRAPH_MAP=off"):
            read(tmp_path / "x")


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="nowhere"):
        read(tmp_path / "nowhere")


def test_the_bundled_boundaries_are_seventeen_small_outlines() -> None:
    folder = Path(__file__).parents[1] / "src/hbgraph/web/static/dist"
    atlas = read(folder / "hubei.geojson")
    assert len(atlas.outlines) == 17
    assert 8_000 < sum(len(outline.path) for outline in atlas.outlines) < 20_000
    for outline in atlas.outlines:
        assert re.fullmatch(r"(M\d+ \d+l(-?\d+[ -]?)+z)+", outline.path)
        assert 0 < outline.label[0] < WIDTH
        assert 0 < outline.label[1] < atlas.height
