"""Motivated reading of an archive: one asks, another approves, sixty minutes (P16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from casework import notices
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from casework.services.motivated_readings import new_reading, require_room, start
from confidentiality import journal
from confidentiality.access_matrix import RELATIONS
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import NotVisible, refused
from confidentiality.events import changing
from confidentiality.two_persons import is_counterpart
from veille.access import authorize
from veille.models import CelluleGrant
from veille.sight import may_read_circle, running


def archived_for(actor: Actor, now: datetime) -> QuerySet[Case]:
    """Archived cases of the cellules that this agent coordinates or decides for: references only.

    Their content stays closed: see ``ask_reading``.
    """
    held = CelluleGrant.objects.filter(
        running(now),
        designation=actor.hat_id,
        content_object=OuterRef("cellule"),
        permission__codename__in=RELATIONS[actor.role],
    )
    archived = Case.objects.for_system("references of the archive").filter(state=CaseState.ARCHIVE)
    return archived.filter(may_read_circle(actor, now, circle="cellule")).filter(Exists(held))


def ask_reading(
    *,
    case_id: UUID,
    actor: Actor,
    reason: str,
    reference: str,
    justification: str,
    sent: Sent,
) -> MotivatedReading:
    """Ask to read one archived case. The other of the two, coordonnateur or maire, approves."""
    authorize(actor, "archive.ask")
    with transaction.atomic():
        claim(sent.key, actor, "archive.ask")
        require_room(actor, sent.now)
        case = _locked(case_id, actor, sent)
        reading = new_reading(case, actor, reason, reference, justification, sent.now)
        reading.save()
        journal.record(
            actor=actor,
            action="archive.ask",
            chain_id=case.cellule_id,
            target=case,
            reading=reading.pk,
            motive=reading.reason,
        )
    return reading


def approve_reading(*, reading_id: UUID, actor: Actor, sent: Sent) -> MotivatedReading:
    """The second person opens the archive to the one who asked, for sixty minutes."""
    authorize(actor, "archive.approve")
    with transaction.atomic():
        claim(sent.key, actor, "archive.approve")
        case_id = MotivatedReading.objects.filter(pk=reading_id).values_list("case_id", flat=True)
        if not case_id:
            raise NotVisible
        case = _locked(case_id[0], actor, sent)
        # Read under the lock of its case: two approvals at once would both find it waiting.
        reading = MotivatedReading.objects.select_related("asked_by").get(pk=reading_id)
        _require_second_person(reading, actor)
        with refusing(reading):
            reading.approved_by_id = actor.hat_id
            start(reading, sent.now)
            reading.validate_constraints()
        reading.save(update_fields=["approved_by", "opened_at", "review_due_on"])
        with changing(case, actor=actor, act="archive.approve", at=sent.now):
            case.read_archive()
        journal.record(
            actor=actor,
            action="archive.approve",
            chain_id=case.cellule_id,
            target=case,
            reading=reading.pk,
            motive=reading.reason,
            reader=reading.asked_by_id,
        )
        notices.reading_opened(reading)
    return reading


def _require_second_person(reading: MotivatedReading, actor: Actor) -> None:
    if reading.opened_at is not None:
        raise refused("reading_approved", "Cette lecture a déjà été approuvée.", "AU-038, art. 5")
    asked_by = reading.asked_by
    if not is_counterpart(actor, asked_by=asked_by.user_id, asked_as=Role(asked_by.role)):
        raise refused(
            "reading_by_two",
            "Une archive s’ouvre à deux : le maire pour le coordonnateur, et l’inverse.",
            "AU-038, art. 5",
        )


def _locked(case_id: UUID, actor: Actor, sent: Sent) -> Case:
    case = archived_for(actor, sent.now).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case
