"""The coverage page in objects: lines of the table, shapes of the map that illustrates it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.counts import Place
from indicators.figures import Share
from indicators.outlines import Outline, drawing

# From which percentage, how dark. Below the first: something, yet little.
_SHADES = ((75, "0.46"), (50, "0.32"), (25, "0.2"), (1, "0.08"))


@dataclass(frozen=True, slots=True)
class Shade:
    """One line of the legend."""

    label: str
    opacity: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An arrondissement on the map. No opacity: nothing is covered, it is hatched."""

    outline: Outline
    name: str
    value: str
    opacity: str


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing and its description for those who do not see it."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    legend: tuple[Shade, ...]
    description: str


LEGEND = tuple(
    Shade(label, opacity)
    for label, (_, opacity) in zip(
        ("75 % et plus", "de 50 à 74 %", "de 25 à 49 %", "de 1 à 24 %"), _SHADES, strict=True
    )
)


def coverage_map(places: Sequence[Place]) -> Map | None:
    """Map of the communes covered; None when no outline is known for this territory."""
    drawn = drawing()
    shapes = tuple(
        _shape(place, drawn.outlines[place.code])
        for place in places
        if place.code in drawn.outlines
    )
    if not shapes:
        return None
    values = ", ".join(f"{shape.name} {shape.value}" for shape in shapes)
    description = (
        f"Part des communes couvertes par un CLSPD ou un CISPD : {values}. "
        "Le tableau donne les mêmes valeurs."
    )
    return Map(drawn.width, drawn.height, shapes, LEGEND, description)


def _shape(place: Place, outline: Outline) -> Shape:
    share = place.institutions.commune_coverage
    return Shape(outline, place.name, str(share), _opacity(share))


def _opacity(share: Share) -> str:
    percent = share.percent or 0
    return next((opacity for least, opacity in _SHADES if percent >= least), "")
