"""What has a term of its own, outside cases: requests, attendance sheets, signatures, accounts.

No act schedules these: a sweep finds those whose term is near, a timer ends each in its own
transaction, and too many at once wait for somebody (docs/decisions/0031).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from casework.choices.rights import RightKind
from casework.choices.states import RightsState
from casework.clock.mass import FLOOR, PERCENT
from casework.conservation import AFTER_ANSWER, AFTER_FUNCTION, AFTER_SEANCE
from casework.deadlines import midnight
from casework.guards.rights import ACCEPTED
from casework.models import RightsRequest
from casework.services import lapses
from casework.timers.rules import Rule
from confidentiality.models import CharteSignature, User
from notifications import ticking, timers
from notifications.ticking import Guard
from notifications.timers import Acted, Answer, Dropped, Tick
from veille.models import Designation, Seance
from veille.services import departures

# Timers are made this long before: a dry run then says what is near, a clock that jumps is held.
AHEAD = timedelta(days=31)
# 29 February: years added to a day and years taken from another do not meet.
LEAP = timedelta(days=1)

Ends = Callable[[Any, datetime], dict[UUID, datetime]]


@dataclass(frozen=True, slots=True)
class Term:
    """One kind of row, the moment at which each of them ends, and what ends it.

    ``ends``: of these rows, those whose term comes before a moment, each with its term.
    """

    rule: Rule
    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    ends: Ends
    erase: Callable[[UUID], None]

    def over(self, now: datetime) -> dict[UUID, datetime]:
        """Every row whose term has come."""
        return self.ends(self.rows(), now)

    def sweep(self, now: datetime) -> None:
        timers.keep_all(self.rule, self.model, self.ends(self.rows(), now + AHEAD))

    def has_come(self, row: Any, now: datetime) -> bool:
        """Asked again of the present row: an agent may have come back since."""
        return row.pk in self.ends(self.rows().filter(pk=row.pk), now)

    def act(self, row: Any, tick: Tick) -> Answer:
        if not self.has_come(row, tick.now):
            return Dropped()
        self.erase(row.pk)
        return Acted("erased")

    def is_too_much(self, now: datetime) -> bool:
        """More than ten, and more than five in a hundred, in one run."""
        over = len(self.over(now))
        return over > FLOOR and over > self.rows().count() * PERCENT // 100


def requests_end(rows: QuerySet[RightsRequest], before: datetime) -> dict[UUID, datetime]:
    """Five years after the answer, or after the end of what was granted (R10).

    A limitation that still holds its case is not over, whatever its age.
    """
    holds = Q(kind=RightKind.LIMITATION, outcome__in=sorted(ACCEPTED))
    answered = rows.filter(Q(state=RightsState.CLOSE) | Q(state=RightsState.REPONDUE) & ~holds)
    last = Greatest(F("answered_on"), Coalesce("closed_on", "answered_on"))
    near = timezone.localdate(before) - AFTER_ANSWER + LEAP
    old = answered.annotate(last=last).filter(last__lte=near).values_list("pk", "last")
    return _come({pk: midnight(last + AFTER_ANSWER) for pk, last in old}, before)


def sheets_end(rows: QuerySet[Seance], before: datetime) -> dict[UUID, datetime]:
    """Three years after the séance, as the archives of what was examined there."""
    near = before - AFTER_SEANCE + LEAP
    old = rows.filter(attendances__isnull=False, held_at__lte=near).distinct()
    ends = {pk: held_at + AFTER_SEANCE for pk, held_at in old.values_list("pk", "held_at")}
    return _come(ends, before)


def signatures_end(rows: QuerySet[CharteSignature], before: datetime) -> dict[UUID, datetime]:
    """Six years after the last function that this charte binds; after the signature without one."""
    hats = Designation.objects.filter(
        Q(cellule=OuterRef("charte__circle_id")) | Q(cellule=None), user=OuterRef("user")
    )
    return _after_function(rows, hats, Coalesce("ended", "valid_until"), before)


def accounts_end(rows: QuerySet[User], before: datetime) -> dict[UUID, datetime]:
    """Six years after the last function; after its creation for an account that never had one."""
    hats = Designation.objects.filter(user=OuterRef("pk"))
    living = rows.exclude(email__endswith=f"@{departures.DOMAIN}")
    return _after_function(living, hats, Coalesce("ended", "created_at"), before)


def _after_function(
    rows: QuerySet[Any], hats: QuerySet[Designation], end: Coalesce, before: datetime
) -> dict[UUID, datetime]:
    # Of one agent and nobody else: grouped by them, whatever the order of the table.
    ended = hats.order_by().values("user").annotate(last=Max("until")).values("last")
    gone = rows.exclude(Exists(hats.filter(until=None))).annotate(ended=Subquery(ended), end=end)
    old = gone.filter(end__lte=before - AFTER_FUNCTION + LEAP).values_list("pk", "end")
    return _come({pk: end + AFTER_FUNCTION for pk, end in old}, before)


def _come(ends: dict[UUID, datetime], before: datetime) -> dict[UUID, datetime]:
    return {pk: end for pk, end in ends.items() if end <= before}


TERMS = (
    Term(
        Rule.DEMANDE,
        RightsRequest,
        partial(RightsRequest.objects.for_system, "their term"),
        requests_end,
        lambda pk: lapses.erase_rights_request(request_id=pk),
    ),
    Term(
        Rule.PRESENCES,
        Seance,
        Seance.objects.all,
        sheets_end,
        lambda pk: departures.forget_attendance(seance_id=pk),
    ),
    Term(
        Rule.ADHESION,
        CharteSignature,
        CharteSignature.objects.all,
        signatures_end,
        lambda pk: departures.forget_signature(signature_id=pk),
    ),
    Term(
        Rule.DEPART,
        User,
        User.objects.all,
        accounts_end,
        lambda pk: departures.forget_agent(user_id=pk),
    ),
)


def register() -> None:
    """Say to the timers what ends each of them, and when it would be too many."""
    for term in TERMS:
        timers.register(term.rule, rows=term.rows, act=term.act, foresees=term.has_come)
        timers.register_sweep(term.rule, term.sweep)
        ticking.register_guard(Guard(frozenset({term.rule}), term.is_too_much))
