"""Renewing designations after elections: what each agent holds on situations follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from casework.choices.states import FOLLOW_UP_FINAL
from casework.models import Case, CaseGrant, ReferentFollowUp, Saisine
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.events import changing
from veille.models import Designation
from veille.services import mandates


def renew_designations(
    *,
    actor: Actor,
    designation_ids: Iterable[UUID],
    reference: str,
    until: date | None,
    sent: Sent,
) -> list[Designation]:
    """Renew designations under one act: grants, missions and saisines pass to the new rows.

    A grant alone opens nothing: each agent signs the charte again first. Raises what
    ``veille.services.mandates.renew_designations`` raises.
    """
    with transaction.atomic():
        pairs = mandates.renew_designations(
            actor=actor,
            designation_ids=designation_ids,
            reference=reference,
            until=until,
            sent=sent,
        )
        for old, new in pairs:
            _move_grants(old, new)
            _move_missions(old, new, actor, sent)
            Saisine.objects.for_system("a renewed author").filter(author=old).update(author=new)
    return [new for _, new in pairs]


def _move_grants(old: Designation, new: Designation) -> None:
    """Those that still run, and those to come, for the time they had left."""
    held = CaseGrant.objects.filter(Q(until=None) | Q(until__gt=new.since), designation=old)
    for grant in held:
        CaseGrant.objects.create(
            content_object=grant.content_object,
            user_id=grant.user_id,
            permission_id=grant.permission_id,
            designation=new,
            reason=grant.reason,
            since=max(grant.since, new.since),
            until=grant.until,
            granted_by_id=grant.granted_by_id,
        )
    held.filter(since__gte=new.since).delete()
    held.update(until=new.since)


def _move_missions(old: Designation, new: Designation, actor: Actor, sent: Sent) -> None:
    """The missions under way, their cases being locked first (ADR 14)."""
    running = ReferentFollowUp.objects.for_system("missions of a renewed référent").filter(
        referent=old
    )
    missions = running.exclude(state__in=FOLLOW_UP_FINAL)
    cases = Case.objects.for_system("lock before their missions").order_by("pk")
    list(cases.select_for_update(of=("self",)).filter(pk__in=missions.values("case")))
    for mission in missions.select_for_update(of=("self",)):
        with changing(mission, actor=actor, act="mandate.renew", at=sent.now):
            mission.referent = new
