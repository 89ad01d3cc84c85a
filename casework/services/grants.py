"""Giving and ending access to one case. A grant ends by its date, never by a forgotten cleaning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone

from casework import notices
from casework.models import Case, CaseGrant
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from veille.models import Designation, Organisation


def _permission(relation: Relation) -> Permission:
    # With its content type: guardian compares it to the object’s at each save.
    permissions = Permission.objects.select_related("content_type")
    return permissions.get(codename=relation, content_type__app_label="casework")


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
        event_id=case.event_id,
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


def open_task(
    *, case: Case, pilot: Organisation | None, due_on: date | None, by: Actor, now: datetime
) -> None:
    """The members of the organisation that pilots a decision read the case until it is due."""
    if pilot is None or due_on is None:
        return
    until = timezone.make_aware(datetime.combine(due_on + timedelta(days=1), time.min))
    members = Designation.objects.in_force(now).filter(
        cellule=case.cellule_id, organisation=pilot, role=Role.MEMBRE, is_substitute=False
    )
    notices.task_given(case, members)
    for member in members:
        give(
            case=case,
            to=member,
            relation=Relation.TASK,
            reason="action_confiee",
            since=now,
            until=until,
            by=by,
        )


def open_windows(
    *, case: Case, periods: Mapping[UUID, tuple[datetime, datetime]], by: Actor | None
) -> None:
    """Let these designations read a case, each for its period: see ``services.windows``."""
    permission = _permission(Relation.WINDOW) if periods else None
    holders = dict(Designation.objects.filter(pk__in=periods).values_list("pk", "user"))
    CaseGrant.objects.bulk_create(
        CaseGrant(
            content_object=case,
            user_id=holders[hat],
            designation_id=hat,
            permission=permission,
            reason="convocation",
            event_id=case.event_id,
            since=since,
            until=until,
            granted_by=by.user if by else None,
        )
        for hat, (since, until) in periods.items()
    )
