"""What ends or stops because its day has come, without anybody’s act: asked for by the clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casework.choices.lists import FreezeReason
from casework.models import Case, RightsRequest, Saisine
from casework.services import people
from casework.services.door import by_clock
from casework.services.erasure import (
    erase_person_if_alone,
    erase_saisine_rows,
    erase_with_events,
)
from confidentiality import journal
from confidentiality.choices import ErasureGround
from confidentiality.door import ticking
from notifications import timers


def expire(*, saisine_id: UUID, at: datetime) -> None:
    """S6: a draft left idle expires, and is erased with the identity that it alone held (I59)."""
    with transaction.atomic():
        with ticking(
            rows=Saisine.objects.for_system("expired draft"),
            pk=saisine_id,
            act="saisine.expire",
            at=at,
            chain=lambda saisine: saisine.cellule_id,
        ) as saisine:
            saisine.expire()
        _erase(saisine)


def erase_saisine(*, saisine_id: UUID) -> None:
    """A saisine without a follow-up is erased with the identity that it alone held (I59)."""
    with transaction.atomic():
        rows = Saisine.objects.for_system("erased saisine").select_for_update(of=("self",))
        saisine = rows.get(pk=saisine_id)
        journal.record(
            actor=None, action="saisine.erase", chain_id=saisine.cellule_id, target=saisine
        )
        _erase(saisine)


def _erase(saisine: Saisine) -> None:
    """The row, its facts, its history and its timers; the person when nothing else holds it."""
    person = saisine.young_person
    erase_saisine_rows(saisine)
    erase_person_if_alone(person, ErasureGround.SANS_SUITE)


def freeze_uninformed(*, case_id: UUID, at: datetime) -> Case:
    """Neither information nor deferral in time: nothing changes any more on the case (I30)."""
    with by_clock(case_id=case_id, act="case.freeze", at=at) as case:
        case.freeze_code = FreezeReason.INFORMATION
        case.frozen_on = timezone.localdate(at)
    return case


def erase_representatives(*, case_id: UUID, at: datetime) -> Case:
    """Thirty days after majority, nothing is left of the legal representatives (I27)."""
    with by_clock(case_id=case_id, act="case.erase_representatives", at=at) as case:
        people.erase_representatives(case.young_person)
    return case


def erase_rights_request(*, request_id: UUID) -> None:
    """Five years after its answer, a request is no proof of anything any more (R10)."""
    with transaction.atomic():
        rows = RightsRequest.objects.for_system("its term")
        request = rows.select_for_update(of=("self",)).get(pk=request_id)
        journal.record(
            actor=None, action="rights.erase", chain_id=request.cellule_id, target=request
        )
        timers.forget([request.pk])
        erase_with_events(rows.filter(pk=request.pk))
