"""The naive count of the plan: every live row looked at, one by one, by another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias
from uuid import UUID

from casework.choices.lists import ClosingReason
from casework.models import (
    Bilan,
    Case,
    CddfReferral,
    CountedEvent,
    RappelALOrdre,
    ReferentFollowUp,
)

# Cellule, measure, ages, sex.
Cell: TypeAlias = tuple[UUID, str, str, str]
_AGES = {range(12, 16): "12-15", range(16, 18): "16-17", range(18, 21): "18-20", range(21, 25): ""}
_WHY = "naive count of a test"


def naive_count() -> Counter[Cell]:
    """What the rows say today, whatever was counted as they were written."""
    found: Counter[Cell] = Counter()
    for case in Case.objects.for_system(_WHY).select_related("young_person__key"):
        born, sex = case.young_person.birth_date, case.young_person.sex
        for measure, on in _events(case):
            years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
            for ages, name in _AGES.items():
                if years in ages:
                    found[case.cellule_id, measure, name or "21-24", sex] += 1
    return found


def _events(case: Case) -> Iterator[tuple[str, date]]:
    single = case.closing_code != ClosingReason.DOUBLON
    if single and case.inscribed_on:
        yield "repere", case.inscribed_on
    missions = ReferentFollowUp.objects.for_system(_WHY).filter(case=case)
    started = missions.exclude(active_since=None).order_by("active_since")
    intensive = [each for each in started if each.intensive]
    for each in started:
        yield "suivi", each.active_since or date.min
    for each in intensive:
        yield "suivi_intensif", each.active_since or date.min
    for each in intensive[:1] if single else ():
        yield "jeune_zsp", each.active_since or date.min
    dates = (
        ("rappel", RappelALOrdre.objects, "done_on"),
        ("cddf_saisi", CddfReferral.objects, "proposed_on"),
        ("cddf_entendue", CddfReferral.objects, "heard_on"),
        ("bilan", Bilan.objects, "presented_on"),
    )
    for measure, rows, column in dates:
        for on in rows.for_system(_WHY).filter(case=case).values_list(column, flat=True):
            if on is not None:
                yield measure, on


def written() -> Counter[Cell]:
    """The sums of every line written, corrections included; nothing where they cancel out."""
    found: Counter[Cell] = Counter()
    for line in CountedEvent.objects.all():
        found[line.cellule_id, line.measure, line.age_band, line.sex] += line.weight
    return Counter({cell: count for cell, count in found.items() if count})


def lines() -> list[tuple[str, str, str, str, int, bool]]:
    """Month, measure, ages, sex, weight, correction, of each line, sorted."""
    return sorted(
        (f"{each.month:%Y-%m}", each.measure, each.age_band, each.sex, each.weight, each.corrects)
        for each in CountedEvent.objects.all()
    )
