"""Motivated reading: the rules common to archives and to the DPO, its opening, its review.

One case, one reason, one hour, read only; three a day for one person; somebody else looks at it
within five working days (RGPD art. 5, 2 and art. 32; AU-038 art. 5 and 8).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casework import notices
from casework.choices.conservation import ReadingReason, ReadingVerdict
from casework.choices.states import UNREADABLE
from casework.conservation import (
    JUSTIFICATION_LEAST,
    READING_REVIEW_WORKING_DAYS,
    READINGS_A_DAY,
)
from casework.deadlines import add_working_days
from casework.models import Case, MotivatedReading, RightsRequest
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import NotVisible, refused
from confidentiality.models import JournalEntry, User
from veille.access import authorize
from veille.models import Exclusion

DAY = timedelta(hours=24)
# References typed in vain in a day: beyond, somebody is looking for what exists.
MISSES_A_DAY = 5
NOT_FOUND = "reading_not_found"
_ARTICLE = "AU-038, art. 5"


def open_alone(
    *,
    case_reference: str,
    actor: Actor,
    reason: str,
    reference: str,
    justification: str,
    sent: Sent,
) -> MotivatedReading:
    """The DPO opens one case of the collectivité to themselves, for sixty minutes.

    Unknown, of another collectivité, sealed, of a cellule that excluded them, or not the case of
    the request that the motive names: the same words.
    """
    authorize(actor, "reading.open")
    with transaction.atomic():
        claim(sent.key, actor, "reading.open")
        require_room(actor, sent.now)
        case, request = _named(case_reference, actor, reason, reference, sent.now)
        reading = new_reading(case, actor, reason, reference, justification, sent.now)
        reading.rights_request = request
        start(reading, sent.now)
        reading.save()
        journal.record(
            actor=actor,
            action="reading.open",
            chain_id=case.cellule_id,
            target=case,
            reading=reading.pk,
            motive=reading.reason,
        )
        notices.reading_opened(reading)
    return reading


def review(*, reading_id: UUID, actor: Actor, verdict: str, sent: Sent) -> MotivatedReading:
    """Somebody else says whether a reading was right. Unjustified, it is told at once."""
    authorize(actor, "reading.review")
    with transaction.atomic():
        claim(sent.key, actor, "reading.review")
        rows = MotivatedReading.objects.visible_to(actor, sent.now)
        known = rows.filter(pk=reading_id).values_list("pk", flat=True).first()
        if known is None:
            raise NotVisible
        reading = (
            MotivatedReading.objects.select_for_update(of=("self",))
            .select_related("asked_by", "approved_by", "case__cellule")
            .get(pk=known)
        )
        _require_reviewable(reading, actor, sent.now)
        if verdict not in ReadingVerdict.values:
            raise refused(
                "reading_without_verdict", "Choisissez une conclusion.", "RGPD, art. 5, 2"
            )
        with refusing(reading):
            reading.verdict, reading.reviewed_at = verdict, sent.now
            reading.reviewed_by_id = actor.hat_id
            reading.validate_constraints()
        reading.save(update_fields=["verdict", "reviewed_at", "reviewed_by"])
        journal.record(
            actor=actor,
            action="reading.review",
            chain_id=reading.case.cellule_id,
            target=reading,
            end=verdict,
        )
        if verdict == ReadingVerdict.NON_JUSTIFIEE:
            notices.reading_unjustified(reading)
    return reading


def may_review(reading: MotivatedReading, actor: Actor) -> bool:
    """Neither the reader nor whoever approved."""
    return actor.user.pk not in reading.persons


def seen_under(reading: MotivatedReading) -> list[JournalEntry]:
    """The lines that this reading left: each page looked at, oldest first."""
    if reading.opened_at is None:
        return []
    lines = JournalEntry.objects.filter(
        hat_id=reading.asked_by_id, at__gte=reading.opened_at, at__lt=reading.until, outcome="read"
    ).order_by("pk")
    named = str(reading.pk)
    return [
        line
        for line in lines
        if line.codes.get("reading") == named or named in line.codes.get("readings", [])
    ]


def require_room(actor: Actor, now: datetime) -> None:
    """Refuse the fourth reading in a day, and any while one waits for a late review.

    Takes the account: two openings at once are counted one after the other. Readings that were
    never approved, or are over, count as well: it is asking that is counted.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)
    mine = MotivatedReading.objects.filter(asked_by__user=actor.user.pk)
    if mine.to_review().filter(review_due_on__lt=timezone.localdate(now)).exists():
        raise refused(
            "reading_review_late",
            "Une de vos lectures motivées attend sa relecture, passé le délai : aucune autre ne "
            "s’ouvre avant.",
            "RGPD, art. 5, 2",
        )
    if mine.filter(asked_at__gt=now - DAY).count() >= READINGS_A_DAY:
        raise refused(
            "reading_quota",
            "Trois lectures motivées en vingt-quatre heures : c’est le maximum pour une personne.",
            "RGPD, art. 32",
        )


def new_reading(
    case: Case, actor: Actor, reason: str, reference: str, justification: str, now: datetime
) -> MotivatedReading:
    """A reading asked, not yet open, nor saved: its motive in code and in words, its request."""
    if reason not in ReadingReason.values or not reference.strip():
        raise refused(
            "reading_without_reason",
            "Indiquez le motif de la lecture et la référence de la demande.",
            _ARTICLE,
        )
    if len(justification.strip()) < JUSTIFICATION_LEAST:
        raise refused(
            "reading_without_words",
            "Dites en vingt caractères au moins pourquoi cette lecture est nécessaire.",
            _ARTICLE,
        )
    return MotivatedReading(
        case=case,
        young_person=case.young_person,
        asked_by_id=actor.hat_id,
        reason=reason,
        reference=reference.strip(),
        justification=justification.strip(),
        asked_at=now,
    )


def start(reading: MotivatedReading, now: datetime) -> None:
    """Its hour begins now; it is to be looked at within five working days."""
    reading.opened_at = now
    reading.review_due_on = add_working_days(timezone.localdate(now), READING_REVIEW_WORKING_DAYS)


def _named(
    case_reference: str, actor: Actor, reason: str, reference: str, now: datetime
) -> tuple[Case, RightsRequest | None]:
    """The case that the DPO names, and the request of the person when the motive is one."""
    if _misses(actor) >= MISSES_A_DAY:
        raise refused(
            "reading_misses",
            "Trop de références inexactes depuis hier : demandez la référence exacte à la "
            "coordination, et revenez demain.",
            "RGPD, art. 32",
        )
    case = _case_named(case_reference, actor)
    request = None
    if case is not None and reason == ReadingReason.DROITS:
        seen = RightsRequest.objects.visible_to(actor, now).filter(case=case)
        request = seen.filter(reference=reference.strip().upper()).first()
        case = case if request else None
    if case is None:
        raise refused(
            NOT_FOUND,
            "Aucune situation de votre collectivité ne se lit sous cette référence.",
            _ARTICLE,
        )
    return case, request


def _case_named(case_reference: str, actor: Actor) -> Case | None:
    """What has no key left stays closed."""
    excluded = Exclusion.objects.running().filter(user=actor.user.pk)
    return (
        Case.objects.for_system("a reference that the DPO types: opened or not found")
        .filter(reference=case_reference.strip().upper(), cellule__collectivite=actor.tenant_id)
        .exclude(state__in=UNREADABLE)
        .exclude(cellule__in=excluded.values("cellule"))
        .select_related("cellule", "young_person__key")
        .select_for_update(of=("self",))
        .first()
    )


def _misses(actor: Actor) -> int:
    """Forms refused since yesterday for their reference; the journal is the only counter needed."""
    lines = JournalEntry.objects.filter(
        actor_id=actor.user.pk, action="act.refused", at__gt=timezone.now() - DAY
    )
    codes: list[dict[str, Any]] = list(lines.values_list("codes", flat=True))
    return sum(NOT_FOUND in each.get("reasons", []) for each in codes)


def _require_reviewable(reading: MotivatedReading, actor: Actor, now: datetime) -> None:
    if not may_review(reading, actor):
        raise refused(
            "reading_reviewed_by_another",
            "Une lecture est relue par une personne qui ne l’a ni faite ni approuvée.",
            "RGPD, art. 5, 2",
        )
    if reading.until is None or now < reading.until:
        raise refused(
            "reading_not_over",
            "Cette lecture n’est pas finie : elle se relit ensuite.",
            "RGPD, art. 5, 2",
        )
    if reading.reviewed_at is not None:
        raise refused("reading_reviewed", "Cette lecture est déjà relue.", "RGPD, art. 5, 2")
