"""A month of the calendar as a grid: one cell for each day, what falls on it, the months beside."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from casework.calendar import Entry, Period
from veille.french import at_time, day_month_year, long_date

_ONE_MONTH = relativedelta(months=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing in a cell."""

    label: str
    hour: str
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. ``beside``: of the month before or after, shown to fill its week."""

    number: int
    day: str
    beside: bool
    today: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """``before`` and ``after``: the months that the calendar still reaches, as an address names
    them; empty beyond."""

    title: str
    weeks: tuple[tuple[Cell, ...], ...]
    before: str
    after: str


def month_of(text: str, entries: Iterable[Entry], today: date, period: Period) -> Month:
    """The month that an address names (2026-11); the present one when it names none in reach."""
    first = _read(text)
    if first is None or not _reaches(first, period):
        first = today.replace(day=1)
    marks: dict[date, list[Mark]] = {}
    for entry in entries:
        hour = at_time(entry.at) if entry.at else ""
        mark = Mark(entry.label, hour, entry.reference, entry.url)
        marks.setdefault(entry.day, []).append(mark)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        day_month_year(first).removeprefix("1er "),
        tuple(tuple(_cell(day, first, today, marks) for day in week) for week in weeks),
        _name(first - _ONE_MONTH, period),
        _name(first + _ONE_MONTH, period),
    )


def _cell(day: date, first: date, today: date, marks: dict[date, list[Mark]]) -> Cell:
    beside = day.month != first.month
    found = () if beside else tuple(marks.get(day, ()))
    return Cell(day.day, long_date(day), beside, day == today, found)


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _reaches(first: date, period: Period) -> bool:
    """Part of the month at least is in the period that a calendar holds."""
    return period.first.replace(day=1) <= first < period.last


def _name(first: date, period: Period) -> str:
    return f"{first:%Y-%m}" if _reaches(first, period) else ""
