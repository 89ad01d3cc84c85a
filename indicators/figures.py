"""How figures are written in French: numbers, days, shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

_NARROW_SPACE = "\u202f"


def number(value: int) -> str:
    """An integer with a narrow no-break space between thousands."""
    return f"{value:,}".replace(",", _NARROW_SPACE)


def day(value: date) -> str:
    """« 1er janvier 2026 », « 23 novembre 2026 »."""
    ordinal = "1er" if value.day == 1 else str(value.day)
    return f"{ordinal} {date_format(value, 'F Y')}"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of institutions or inhabitants, numerator and denominator kept."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole percent, half up. 0 and 100 are kept for nothing and everything."""
        if not self.whole:
            return None
        rounded = (200 * self.part + self.whole) // (2 * self.whole)
        if 0 < self.part < self.whole:
            return min(max(rounded, 1), 99)
        return rounded

    @property
    def detail(self) -> str:
        """« 10 sur 13 »; nothing when there is nothing to divide by."""
        return f"{number(self.part)} sur {number(self.whole)}" if self.whole else ""

    def __str__(self) -> str:
        percent = self.percent
        return "sans objet" if percent is None else f"{percent}{_NARROW_SPACE}%"
