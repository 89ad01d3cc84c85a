"""What a published figure counts, written in its key; and how its period is said.

A figure is known by its ``CellKey``, which says all that it counts: what was published under an
older plan is read again from its key alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from indicators.choices import PeriodKind
from indicators.periods import AccountPeriod


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """One figure. ``span``: « 2026-03 », « 2026-T1 », « 2026 », or since 1 January
    (« 2026-01/2026-03 »). ``age_band`` and ``sex``: empty for everybody.
    """

    measure: str
    territory: str
    code: str
    span: str
    age_band: str = ""
    sex: str = ""

    @property
    def id(self) -> str:
        """Its name in the files: « repere|arrondissement:621|2026-T1 »."""
        crossed = f"|{self.age_band}|{self.sex}" if self.age_band else ""
        return f"{self.measure}|{self.territory}:{self.code}|{self.span}{crossed}"


def keys_in(cells: Iterable[dict[str, str]]) -> list[CellKey]:
    """The figures that a manifest lists."""
    return [CellKey(**each) for each in cells]


def months_of(span: str) -> tuple[date, ...]:
    """The first day of each month of a span."""
    first, _, last = span.partition("/")
    months = AccountPeriod.parse(first).months
    if not last:
        return months
    year = AccountPeriod.around(PeriodKind.YEAR, months[0])
    end = AccountPeriod.parse(last).last
    return tuple(month for month in year.months if month <= end)


def span_label(span: str) -> str:
    """« mars 2026 », « janvier à mars 2026 », « 1er trimestre 2026 », « année 2026 »."""
    first, _, last = span.partition("/")
    period = AccountPeriod.parse(first)
    if last:
        end = AccountPeriod.parse(last)
        return f"janvier à {_month(end.first)}"
    if period.kind is PeriodKind.MONTH:
        return _month(period.first)
    if period.kind is PeriodKind.QUARTER:
        rank = period.first.month // 3 + 1
        return f"{rank}{'er' if rank == 1 else 'e'} trimestre {period.first:%Y}"
    return f"année {period.first:%Y}"


def _month(day: date) -> str:
    return date_format(day, "F Y")
