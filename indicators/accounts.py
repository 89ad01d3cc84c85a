"""The accounts of a cellule over a period, written from the counted lines: always the same bytes.

The only module that reads those lines, which name nobody. A period is made of whole months, those
in which events were registered: an event that is corrected later moves the month of its correction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from casework.models.counted import CountedEvent
from indicators.periods import AccountPeriod
from veille.models import Cellule, Collectivite

# Raised with any change of what is counted, of the ages or of the layout below.
RULE = 1


def hold_still() -> None:
    """Until the end of the transaction nobody counts, and nobody else closes accounts."""
    CountedEvent.objects.hold_still()


def tenants() -> QuerySet[Collectivite]:
    """The collectivités that have a cellule: those that hold accounts."""
    return Collectivite.objects.filter(pk__in=Cellule.objects.values("collectivite"))


def begun_in(collectivite: Collectivite) -> date | None:
    """The first month in which a collectivité counted anything."""
    lines = CountedEvent.objects.filter(cellule__in=collectivite.cellules.all())
    first: date | None = lines.aggregate(first=Min("month"))["first"]
    return first


def concerned(collectivite: Collectivite, period: AccountPeriod) -> list[Cellule]:
    """Cellules that exist by the end of a period, and any other that counted something by then."""
    counted = CountedEvent.objects.filter(cellule=OuterRef("pk"), month__lte=period.last)
    existing = Q(created_on__lte=period.last) | Exists(counted)
    return list(collectivite.cellules.filter(existing).order_by("pk"))


def contents(cellules: Iterable[Cellule], period: AccountPeriod) -> dict[UUID, str]:
    """The accounts of cellules over a period, as canonical JSON: sorted, no space, no zero line.

    Each line: measure, ages, sex, how many, and how many of these correct an earlier month.
    """
    asked = list(cellules)
    counts: defaultdict[UUID, list[list[object]]] = defaultdict(list)
    for row in CountedEvent.objects.within(asked, period.first, period.last).sums():
        if row["count"] or row["corrected"]:
            cell = [row[name] for name in ("measure", "age_band", "sex", "count", "corrected")]
            counts[row["cellule"]].append(cell)
    return {each.pk: _canonical(each, period, sorted(counts[each.pk], key=str)) for each in asked}


def _canonical(cellule: Cellule, period: AccountPeriod, counts: list[list[object]]) -> str:
    content = {
        "cellule": str(cellule.pk),
        "counts": counts,
        "period": str(period),
        "rule": RULE,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
