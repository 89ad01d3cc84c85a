"""Reading frozen contributions: a sum over as many rows as there are cellules, whatever they hold.

For whoever makes a release and for the checks of the house. No page shows these numbers: below the
département they are counts about a few minors (docs/decisions/0047).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from indicators.models import Contribution
from indicators.periods import AccountPeriod


@dataclass(frozen=True, slots=True)
class Count:
    """One number about persons: where, of what, how many, and what of it corrects the past."""

    cellule_id: UUID
    arrondissement: str
    measure: str
    age_band: str
    sex: str
    count: int
    corrected: int


def contributed(period: AccountPeriod) -> Iterator[Count]:
    """Every number that was frozen for a period. One query, one row for each cellule."""
    rows = Contribution.objects.filter(kind=period.kind, first_day=period.first).order_by()
    place = F("cellule__collectivite__seat__arrondissement")
    for cellule_id, arrondissement, content in rows.values_list("cellule_id", place, "content"):
        for measure, age_band, sex, count, corrected in json.loads(content)["counts"]:
            yield Count(cellule_id, arrondissement, measure, age_band, sex, count, corrected)


def total(counts: Iterable[Count], measure: str, **where: object) -> int:
    """How many events of a measure, where these attributes have these values."""
    return sum(
        each.count
        for each in counts
        if each.measure == measure
        and all(getattr(each, name) == value for name, value in where.items())
    )
