"""Outlines of the arrondissements, as paths for a drawing. An illustration of the table."""

from __future__ import annotations

import json
import math
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


@cache
def drawing() -> Drawing:
    """Read and projected once. Equirectangular: at this size nobody could tell another one."""
    content = json.loads((PACKAGED / "arrondissements.geojson").read_text(encoding="utf-8"))
    features = content["features"]
    corners = [point for each in features for ring in _rings(each["geometry"]) for point in ring]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / ((east - west) * squeeze)

    def project(ring: list[list[float]]) -> Ring:
        return _simplified(
            [
                (
                    round(_MARGIN + (x - west) * squeeze * scale),
                    round(_MARGIN + (north - y) * scale),
                )
                for x, y in ring
            ]
        )

    outlines = {}
    for feature in features:
        rings = [project(ring) for ring in _rings(feature["geometry"])]
        code = feature["properties"]["code"]
        outlines[code] = Outline(code, " ".join(map(_path, rings)), *_centre(max(rings, key=_area)))
    height = round(2 * _MARGIN + (north - south) * scale)
    return Drawing(WIDTH, height, outlines)


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
