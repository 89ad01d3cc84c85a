"""Reminders for a cellule, a collectivité, a request of a person (N-19, N-25, N-26, N-32).

Each ladder below is one line of the catalogue of messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from casework import waiting
from casework.choices.states import CaseState
from casework.clock.ladders import Ladder, Recipients, Rung, each
from casework.clock.waking import holders
from casework.deadlines import midnight
from casework.models import Case, RightsRequest
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import Event, User
from notifications.choices import MessageKind
from notifications.models import Timer, TimerState
from notifications.timers import Tick
from notifications.working_days import is_working_day
from veille.models import Cellule, Collectivite, Designation

K = MessageKind
_WHY = "a deadline that nobody has met"

# N-25: by cellule and not by case, for those who read none of them.


def _cellules() -> QuerySet[Cellule]:
    return Cellule.objects.all()


def _terms(rows: Sequence[Cellule], now: datetime) -> dict[UUID, list[date]]:
    """The days on which situations of each cellule stop being kept; the month to come and a bit."""
    ending = Case.objects.for_system(_WHY).filter(
        cellule__in=rows,
        state__in=(CaseState.ARCHIVE, CaseState.NON_RETENU),
        purge_due_on__gt=timezone.localdate(now),
    )
    found: dict[UUID, list[date]] = {}
    for pk, day in ending.values_list("cellule", "purge_due_on").distinct():
        if day is not None:
            found.setdefault(pk, []).append(day)
    return found


def _of_place(role: Role, *, tenant: bool) -> Recipients:
    """Those who hold a role for a cellule itself, or for its collectivité."""

    def told(place: Cellule, tick: Tick) -> list[User]:
        if tenant:
            return holders(role, tick, collectivite=place.collectivite_id)
        return holders(role, tick, cellule=place.pk)

    return told


_k, _m, _d = (
    _of_place(Role.COORDONNATEUR, tenant=False),
    _of_place(Role.MAIRE, tenant=True),
    _of_place(Role.DPO, tenant=True),
)
TERMS = Ladder(
    Rule.TERMES,
    Cellule,
    _cellules,
    _terms,
    (
        Rung(-30, K.CONSERVATION_ENDS, _m),
        Rung(-30, K.CONSERVATION_ENDS, _d),
        *(Rung(-7, K.CONSERVATION_ENDS, told) for told in (_k, _m, _d)),
    ),
)


# N-26: a request of a person, the day after, then half-way; the last days are told apart.


def _requests() -> QuerySet[RightsRequest]:
    rows = RightsRequest.objects.for_system(_WHY).filter(state__in=waiting.UNANSWERED)
    return rows.select_related("cellule")


def _request_officers(row: RightsRequest, tick: Tick) -> list[User]:
    return holders(Role.DPO, tick, collectivite=row.cellule.collectivite_id)


def _request_coordinators(row: RightsRequest, tick: Tick) -> list[User]:
    return holders(Role.COORDONNATEUR, tick, cellule=row.cellule_id)


REQUESTS = Ladder(
    Rule.SUIVI_DROITS,
    RightsRequest,
    _requests,
    each(lambda row: row.received_on),
    tuple(
        Rung(after, K.RIGHTS_ANSWER_EXPECTED, told)
        for after in (1, 15)
        for told in (_request_officers, _request_coordinators)
    ),
)


# N-32: the day after which nobody decides any more.


def _tenants() -> QuerySet[Collectivite]:
    return Collectivite.objects.all()


# A mandate that has just ended is still told.
_LATELY = timedelta(days=30)


def _mandates(rows: Sequence[Collectivite], now: datetime) -> dict[UUID, list[date]]:
    """The end of the last designation of a maire of each collectivité, when all of them end."""
    held = Designation.objects.filter(
        Q(until=None) | Q(until__gt=now - _LATELY), collectivite__in=rows, role=Role.MAIRE
    )
    ends: dict[UUID, list[datetime | None]] = {}
    for pk, until in held.values_list("collectivite", "until"):
        ends.setdefault(pk, []).append(until)
    return {
        pk: [timezone.localdate(max(filter(None, untils)))]
        for pk, untils in ends.items()
        if None not in untils
    }


def _tenant_coordinators(tenant: Collectivite, tick: Tick) -> list[User]:
    return holders(Role.COORDONNATEUR, tick, cellule__collectivite=tenant.pk)


def _tenant_mayors(tenant: Collectivite, tick: Tick) -> list[User]:
    return holders(Role.MAIRE, tick, collectivite=tenant.pk)


MANDATES = Ladder(
    Rule.MANDAT,
    Collectivite,
    _tenants,
    _mandates,
    tuple(
        Rung(after, K.MANDATE_ENDS, told)
        for after in (-60, 0)
        for told in (_tenant_coordinators, _tenant_mayors)
    ),
)

# N-19: papers that wait for somebody to send them, told the morning after a new one.


def _letters(rows: Sequence[Cellule], now: datetime) -> dict[UUID, list[date]]:
    """Today, for each cellule where a paper waits that nobody has been told of yet."""
    today = timezone.localdate(now)
    if not is_working_day(today):
        return {}
    begun = midnight(today)
    told = Timer.objects.filter(
        rule=Rule.COURRIERS, state=TimerState.DONE, due_at__lt=begun
    ).values_list("target_id")
    last = dict(told.annotate(last=Max("due_at")).order_by())
    newest = _newest_letters(begun)
    return {
        pk: [today]
        for pk in (row.pk for row in rows)
        if (at := newest.get(pk)) is not None and (pk not in last or at >= last[pk])
    }


def _newest_letters(before: datetime) -> dict[UUID, datetime]:
    """The last act, before a moment, on a row of each cellule whose paper waits."""
    acts = Event.objects.filter(object_id=OuterRef("pk"), at__lt=before).order_by("-at")
    found: dict[UUID, datetime] = {}
    for paper in waiting.PAPERS:
        rows = paper.waits(paper.model.objects.for_system(_WHY))  # type: ignore[attr-defined]
        touched = rows.annotate(acted_at=Subquery(acts.values("at")[:1]))
        for pk, at in touched.values_list(paper.cellule, "acted_at"):
            if at is not None:
                found[pk] = max(at, found.get(pk, at))
    return found


LETTERS = Ladder(Rule.COURRIERS, Cellule, _cellules, _letters, (Rung(0, K.LETTERS_WAITING, _k),))

OF_PLACES = (LETTERS, TERMS, REQUESTS, MANDATES)
