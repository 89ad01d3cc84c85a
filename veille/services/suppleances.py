"""Absences with a substitute: declared, ended. One holds the place of the other, never both."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent, claim
from confidentiality.errors import NotVisible, refused
from notifications import outbox
from notifications.choices import MessageKind
from veille.access import authorize
from veille.models import Designation, Suppleance
from veille.sight import REPLACED

LONGEST = relativedelta(months=6)
_CLAUSE = "Charte de la cellule, clause C12 ; CSI, art. D. 132-8"


def titulars_for(actor: Actor, now: datetime) -> QuerySet[Designation]:
    """Whose absence this agent declares: one’s own; anybody’s of the cellule, to coordinate."""
    held = Designation.objects.in_force(now).filter(role__in=REPLACED, is_substitute=False)
    held = held.select_related("user", "organisation")
    if actor.role == Role.COORDONNATEUR:
        return held.filter(cellule=actor.circle_id)
    return held.filter(pk=actor.hat_id)


def substitutes_of(titular: Designation, now: datetime) -> QuerySet[Designation]:
    """Those designated as substitutes by the same organisation, in the same function and place."""
    held = Designation.objects.in_force(now).filter(
        role=titular.role,
        organisation=titular.organisation_id,
        cellule=titular.cellule_id,
        collectivite=titular.collectivite_id,
        cddf=titular.cddf_id,
        is_substitute=True,
        user__is_active=True,
    )
    return held.exclude(user=titular.user_id).select_related("user", "organisation")


def suppleances_for(actor: Actor, now: datetime) -> QuerySet[Suppleance]:
    """Those that concern this agent, or the cellule that they coordinate; present and to come."""
    rows = Suppleance.objects.filter(until__gt=now).select_related(
        "titular__user", "titular__organisation", "substitute__user"
    )
    if actor.role == Role.COORDONNATEUR:
        return rows.filter(titular__cellule=actor.circle_id)
    return rows.filter(Q(titular=actor.hat_id) | Q(substitute=actor.hat_id))


def declare(
    *, actor: Actor, titular_id: UUID, substitute_id: UUID, since: date, until: date, sent: Sent
) -> Suppleance:
    """Let a designated substitute hold the place of a member, from one day to another, included.

    From the present minute when ``since`` is today. Raises NotVisible, NotPermitted, AlreadyDone,
    and Refused for somebody not designated to it, dates that do not hold, or a place already held.
    """
    authorize(actor, "suppleance.manage")
    with transaction.atomic():
        claim(sent.key, actor, "suppleance.declare")
        titular = _locked(titulars_for(actor, sent.now), titular_id)
        substitute = _locked(substitutes_of(titular, sent.now), substitute_id)
        begins, ends = _period(since, until, sent)
        _require_free(titular, substitute, begins, ends)
        suppleance: Suppleance = Suppleance.objects.create(
            titular=titular,
            substitute=substitute,
            since=begins,
            until=ends,
            declared_by_id=actor.hat_id,
            declared_at=sent.now,
        )
        _tell(actor, "suppleance.declare", suppleance)
        outbox.leave(
            kind=MessageKind.SUPPLEANCE_GIVEN, recipient=substitute.user, event=suppleance.pk
        )
    return suppleance


def end(*, actor: Actor, suppleance_id: UUID, sent: Sent) -> Suppleance:
    """The titular is back, or the absence does not take place: the place changes hands at once.

    Raises NotVisible, NotPermitted, AlreadyDone.
    """
    authorize(actor, "suppleance.manage")
    with transaction.atomic():
        claim(sent.key, actor, "suppleance.end")
        rows = suppleances_for(actor, sent.now).select_for_update(of=("self",))
        suppleance = rows.filter(pk=suppleance_id).first()
        if suppleance is None:
            raise NotVisible
        suppleance.until = max(sent.now, suppleance.since)
        suppleance.save(update_fields=["until"])
        outbox.cancel(suppleance.pk)
        _tell(actor, "suppleance.end", suppleance)
    return suppleance


def _locked(rows: QuerySet[Designation], pk: UUID) -> Designation:
    """Two absences never take one substitute at once: both lock it."""
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


def _period(since: date, until: date, sent: Sent) -> tuple[datetime, datetime]:
    if since < sent.today or until < since:
        raise refused(
            "suppleance_dates",
            "Une absence commence aujourd’hui ou plus tard, et finit après avoir commencé.",
            _CLAUSE,
        )
    if until > since + LONGEST:
        raise refused(
            "suppleance_too_long",
            "Une suppléance dure six mois au plus : au-delà, l’organisme désigne un autre "
            "titulaire.",
            _CLAUSE,
        )
    begins = sent.now if since == sent.today else _midnight(since)
    return begins, _midnight(until + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _require_free(
    titular: Designation, substitute: Designation, since: datetime, until: datetime
) -> None:
    """One place held at a time by each: the rights of two are never added up."""
    meeting = Suppleance.objects.meeting(since, until)
    if meeting.filter(titular=titular).exists():
        raise refused(
            "place_already_held",
            "Une autre suppléance couvre déjà une partie de cette absence : terminez-la d’abord.",
            _CLAUSE,
        )
    if meeting.filter(substitute=substitute).exists():
        raise refused(
            "substitute_taken",
            "Ce suppléant tient déjà la place d’un autre à ces dates.",
            _CLAUSE,
        )


def _tell(actor: Actor, action: str, suppleance: Suppleance) -> None:
    titular = suppleance.titular
    chain = titular.cellule_id or titular.collectivite_id
    if chain is None:
        raise NotVisible
    journal.record(
        actor=actor,
        action=action,
        chain_id=chain,
        target=suppleance,
        titular=titular.pk,
        substitute=suppleance.substitute_id,
        since=suppleance.since,
        until=suppleance.until,
    )
