"""Giving and ending access to one case. A grant ends by its date, never by a forgotten cleaning."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Permission
from django.db.models import Q

from casework.deadlines import WINDOW_AFTER, WINDOW_BEFORE
from casework.models import Case, CaseGrant
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from veille.models import Designation, Seance


def _permission(relation: Relation) -> Permission:
    return Permission.objects.get(codename=relation, content_type__app_label="casework")


def give(
    *,
    case: Case,
    to: Designation,
    relation: Relation,
    reason: str,
    since: datetime,
    until: datetime | None,
    by: Actor,
) -> CaseGrant:
    """Open one case to one hat for a time, and say why."""
    grant: CaseGrant = CaseGrant.objects.create(
        content_object=case,
        user_id=to.user_id,
        designation=to,
        permission=_permission(relation),
        reason=reason,
        since=since,
        until=until,
        granted_by=by.user,
    )
    return grant


def end(*, case: Case, relation: Relation, at: datetime, to: Designation | None = None) -> None:
    """End the running grants of a relation on a case, at this moment."""
    running = CaseGrant.objects.filter(
        Q(until=None) | Q(until__gt=at), content_object=case, permission__codename=relation
    )
    if to is not None:
        running = running.filter(designation=to)
    running.filter(since__lt=at).update(until=at)
    running.filter(since__gte=at).delete()


def open_window(*, case: Case, seance: Seance, by: Actor) -> None:
    """Members read a case from seven days before the séance to fifteen days after (I11)."""
    since, until = seance.held_at - WINDOW_BEFORE, seance.held_at + WINDOW_AFTER
    members = Designation.objects.in_force(seance.held_at).filter(
        cellule=case.cellule_id, role=Role.MEMBRE
    )
    for member in members:
        give(
            case=case,
            to=member,
            relation=Relation.WINDOW,
            reason="convocation",
            since=since,
            until=until,
            by=by,
        )
