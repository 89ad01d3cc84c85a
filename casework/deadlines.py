"""Delays of the domain. Legal maxima are constants; the others are defaults of the practice."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays
from dateutil.relativedelta import relativedelta

# Practice, configurable later (domain §9.9).
SAISINE_ANSWER_WORKING_DAYS = 5
CONVOCATION_DAYS = 8
WINDOW_BEFORE = timedelta(days=7)
WINDOW_AFTER = timedelta(days=15)
BILAN_EVERY = relativedelta(months=3)
BILAN_WRITING = timedelta(days=15)
CDDF_REVIEW = relativedelta(months=3)
SUSPENSION_LONGEST = relativedelta(months=3)
CONSULTATION_AFTER_ANSWER = timedelta(days=7)
# Law: information of the person, one month after collection (RGPD art. 14).
INFORMATION_DAYS = 30


@lru_cache(maxsize=8)
def _french_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, outside French public holidays (code du travail art. L. 3133-1)."""
    return day.weekday() < 5 and day not in _french_holidays(day.year)


def add_working_days(start: date, count: int) -> date:
    """The day ``count`` working days after ``start``; the first day is not counted."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
