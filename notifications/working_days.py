"""Working days in France: the days on which delays are counted, and messages leave."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _french_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, outside French public holidays (code du travail art. L. 3133-1)."""
    return day.weekday() < 5 and day not in _french_holidays(day.year)
