"""Outlines of arrondissements and communes, as paths for a drawing. An illustration of tables."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from veille.territory import PACKAGED

WIDTH = 400
_MARGIN = 4
Point = tuple[int, int]
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Outline:
    """One arrondissement: its path, and where its name is written."""

    code: str
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The arrondissements of a territory, on the same scale."""

    width: int
    height: int
    outlines: dict[str, Outline]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The bounds of the arrondissements: all that is drawn has the same scale.

    Equirectangular: at this size nobody could tell another projection.
    """

    west: float
    east: float
    south: float
    north: float

    @property
    def squeeze(self) -> float:
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        return (WIDTH - 2 * _MARGIN) / ((self.east - self.west) * self.squeeze)

    def project(self, ring: Iterable[Sequence[float]], precision: int = 1) -> Ring:
        """Whole units of the drawing, or parts of a unit: ``precision`` in each."""
        scale = self.scale * precision
        return _simplified(
            [
                (
                    round(_MARGIN * precision + (x - self.west) * self.squeeze * scale),
                    round(_MARGIN * precision + (self.north - y) * scale),
                )
                for x, y in ring
            ]
        )


@cache
def drawing() -> Drawing:
    """Read and projected once."""
    frame, outlines = _frame(), {}
    for feature in _features():
        rings = [frame.project(ring) for ring in _rings(feature["geometry"])]
        code = feature["properties"]["code"]
        outlines[code] = Outline(code, " ".join(map(_path, rings)), *_centre(max(rings, key=_area)))
    height = round(2 * _MARGIN + (frame.north - frame.south) * frame.scale)
    return Drawing(WIDTH, height, outlines)


# A commune is a few units wide: its outline is drawn in fifths of a unit.
FINE = 5


def communes_path(codes: Iterable[str]) -> str:
    """One path for all these communes, in fifths of a unit; an unknown one is left out."""
    rings, frame = _communes(), _frame()
    return " ".join(
        _path(frame.project(_points(ring), FINE))
        for code in sorted(codes)
        for ring in rings.get(code, ())
    )


@cache
def _communes() -> dict[str, list[list[int]]]:
    text = (PACKAGED / "communes-contours.json").read_text(encoding="utf-8")
    known: dict[str, list[list[int]]] = json.loads(text)
    return known


def _points(ring: list[int]) -> Iterator[tuple[float, float]]:
    """A closed ring from its first point and its steps, in thousandths of a degree."""
    x, y = ring[:2]
    yield x / 1000, y / 1000
    for dx, dy in zip(ring[2::2], ring[3::2], strict=True):
        x, y = x + dx, y + dy
        yield x / 1000, y / 1000
    yield ring[0] / 1000, ring[1] / 1000


@cache
def _features() -> list[dict[str, Any]]:
    content = json.loads((PACKAGED / "arrondissements.geojson").read_text(encoding="utf-8"))
    features: list[dict[str, Any]] = content["features"]
    return features


@cache
def _frame() -> _Frame:
    corners = [point for each in _features() for ring in _rings(each["geometry"]) for point in ring]
    longitudes, latitudes = [x for x, _ in corners], [y for _, y in corners]
    return _Frame(min(longitudes), max(longitudes), min(latitudes), max(latitudes))


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    return [ring for polygon in geometry["coordinates"] for ring in polygon]


def _simplified(points: Ring) -> Ring:
    """Without repeated and aligned points: two neighbours lose the same ones, so no gap opens."""
    kept: Ring = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and _between(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _between(start: Point, middle: Point, end: Point) -> bool:
    ahead = (middle[0] - start[0], middle[1] - start[1])
    after = (end[0] - middle[0], end[1] - middle[1])
    aligned = ahead[0] * after[1] == ahead[1] * after[0]
    return aligned and ahead[0] * after[0] + ahead[1] * after[1] > 0


def _path(ring: Ring) -> str:
    """Relative moves: a third of the weight of absolute ones."""
    steps = [f"{after[0] - before[0]} {after[1] - before[1]}" for before, after in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _area(ring: Ring) -> float:
    return abs(_doubled_area(ring)) / 2


def _doubled_area(ring: Ring) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _centre(ring: Ring) -> Point:
    """Centre of gravity of a closed ring."""
    x = y = 0
    for a, b in pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    total = 3 * _doubled_area(ring)
    return round(x / total), round(y / total)
