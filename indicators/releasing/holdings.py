"""What was counted, from frozen contributions only: the one way from accounts to a bulletin.

Below the département these are counts about a few minors: they go to the protection and to the
attack, and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from confidentiality.errors import refused
from indicators.choices import PeriodKind
from indicators.contributed import contributed
from indicators.diffusion import REGULARISATION
from indicators.models import Contribution
from indicators.periods import AccountPeriod
from veille.models import Cellule

_EXPECTED = "Règles de diffusion, R5"


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """Where an event is counted: the finest there is. ``cellule``: the published code."""

    measure: str
    cellule: str
    age_band: str
    sex: str
    month: date


Holdings = Mapping[Line, int]


def frozen_counts(period: AccountPeriod) -> Holdings:
    """Every count of the year up to the end of a closed period.

    Raises Refused while a cellule has not given its accounts of the last month.
    """
    last = AccountPeriod.around(PeriodKind.MONTH, period.last)
    _require_frozen(last)
    counted: Counter[Line] = Counter()
    for month in months_until(period):
        for each in contributed(AccountPeriod(PeriodKind.MONTH, month)):
            code = each.cellule_id.hex[:8]
            line = Line(each.measure, code, each.age_band, each.sex, month)
            counted[line] += each.count
            # Each correction counts, whichever way it goes.
            counted[replace(line, measure=REGULARISATION)] += abs(each.corrected)
    return settled(counted)


def months_until(period: AccountPeriod) -> tuple[date, ...]:
    """The months of the year, up to the last one of the period."""
    year = AccountPeriod.around(PeriodKind.YEAR, period.first)
    return tuple(month for month in year.months if month <= period.last)


def settled(counts: Mapping[Line, int]) -> Holdings:
    """The same counts without a negative one: what a month takes back beyond what it counted is
    taken from the next month of the same line. A closed month never changes by it.
    """
    owed: Counter[Line] = Counter()
    found: dict[Line, int] = {}
    year: dict[Line, list[Line]] = {}
    for line in sorted(counts):
        year.setdefault(replace(line, month=date.min), []).append(line)
    for key, lines in year.items():
        for line in lines:
            left = counts[line] + owed[key]
            owed[key] = min(left, 0)
            if left > 0:
                found[line] = left
    return found


def _require_frozen(month: AccountPeriod) -> None:
    given = Contribution.objects.filter(kind=month.kind, first_day=month.first)
    waited = Cellule.objects.filter(created_on__lte=month.last).exclude(
        pk__in=given.values("cellule")
    )
    if not given.exists() or waited.exists():
        raise refused(
            "accounts_not_frozen",
            f"Les comptes de {month} ne sont pas tous figés : un bulletin se fait avec les comptes "
            "clos de chaque cellule. Attendez la nuit qui suit la clôture, ou demandez à "
            "l’administrateur technique de les figer.",
            _EXPECTED,
        )
