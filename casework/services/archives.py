"""Motivated reading of an archive: one asks, another approves, sixty minutes (P16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from casework import notices
from casework.choices.conservation import ReadingReason
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading, RightsRequest
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
        case = lock_archived(case_id, actor, sent)
        request = _request_named(case, actor, reason, reference, sent.now)
        reading = new_reading(case, actor, reason, reference, justification, sent.now)
        reading.rights_request = request
        reading.save()
        journal.record(
            actor=actor,
            action="archive.ask",
            chain_id=case.cellule_id,
            target=case,
            reading=reading.pk,
            motive=reading.reason,
        )
        notices.reading_to_approve(reading)
    return reading


def approve_reading(*, reading_id: UUID, actor: Actor, sent: Sent) -> MotivatedReading:
    """The second person opens the archive to the one who asked, for sixty minutes."""
    authorize(actor, "archive.approve")
    with transaction.atomic():
        claim(sent.key, actor, "archive.approve")
        case_id = MotivatedReading.objects.filter(pk=reading_id).values_list("case_id", flat=True)
        if not case_id:
            raise NotVisible
        case = lock_archived(case_id[0], actor, sent)
        # Locked after its case: of two answers at once, the second finds it answered.
        rows = MotivatedReading.objects.select_for_update(of=("self",))
        reading = rows.select_related("asked_by").get(pk=reading_id)
        require_waiting(reading, sent.now)
        require_second_person(reading, actor)
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


def require_waiting(reading: MotivatedReading, now: datetime) -> None:
    """Refuse what is approved, over, or older than five working days, the clock passed or not."""
    if reading.opened_at is not None:
        raise refused("reading_approved", "Cette lecture a déjà été approuvée.", "AU-038, art. 5")
    if not reading.waits or timezone.localdate(now) > reading.waits_through:
        raise refused(
            "reading_request_over",
            "Cette demande de lecture n’attend plus de réponse : il faut en faire une autre.",
            "AU-038, art. 5",
        )


def require_second_person(reading: MotivatedReading, actor: Actor) -> None:
    """Refuse the one who asked, and whoever does not hold the other of the two functions."""
    asked_by = reading.asked_by
    if not is_counterpart(actor, asked_by=asked_by.user_id, asked_as=Role(asked_by.role)):
        raise refused(
            "reading_by_two",
            "Une archive s’ouvre à deux : le maire pour le coordonnateur, et l’inverse.",
            "AU-038, art. 5",
        )


def requests_of(case: Case, actor: Actor, now: datetime) -> QuerySet[RightsRequest]:
    """The requests of this very person that this agent sees, whichever case they were noted on."""
    seen = RightsRequest.objects.visible_to(actor, now)
    return seen.filter(case__young_person=case.young_person_id).order_by("received_on", "reference")


def _request_named(
    case: Case, actor: Actor, reason: str, reference: str, now: datetime
) -> RightsRequest | None:
    """The request of the person that the motive names: seen by this agent, of this very person.

    Whichever case of the person it was recorded on, this archive or another. One that does not
    exist and one of somebody else are told in the same words.
    """
    if reason != ReadingReason.DROITS:
        return None
    request = requests_of(case, actor, now).filter(reference=reference.strip().upper()).first()
    if request is None:
        raise refused(
            "reading_request_unknown",
            "Aucune demande de droits de cette personne ne porte cette référence.",
            "RGPD, art. 12",
        )
    return request


def lock_archived(case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """One case of ``archived_for``, locked; NotVisible for any other."""
    case = archived_for(actor, sent.now).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case
