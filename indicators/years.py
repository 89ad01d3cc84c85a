"""The calendar of declared values: one value a year, until a closing day of the next one."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings

from indicators.plan import DepartmentalPlan

# How many years are offered: the one to fill and those that it is compared with.
OFFERED = 5
# Days before the closing: those who have something left to fill are told.
NOTICES = (30, 10)


def closing(year: int) -> date:
    """The last day on which a missing value of this year may be declared.

    31 March of the next year unless the installation says otherwise (``JALON_CLOSING_DAY``).
    """
    month, day = settings.JALON_CLOSING_DAY
    return date(year + 1, month, day)


def is_closed(year: int, on: date) -> bool:
    return on > closing(year)


def year_to_fill(on: date) -> int:
    """The year whose closing comes next: last year until its closing day, then this one."""
    return on.year if is_closed(on.year - 1, on) else on.year - 1


def years_of(plan: DepartmentalPlan, on: date) -> list[int]:
    """The years that may be read or corrected, newest first, none before the plan."""
    last = year_to_fill(on)
    return [year for year in range(last, last - OFFERED, -1) if year >= plan.starts.year]


def notices(year: int) -> tuple[date, ...]:
    """The days of the reminders, first one first."""
    return tuple(closing(year) - timedelta(days=each) for each in NOTICES)
