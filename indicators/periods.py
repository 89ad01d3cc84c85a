"""Periods of the accounts: a month, a quarter, a year, as they are written and when they close."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from indicators.choices import PeriodKind

# An act of 23:59 is written by then, whatever the machine was doing.
CLOSES_AFTER = timedelta(hours=2)
_WRITTEN = re.compile(r"([0-9]{4})(?:-(?:T([1-4])|(0[1-9]|1[0-2])))?")


class UnreadablePeriod(ValueError):
    """What was written is no period."""


@dataclass(frozen=True, slots=True)
class AccountPeriod:
    """A whole month, quarter or year of the calendar; ``first`` is its first day."""

    kind: PeriodKind
    first: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """« 2026-11 », « 2026-T4 », « 2026 ». Raises UnreadablePeriod."""
        found = _WRITTEN.fullmatch(text.strip().upper())
        if found is None or not int(found[1]):
            raise UnreadablePeriod(text)
        year, quarter, month = int(found[1]), found[2], found[3]
        if quarter:
            return cls(PeriodKind.QUARTER, date(year, 3 * int(quarter) - 2, 1))
        if month:
            return cls(PeriodKind.MONTH, date(year, int(month), 1))
        return cls(PeriodKind.YEAR, date(year, 1, 1))

    @classmethod
    def around(cls, kind: PeriodKind, day: date) -> Self:
        """The period of this kind that holds a day."""
        month = day.month - (day.month - 1) % kind.months
        return cls(kind, date(day.year, month, 1))

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each of its months."""
        return tuple(self.first + relativedelta(months=each) for each in range(self.kind.months))

    @property
    def last(self) -> date:
        return self.first + relativedelta(months=self.kind.months, days=-1)

    @property
    def closes_at(self) -> datetime:
        """Two hours after its last midnight, in the time of the site."""
        midnight = datetime.combine(self.last + timedelta(days=1), time.min)
        return timezone.make_aware(midnight) + CLOSES_AFTER

    def __str__(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return f"{self.first:%Y}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.first:%Y}-T{self.first.month // 3 + 1}"
        return f"{self.first:%Y-%m}"


def last_closed_month(now: datetime) -> AccountPeriod:
    """The latest month whose accounts are closed."""
    here = AccountPeriod.around(PeriodKind.MONTH, timezone.localdate(now))
    while here.closes_at > now:
        here = AccountPeriod(PeriodKind.MONTH, here.first - relativedelta(months=1))
    return here
