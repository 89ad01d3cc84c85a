"""The window of a séance: its members read its cases from seven days before to fifteen after (I11).

Settled again by whatever moves it: a case put on the agenda, taken off it, carried to another
séance; a séance convened, moved, cancelled, closed. Each holds the lock of the séance.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from casework.choices.states import ENDED
from casework.deadlines import WINDOW_AFTER, WINDOW_BEFORE
from casework.models import AgendaItem, Case, CaseGrant
from casework.services import grants
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from veille.choices import SeanceState
from veille.models import Designation, Seance

# Nobody is convened yet, or nobody will meet.
_SHUT = (SeanceState.PLANIFIEE, SeanceState.ANNULEE)


def settle(case: Case, at: datetime, by: Actor | None, *, changing: Seance | None = None) -> None:
    """Make the windows of a case those of the last séance that it stands on the agenda of.

    For titular members designated that day; a substitute reads in their place, never beside them.
    What runs and goes on is not cut; what ends ends at this moment. ``changing``: a séance whose
    row is not written yet.
    """
    seance = _last_seance(case)
    if changing is not None and changing == seance:
        seance = changing
    wanted = {} if seance is None else _period_of(seance)
    running = CaseGrant.objects.filter(
        Q(until=None) | Q(until__gt=at),
        content_object=case,
        permission__codename=Relation.WINDOW,
    )
    kept: set[UUID] = set()
    for grant in running:
        period = wanted.get(grant.designation_id)
        if period is not None and _goes_on(grant, period, at):
            CaseGrant.objects.filter(pk=grant.pk).update(until=period[1])
            kept.add(grant.designation_id)
        elif grant.since < at:
            CaseGrant.objects.filter(pk=grant.pk).update(until=at)
        else:
            grant.delete()
    # What an ending closed (an opposition, a merger) is never opened again by its séance.
    wanted = {} if case.state in ENDED else wanted
    fresh = {hat: period for hat, period in wanted.items() if hat not in kept and at < period[1]}
    grants.open_windows(case=case, periods=fresh, by=by)


def settle_seance(seance: Seance, at: datetime, by: Actor) -> None:
    """The same for each case that stands on its agenda."""
    items = seance.items.select_related("case").order_by("case")
    for item in items:
        settle(item.case, at, by, changing=seance)


def _goes_on(grant: CaseGrant, period: tuple[datetime, datetime], at: datetime) -> bool:
    since, until = period
    if at >= until:
        return False
    return grant.since == since or max(grant.since, since) <= at


def _last_seance(case: Case) -> Seance | None:
    items = AgendaItem.objects.filter(case=case).select_related("seance")
    last = items.order_by("-seance__held_at").first()
    return last.seance if last is not None else None


def _period_of(seance: Seance) -> dict[UUID, tuple[datetime, datetime]]:
    """From seven days before the séance to fifteen after it closes (domain, §9.6)."""
    if seance.state in _SHUT:
        return {}
    since = seance.held_at - WINDOW_BEFORE
    until = (seance.closed_at or seance.held_at) + WINDOW_AFTER
    members = Designation.objects.in_force(seance.held_at).filter(
        cellule=seance.cellule_id, role=Role.MEMBRE, is_substitute=False
    )
    return dict.fromkeys(members.values_list("pk", flat=True), (since, until))
