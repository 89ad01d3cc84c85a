"""Counting the events of the plan as they are recorded, in the transaction of their act.

A line says neither who nor which case, and outlives both. What an act, a correction or a merger
changes of what was counted is written as lines of the present month: closed accounts never move
(docs/decisions/0041).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from casework.choices.counted import PER_PATH, Measure, band_of
from casework.choices.lists import ClosingReason
from casework.models import Bilan, Case, CddfReferral, CountedEvent, RappelALOrdre, ReferentFollowUp
from confidentiality.statements import insert


class Key(NamedTuple):
    """Where an event is counted."""

    cellule_id: UUID
    month: date
    measure: str
    age_band: str
    sex: str


def count(case: Case, *measures: Measure, on: date) -> None:
    """Count events of a locked case, recorded on this day; written with the act by ``write``."""
    for measure in measures:
        if key := _key(case, measure, on):
            case.uncounted = (*case.uncounted, _line(key, 1, on))


def write(case: Case) -> None:
    """Write what the act has counted: among the statements of the door, without waiting."""
    lines, case.uncounted = case.uncounted, ()
    for line in lines:
        insert(line)


@contextmanager
def restated(read: Callable[[], Iterable[Case]], at: datetime) -> Iterator[None]:
    """Correct what was counted of some cases by what the body changes of them.

    ``read`` gives the cases as they are, before and after: the same instances where the body
    changes them in memory. Ages are those of the day of each event, whatever was known of a birth.
    """
    before = _standing_of(read())
    yield
    changes = _standing_of(read())
    changes.subtract(before)
    today = timezone.localdate(at)
    for key, difference in sorted(changes.items()):
        for _ in range(abs(difference)):
            insert(_line(key, 1 if difference > 0 else -1, today))


def standing(case: Case) -> Iterator[tuple[Measure, date]]:
    """Every event of a case that counts, with the day it was recorded, read from the live rows."""
    follow_ups = _dated(ReferentFollowUp.objects.for_system(_REASON).filter(case=case))
    if case.inscribed_on and _is_a_path(case):
        yield Measure.REPERE, case.inscribed_on
    for on, intensive in follow_ups:
        yield Measure.SUIVI, on
        if intensive:
            yield Measure.SUIVI_INTENSIF, on
    intensive_days = [on for on, intensive in follow_ups if intensive]
    if intensive_days and _is_a_path(case):
        yield Measure.JEUNE_ZSP, min(intensive_days)
    for done in RappelALOrdre.objects.for_system(_REASON).filter(case=case):
        if done.done_on:
            yield Measure.RAPPEL, done.done_on
    for referral in CddfReferral.objects.for_system(_REASON).filter(case=case):
        yield Measure.CDDF_SAISI, referral.proposed_on
        if referral.heard_on:
            yield Measure.CDDF_ENTENDUE, referral.heard_on
    for bilan in Bilan.objects.for_system(_REASON).filter(case=case):
        if bilan.presented_on:
            yield Measure.BILAN, bilan.presented_on


_REASON = "what was counted of a case"


def _dated(rows: Iterable[ReferentFollowUp]) -> list[tuple[date, bool]]:
    return [(each.active_since, each.intensive) for each in rows if each.active_since]


def _is_a_path(case: Case) -> bool:
    """Whether it counts as a young person: a duplicate is one already counted elsewhere."""
    return case.closing_code != ClosingReason.DOUBLON


def _standing_of(cases: Iterable[Case]) -> Counter[Key]:
    return Counter(
        key
        for case in cases
        for measure, on in standing(case)
        if (key := _key(case, measure, on)) is not None
    )


def _key(case: Case, measure: Measure, on: date) -> Key | None:
    person = case.young_person
    band = band_of(person.birth_date, on)
    if band is None or (measure in PER_PATH and not _is_a_path(case)):
        return None
    return Key(case.cellule_id, on.replace(day=1), measure.value, band.value, person.sex)


def _line(key: Key, weight: int, today: date) -> CountedEvent:
    month = today.replace(day=1)
    return CountedEvent(
        cellule_id=key.cellule_id,
        month=month,
        measure=key.measure,
        age_band=key.age_band,
        sex=key.sex,
        weight=weight,
        corrects=key.month < month,
    )
