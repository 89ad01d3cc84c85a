"""Personal data breaches (FSM-12): declared, qualified, notified within 72 hours, closed.

RGPD art. 33 and 34. The DPO drives; the maire, who answers for the file, may declare.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent, acting, claim
from confidentiality.errors import NotVisible, refused
from notifications.choices import MessageKind
from notifications.outbox import leave
from veille.access import authorize
from veille.choices import (
    InformationMode,
    LateNotification,
    ViolationCause,
    ViolationData,
    ViolationMeasure,
    ViolationNature,
    ViolationRisk,
)
from veille.french import plural
from veille.models import Designation, Violation

# Above, a delay is told in days; below, the end is near.
_HOURS_TOLD = 72
_HOURS_SOON = 24
_AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is known when a breach is declared: codes, a count, a moment."""

    detected_at: datetime
    natures: tuple[str, ...]
    data_groups: tuple[str, ...]
    cause: str
    persons_count: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the 72 hours stand, in words. ``tone``: that of a badge."""

    words: str
    tone: str


def clock(violation: Violation, now: datetime) -> Clock:
    """« Il reste 31 heures », until the CNIL is told or has not to be (RGPD art. 33, 1)."""
    if violation.risk == ViolationRisk.AUCUN:
        return Clock("Sans notification : aucun risque retenu", "")
    if violation.notified_at is not None:
        detected = violation.detected_at.astimezone(UTC)
        spent = _hours(violation.notified_at.astimezone(UTC) - detected)
        tone = "warn" if violation.late_code else "ok"
        return Clock(f"Notifiée {spent} après la détection", tone)
    left = violation.notify_before - now.astimezone(UTC)
    if left.total_seconds() <= 0:
        return Clock(f"Délai dépassé de {_hours(-left)}", "err")
    hours = left // timedelta(hours=1)
    if hours == 0:
        return Clock("Il reste moins d’une heure", "err")
    tone = "err" if hours < _HOURS_SOON else "warn"
    return Clock(f"Il reste {plural(hours, 'heure', 'heures')}", tone)


def _hours(delay: timedelta) -> str:
    hours = delay // timedelta(hours=1)
    if hours == 0:
        return "moins d’une heure"
    if hours > _HOURS_TOLD:
        return plural(delay.days, "jour", "jours")
    return plural(hours, "heure", "heures")


def declare(*, actor: Actor, declaration: Declaration, sent: Sent) -> Violation:
    """Open the line of a breach; the 72 hours run from its detection.

    Raises NotVisible, NotPermitted, AlreadyDone, Refused.
    """
    authorize(actor, "violation.declare")
    if actor.tenant_id is None:
        raise NotVisible
    _require_codes(ViolationNature, declaration.natures)
    _require_codes(ViolationData, declaration.data_groups)
    _require_codes(ViolationCause, [declaration.cause])
    sent.require_past(declaration.detected_at)
    with transaction.atomic():
        claim(sent.key, actor, "violation.declare")
        violation: Violation = Violation.objects.create(
            collectivite_id=actor.tenant_id,
            natures=list(declaration.natures),
            data_groups=list(declaration.data_groups),
            cause=declaration.cause,
            persons_count=declaration.persons_count,
            detected_at=declaration.detected_at,
            declared_at=sent.now,
            declared_by_id=actor.hat_id,
        )
        journal.record(
            actor=actor,
            action="violation.declare",
            chain_id=actor.tenant_id,
            target=violation,
            after=violation.state,
        )
        _tell_declared(violation, actor, sent)
    return violation


def _tell_declared(violation: Violation, actor: Actor, sent: Sent) -> None:
    """The maire, who answers for the file, and the DPO know at once: the hours run for both."""
    held = Designation.objects.in_force(sent.now).filter(
        role__in=[Role.DPO, Role.MAIRE], collectivite=violation.collectivite_id
    )
    others = {hat.user for hat in held.select_related("user") if hat.user_id != actor.user.pk}
    event = uuid4()
    for user in sorted(others, key=lambda each: str(each.pk)):
        leave(kind=MessageKind.BREACH_DECLARED, recipient=user, event=event, delay=_AT_ONCE)


def qualify(
    *, violation_id: UUID, actor: Actor, risk: str, measures: tuple[str, ...], sent: Sent
) -> Violation:
    """V1: the risk for the persons, and what was done. Raises the refusals of the door."""
    with _on_violation(violation_id, actor, "violation.qualify", sent) as violation:
        _require_codes(ViolationRisk, [risk])
        _require_codes(ViolationMeasure, measures, least=0)
        violation.qualify(risk=risk, measures=list(measures), at=sent.now)
    return violation


def notify_cnil(
    *,
    violation_id: UUID,
    actor: Actor,
    at: datetime,
    reference: str,
    late_code: str = "",
    sent: Sent,
) -> Violation:
    """V2: the CNIL has been told. After 72 hours, refused without a reason (RGPD art. 33, 1)."""
    with _on_violation(violation_id, actor, "violation.notify", sent) as violation:
        sent.require_past(at)
        if at < violation.detected_at:
            raise refused(
                "notified_before_detected",
                "La notification ne précède pas la détection.",
                "RGPD, art. 33, 1",
            )
        late = at > violation.notify_before
        if late and late_code not in LateNotification.values:
            raise refused(
                "notified_late",
                "La notification vient plus de 72 heures après la détection : indiquez le motif du "
                "retard.",
                "RGPD, art. 33, 1",
            )
        violation.notify_cnil(at=at, reference=reference, late_code=late_code if late else "")
    return violation


def inform_persons(
    *, violation_id: UUID, actor: Actor, on: date, mode: str, sent: Sent
) -> Violation:
    """V3: the persons concerned have been told (RGPD art. 34)."""
    with _on_violation(violation_id, actor, "violation.inform", sent) as violation:
        _require_codes(InformationMode, [mode])
        sent.require_past(on)
        if on < timezone.localdate(violation.detected_at):
            raise refused(
                "informed_before_detected",
                "L’information ne précède pas la détection.",
                "RGPD, art. 34",
            )
        violation.inform_persons(on=on, mode=mode)
    return violation


def close(*, violation_id: UUID, actor: Actor, sent: Sent) -> Violation:
    """V4: closed once what the risk requires was done; the line stays (RGPD art. 33, 5)."""
    with _on_violation(violation_id, actor, "violation.close", sent) as violation:
        violation.close(at=sent.now)
    return violation


def _require_codes(
    allowed: type[models.TextChoices],
    codes: list[str] | tuple[str, ...],
    *,
    least: int = 1,
) -> None:
    if len(codes) < least or set(codes) - set(allowed.values):
        raise refused("unknown_code", "Choisissez parmi les valeurs de la liste.", "AU-038, art. 3")


@contextmanager
def _on_violation(violation_id: UUID, actor: Actor, act: str, sent: Sent) -> Iterator[Violation]:
    with acting(
        rows=Violation.objects.visible_to(actor),
        pk=violation_id,
        actor=actor,
        act=act,
        sent=sent,
        permits=lambda _: authorize(actor, "violation.manage"),
        chain=lambda violation: violation.collectivite_id,
    ) as violation:
        yield violation
