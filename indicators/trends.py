"""The figures of one measure from period to period: bars with their margin, and what changed.

A change is said only when two intervals do not overlap: below, it may be the rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indicators.maps import SAME_VALUES, interval
from indicators.released import Published

# Never said without what it means: see ``Trend.tells_stable``.
STABLE: Final = "stable"
# Units of the drawing: room for the figures above, for the periods below.
_STEP, _BAR, _TOP, _PLOT, _BOTTOM = 52, 34, 22, 150, 36


@dataclass(frozen=True, slots=True)
class Bar:
    """One period. ``band_*``: where the true number lies; no height for a figure that is a sign."""

    x: int
    middle: int
    y: int
    height: int
    band_y: int
    band_height: int
    shown: str
    labels: tuple[str, str]
    hatched: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the table beside. ``change``: since the line before."""

    span: str
    shown: str
    meaning: str
    change: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Bars, table and description of the same figures."""

    width: int
    height: int
    floor: int
    bar: int
    bars: tuple[Bar, ...]
    steps: tuple[Step, ...]
    description: str

    @property
    def tells_stable(self) -> bool:
        """Whether a change is below the precision: the page says so once, under the bars."""
        return any(each.change == STABLE for each in self.steps)


def trend_of(figures: Sequence[Published], what: str) -> Trend | None:
    """Figures in the order of time; None with fewer than two, which show no trend."""
    if len(figures) < 2:
        return None
    most = max(each.high for each in figures) or 1
    bars = tuple(_bar(rank, each, most) for rank, each in enumerate(figures))
    changes = ["", *(change(before, after) for before, after in pairwise(figures))]
    steps = tuple(
        Step(each.span, each.shown, each.meaning, said)
        for each, said in zip(figures, changes, strict=True)
    )
    said = ", ".join(f"{each.span} {each.shown}" for each in figures)
    return Trend(
        width=_STEP * len(figures),
        height=_TOP + _PLOT + _BOTTOM,
        floor=_TOP + _PLOT,
        bar=_BAR,
        bars=bars,
        steps=steps,
        description=f"{what} : {said}.{SAME_VALUES}",
    )


def change(before: Published, after: Published) -> str:
    """« en hausse », « en baisse », « stable », or why one of both cannot be compared."""
    if after.withdrawn:
        return f"retiré par le bulletin n° {after.withdrawn.number}"
    if not (before.counts and after.counts):
        return "sans comparaison"
    if after.low > before.high:
        return "en hausse"
    if after.high < before.low:
        return "en baisse"
    return STABLE if before.margin or after.margin else "inchangé"


def _bar(rank: int, figure: Published, most: int) -> Bar:
    def level(value: int) -> int:
        return _TOP + _PLOT - round(_PLOT * value / most)

    x = _STEP * rank + (_STEP - _BAR) // 2
    top = level(figure.value or 0)
    band = level(figure.high)
    return Bar(
        x=x,
        middle=x + _BAR // 2,
        y=top,
        height=_TOP + _PLOT - top,
        band_y=band,
        band_height=level(figure.low) - band if interval(figure) else 0,
        shown=figure.sign,
        labels=_short(figure.span),
        hatched=not figure.counts,
    )


def _short(span: str) -> tuple[str, str]:
    """« sept. » over « 2026 », « T1 » over « 2026 »."""
    name, _, year = span.rpartition(" ")
    first = name.partition(" ")[0]
    if "trimestre" in name:
        return f"T{first[0]}", year
    return (_SHORT.get(first, first) if name != "année" else ""), year


_SHORT = {
    "janvier": "janv.",
    "février": "févr.",
    "avril": "avr.",
    "juillet": "juil.",
    "septembre": "sept.",
    "octobre": "oct.",
    "novembre": "nov.",
    "décembre": "déc.",
}
