"""What ends a motivated reading before its hour, or a request that nobody approved.

Withdrawn by whoever asked, refused by the second person with a coded reason, lapsed after five
working days; closed by its reader, and then reviewed like any other.
AU-038 art. 5; RGPD art. 5, 2.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casework import notices
from casework.choices.conservation import ReadingEnd, ReadingRefusal
from casework.models import MotivatedReading
from casework.services.archives import require_second_person, require_waiting
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import NotVisible, refused
from veille.access import authorize


def close(*, reading_id: UUID, actor: Actor, sent: Sent) -> MotivatedReading:
    """The reader has read: the file closes at once. Its review is due on the same day as before.

    Raises NotVisible for anybody else, even the same person under another hat.
    """
    authorize(actor, "reading.close")
    with transaction.atomic():
        claim(sent.key, actor, "reading.close")
        reading = _locked(reading_id, actor, sent.now)
        if reading.asked_by_id != actor.hat_id:
            raise NotVisible
        if reading.until is None or reading.until <= sent.now:
            raise refused("reading_over", "Cette lecture n’est pas ouverte.", "AU-038, art. 5")
        _end(reading, ReadingEnd.CLOSE, actor, sent.now)
    return reading


def withdraw(*, reading_id: UUID, actor: Actor, sent: Sent) -> MotivatedReading:
    """Whoever asked does not ask any more. It still counts for the day: asking is counted."""
    authorize(actor, "archive.withdraw")
    with transaction.atomic():
        claim(sent.key, actor, "archive.withdraw")
        reading = _locked(reading_id, actor, sent.now)
        if reading.asked_by_id != actor.hat_id:
            raise NotVisible
        require_waiting(reading, sent.now)
        _end(reading, ReadingEnd.RETIREE, actor, sent.now)
    return reading


def refuse(*, reading_id: UUID, actor: Actor, reason: str, sent: Sent) -> MotivatedReading:
    """The second person does not open the archive, and says why; the asker is told."""
    authorize(actor, "archive.refuse")
    with transaction.atomic():
        claim(sent.key, actor, "archive.refuse")
        reading = _locked(reading_id, actor, sent.now)
        require_second_person(reading, actor)
        require_waiting(reading, sent.now)
        if reason not in ReadingRefusal.values:
            raise refused(
                "reading_refused_without_reason",
                "Indiquez pourquoi vous refusez cette lecture.",
                "AU-038, art. 5",
            )
        reading.refusal_code = reason
        _end(reading, ReadingEnd.REFUSEE, actor, sent.now)
        notices.reading_refused(reading)
    return reading


def lapse(*, reading_id: UUID, at: datetime) -> bool:
    """By the clock, once the fifth working day is over. Whether there was something to end."""
    with transaction.atomic():
        rows = MotivatedReading.objects.select_for_update(of=("self",))
        reading = rows.select_related("asked_by__user", "case__cellule").get(pk=reading_id)
        if not reading.waits or timezone.localdate(at) <= reading.waits_through:
            return False
        _end(reading, ReadingEnd.ECHUE, None, at)
        notices.reading_lapsed(reading)
    return True


def _locked(reading_id: UUID, actor: Actor, now: datetime) -> MotivatedReading:
    """Seen, then locked: of an approval and a refusal at once, the second finds it over."""
    seen = MotivatedReading.objects.visible_to(actor, now).filter(pk=reading_id)
    if not seen.exists():
        raise NotVisible
    rows = MotivatedReading.objects.select_for_update(of=("self",))
    return rows.select_related("asked_by__user", "case__cellule").get(pk=reading_id)


_ACTS = {
    ReadingEnd.CLOSE: "reading.close",
    ReadingEnd.RETIREE: "archive.withdraw",
    ReadingEnd.REFUSEE: "archive.refuse",
    ReadingEnd.ECHUE: "archive.lapse",
}


def _end(reading: MotivatedReading, end: ReadingEnd, actor: Actor | None, now: datetime) -> None:
    with refusing(reading):
        reading.end_code, reading.ended_at = end, now
        reading.ended_by_id = actor.hat_id if actor else None
        reading.validate_constraints()
    reading.save(update_fields=["end_code", "ended_at", "ended_by", "refusal_code"])
    journal.record(
        actor=actor,
        action=_ACTS[end],
        chain_id=reading.case.cellule_id,
        target=reading.case,
        reading=reading.pk,
        motive=reading.reason,
        why=reading.refusal_code or end,
    )
