"""Outlines of places on one grid: GeoJSON (RFC 7946) in, path data of SVG out.

The projection is equirectangular and true to scale at the middle latitude; over the four degrees
of one province that is near enough, and a point is placed by two multiplications.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from hbgraph.errors import BadBoundaries, UnreadableFile

WIDTH = 1000
"""The width of the grid; its height follows from the places."""

CODE_LENGTH = 6
Cell = tuple[int, int]
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Outline:
    """A place: its code of GB/T 2260, its path data, the cell where its name stands, and how many
    cells wide it is.
    """

    code: str
    path: str
    label: Cell
    room: int


@dataclass(frozen=True)
class Grid:
    """``west`` and ``north`` in degrees, ``scale`` in cells for a degree of latitude."""

    west: float
    north: float
    middle: float
    scale: float

    def cell(self, longitude: float, latitude: float) -> Cell:
        """The cell of a place, counted from the north-western corner to the east and south."""
        east = (longitude - self.west) * cos(radians(self.middle))
        return round(east * self.scale), round((self.north - latitude) * self.scale)


@dataclass(frozen=True)
class Atlas:
    """The places of a file; ``note`` is what its owner says of it, in Chinese and English."""

    outlines: tuple[Outline, ...]
    grid: Grid
    height: int
    note: tuple[str, str] | None

    def point(self, longitude: float, latitude: float) -> Cell | None:
        """The cell of a place; None when it is off the map."""
        east, south = self.grid.cell(longitude, latitude)
        return (east, south) if 0 <= east <= WIDTH and 0 <= south <= self.height else None


def read(path: Path) -> Atlas:
    """The atlas of a file; UnreadableFile or BadBoundaries when there is none in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path=path, reason=error) from error
    try:
        return drawn(json.loads(text))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise BadBoundaries(path=path, reason=f"{type(error).__name__}: {error}") from error


def drawn(collection: Any) -> Atlas:  # noqa: ANN401 (whatever a file holds)
    """A FeatureCollection on the grid; a ValueError or its like when it is none."""
    rings: dict[str, list[Ring]] = {}
    for feature in collection["features"]:
        rings.setdefault(_code(feature), []).extend(_rings(feature))
    points = [point for each in rings.values() for ring in each for point in ring]
    west, east = (limit(point[0] for point in points) for limit in (min, max))
    south, north = (limit(point[1] for point in points) for limit in (min, max))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(f"{west}, {south}, {east}, {north} are not degrees")
    middle = (south + north) / 2
    grid = Grid(west, north, middle, WIDTH / ((east - west) * cos(radians(middle))))
    outlines = tuple(_outline(grid, code, each) for code, each in sorted(rings.items()))
    note = collection.get("note")
    return Atlas(
        outlines, grid, grid.cell(east, south)[1], (note["zh"], note["en"]) if note else None
    )


def _code(feature: Any) -> str:  # noqa: ANN401
    code = str(feature["id"])
    if len(code) != CODE_LENGTH or not code.isdecimal():
        raise ValueError(f"the id {code} is not a six-digit code")
    return code


def _rings(feature: Any) -> Iterator[Ring]:  # noqa: ANN401
    """The rings of a Polygon or MultiPolygon; holes are rings like any other."""
    geometry = feature["geometry"]
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"{feature['id']} is a {kind}")
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        yield from polygon


def _outline(grid: Grid, code: str, rings: Sequence[Ring]) -> Outline:
    drawn = [[grid.cell(*point[:2]) for point in ring] for ring in rings]
    largest = max(drawn, key=lambda ring: abs(_moments(ring)[0]))
    area, x, y = _moments(largest)
    label = (round(x / area), round(y / area)) if area else largest[0]
    columns = [column for column, _ in largest]
    room = max(columns) - min(columns)
    return Outline(code, "".join(map(_path, drawn)), label, room)


def _path(ring: Sequence[Cell]) -> str:
    """A ring as relative lines; a cell that follows itself is passed over once."""
    cells = [cell for cell, _ in groupby(ring)]
    if len(cells) < len("abc") + 1:  # a triangle comes back to its first cell
        return ""
    steps = [f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(cells[:-1])]
    return f"M{cells[0][0]} {cells[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _moments(ring: Sequence[Cell]) -> tuple[float, float, float]:
    """Area and first moments of a closed ring, by the trapezoid formula; the area may be negative.

    The moments divided by the area are the centroid.
    """
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        x += (x1 + x2) * cross / 6
        y += (y1 + y2) * cross / 6
    return area, x, y
