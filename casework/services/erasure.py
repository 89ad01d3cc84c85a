"""Erasing for good: the rows of one case, then its person with the key, if nothing needs them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from casework.choices.states import UNREADABLE
from casework.models import (
    AgendaItem,
    Case,
    Decision,
    Fait,
    Merge,
    RappelLine,
    Saisine,
    Step,
    YoungPerson,
)
from casework.services.batch_endings import withdraw_batches_of
from casework.services.export_endings import withdraw_exports_of
from confidentiality import erasures
from confidentiality.choices import ErasureGround
from confidentiality.models import Event
from notifications import timers


def seal_key(case: Case, at: datetime) -> None:
    """Make the content of a sealed case unreadable at once, unless another case needs the key.

    Another archive needs it until its own term; nobody sees the sealed one any more either way.
    """
    others = case.young_person.cases.exclude(pk=case.pk).exclude(state__in=UNREADABLE)
    if not others.exists():
        case.young_person.key.seal(at)


def erase_case(case: Case) -> bool:
    """Destroy every row of a case, and the person with the key if no other case holds them.

    Journal lines stay: they name nobody, and the reference leads to nothing any more (I58).
    Whether the person is gone too.
    """
    person = case.young_person
    erase_rows(case)
    return erase_person_if_alone(person, ErasureGround.ELIMINATION)


def erase_rows(case: Case) -> None:
    """Destroy every row of a case, its events and its timers; the person stays."""
    withdraw_exports_of(case)
    withdraw_batches_of(case)
    forget_merges(case)
    keep_register_lines(case)
    saisines = list(Saisine.objects.for_system("erasure of its case").filter(case=case))
    timers.forget([case.pk, *case.motivated_readings.values_list("pk", flat=True)])
    for rows in _rows_of(case):
        erase_with_events(rows)
    for saisine in saisines:
        erase_saisine_rows(saisine)
    erase_with_events(Case.objects.for_system("erasure").filter(pk=case.pk))


def erase_saisine_rows(saisine: Saisine) -> None:
    """A saisine, its facts, its events and its timers; the person stays."""
    timers.forget([saisine.pk])
    Fait.even_withdrawn.filter(saisine=saisine).delete()
    erase_with_events(Saisine.objects.for_system("erasure").filter(pk=saisine.pk))


def keep_register_lines(case: Case) -> None:
    """The register of the mayor keeps the number of each rappel that was held, without anybody.

    Said again by a replay after a restore, a line is the one already there (domain, 10.9).
    """
    lines = [
        RappelLine(
            commune_id=held.commune_id,
            number=held.register_number,
            done_on=held.done_on,
            level=held.level,
        )
        for held in case.rappels.all()
        if held.register_number and held.done_on
    ]
    RappelLine.objects.bulk_create(lines, ignore_conflicts=True)


def forget_merges(case: Case) -> None:
    """What a merger set aside does not outlive its case."""
    for made in Merge.objects.filter(Q(kept_case=case) | Q(absorbed_case=case)):
        person = made.absorbed
        timers.forget([made.pk])
        made.delete()
        if person is not None:
            erase_person_if_alone(person, ErasureGround.DOUBLON)


def _rows_of(case: Case) -> list[models.QuerySet[Any]]:
    """What hangs on a case, dependants first; the rest goes by cascade with the case itself."""
    return [
        case.bilans.all(),
        case.follow_ups.all(),
        Step.even_withdrawn.filter(case=case),
        case.transactions.all(),
        case.accompagnements.all(),
        case.cddf_referrals.all(),
        case.rappels.all(),
        case.relais.all(),
        Decision.even_withdrawn.filter(item__case=case),
        AgendaItem.even_withdrawn.filter(case=case),
    ]


def erase_with_events(rows: models.QuerySet[Any]) -> None:
    """Rows and their events: what an act replaced goes with the row."""
    told = Event.objects.filter(object_id__in=list(rows.values_list("pk", flat=True)))
    # Those that undo protect those that they undo.
    told.filter(undoes__isnull=False).delete()
    told.delete()
    rows.delete()


def erase_person_if_alone(person: YoungPerson, ground: ErasureGround) -> bool:
    """The identity and its key, unless a case or a saisine still bears them."""
    if person.cases.exists() or person.saisines.exists():
        return False
    erase_person(person, ground)
    return True


def erase_person(person: YoungPerson, ground: ErasureGround) -> None:
    """The identity and its key, told to the ledger of erasures (I58)."""
    key, tenant_id = person.key, person.tenant_id
    person.delete()
    erasures.destroy(key, ground=ground, chain_id=tenant_id)
