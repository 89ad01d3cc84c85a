"""A map of the arrondissements in objects: what is written in each shape, and the legend."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from indicators.outlines import WIDTH, Outline, drawing
from indicators.released import Published

# Darkest first: so many classes of published figures, each a quarter of the largest one.
_OPACITIES: Final = ("0.46", "0.32", "0.2", "0.08")
# How wide a letter of a name is at most, in units of the drawing.
_LETTER: Final = 7


@dataclass(frozen=True, slots=True)
class Shade:
    """One line of the legend. No opacity: it is hatched, or left blank."""

    label: str
    opacity: str = ""
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """An arrondissement, its name, the figure written in it and what that says of the number."""

    outline: Outline
    name: str
    value: str
    note: str
    shade: Shade

    @property
    def x(self) -> int:
        """The middle of its words, moved so that a long name stays within the drawing."""
        half = math.ceil(len(self.name) * _LETTER / 2)
        return min(max(self.outline.label_x, half), WIDTH - half)


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing, its legend, and its description for those who do not see it."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    legend: tuple[Shade, ...]
    description: str
    communes: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """What is known of an arrondissement: None where nothing is published."""

    code: str
    name: str
    figure: Published | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a map says of an arrondissement: a value, a note below it, a shade."""

    code: str
    name: str
    value: str
    note: str
    shade: Shade


# Ends the description of a drawing that stands beside its table.
SAME_VALUES: Final = " Le tableau donne les mêmes valeurs."
_SECRET = Shade("c : couvert par le secret", hatched=True)
_NOTHING = Shade("nd ou /// : rien à montrer")


def map_of(spots: Sequence[Spot], what: str) -> Map | None:
    """A map of published figures; None where no outline is known. ``what``: what they count."""
    classes = _classes([each.figure.value or 0 for each in spots if each.figure])
    return drawn(
        [
            Written(
                each.code,
                each.name,
                shown(each.figure),
                interval(each.figure),
                _shade(each.figure, classes),
            )
            for each in spots
        ],
        legend=(*(shade for _, shade in classes), _SECRET, _NOTHING),
        what=what,
        after=SAME_VALUES,
    )


def drawn(
    written: Iterable[Written],
    *,
    legend: tuple[Shade, ...],
    what: str,
    after: str = "",
    communes: str = "",
) -> Map | None:
    """The arrondissements whose outline is known; None when there is none. What they say is said
    again in the description, after ``what``.
    """
    paper = drawing()
    shapes = tuple(
        Shape(paper.outlines[each.code], each.name, each.value, each.note, each.shade)
        for each in written
        if each.code in paper.outlines
    )
    if not shapes:
        return None
    said = ", ".join(f"{each.name} {each.value}{_aside(each.note)}" for each in shapes)
    return Map(paper.width, paper.height, shapes, legend, f"{what} : {said}.{after}", communes)


def shown(figure: Published | None) -> str:
    """« ≈ 25 »; « nd » for a figure that no bulletin holds."""
    return figure.sign if figure else "nd"


def interval(figure: Published | None) -> str:
    """« 20 à 30 »; nothing for an exact figure, or for a sign; why « nd » is there."""
    if figure is not None and figure.withdrawn:
        return "retiré"
    return figure.between if figure else ""


def _aside(note: str) -> str:
    return f" ({note})" if note else ""


def _classes(values: Sequence[int]) -> list[tuple[int, Shade]]:
    """From which published figure, which shade; the darkest first, without empty steps."""
    most = max(values, default=0)
    bounds = sorted({5 * round(most * part / 20) for part in (3, 2, 1)} - {0}, reverse=True)
    steps = [(bound, f"≈ {bound} et plus") for bound in bounds]
    least = bounds[-1] if bounds else 5
    steps.append((0, "≤ 5" if least == 5 else f"moins de {least}"))
    return [
        (bound, Shade(label, opacity))
        for (bound, label), opacity in zip(steps, _OPACITIES[-len(steps) :], strict=True)
    ]


def _shade(figure: Published | None, classes: Sequence[tuple[int, Shade]]) -> Shade:
    if figure is None or figure.withdrawn or figure.flag == "///":
        return _NOTHING
    if figure.value is None:
        return _SECRET
    value = figure.value
    return next(shade for bound, shade in classes if value >= bound)
