"""The order of the bulletins: months, then the quarter they end, then the year (rule R2)."""

from __future__ import annotations

import re

from dateutil.relativedelta import relativedelta

from indicators.choices import PeriodKind
from indicators.periods import AccountPeriod, UnreadablePeriod

_NUMBERED = re.compile(r"([0-9]{4})-(?:M(0[1-9]|1[0-2])|T([1-4])|A)")


def following(period: AccountPeriod) -> AccountPeriod:
    """The period whose bulletin comes next."""
    last_month = period.months[-1]
    if period.kind is PeriodKind.MONTH and last_month.month % 3 == 0:
        return AccountPeriod.around(PeriodKind.QUARTER, last_month)
    if period.kind is PeriodKind.QUARTER and last_month.month == 12:
        return AccountPeriod.around(PeriodKind.YEAR, last_month)
    return AccountPeriod(PeriodKind.MONTH, last_month + relativedelta(months=1))


def number_of(period: AccountPeriod, edition: int) -> str:
    """« 2026-M03-1 », « 2026-T1-1 », « 2026-A-1 »."""
    year = f"{period.first:%Y}"
    match period.kind:
        case PeriodKind.MONTH:
            return f"{year}-M{period.first:%m}-{edition}"
        case PeriodKind.QUARTER:
            return f"{year}-T{period.first.month // 3 + 1}-{edition}"
        case PeriodKind.YEAR:
            return f"{year}-A-{edition}"


def read_period(text: str) -> AccountPeriod:
    """« 2026-M03 » or « 2026-03 », « 2026-T1 », « 2026-A » or « 2026 ».

    Raises UnreadablePeriod.
    """
    written = text.strip().upper()
    found = _NUMBERED.fullmatch(written)
    if found is None:
        return AccountPeriod.parse(text)
    if not int(found[1]):
        raise UnreadablePeriod(text)
    ending = found[2] or (f"T{found[3]}" if found[3] else "")
    return AccountPeriod.parse(f"{found[1]}-{ending}" if ending else found[1])
