"""What was given up, by kind: read, left again, or closed. No recipient, no row, no object.

Whoever runs the installation decides; ``veille.services.dead_letters`` holds the acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Coalesce

from notifications.choices import MessageKind, WorkKind
from notifications.models import DeliveryState, OutboxMessage, OutboxWork, WorkState

MESSAGE, WORK = "message", "work"


@dataclass(frozen=True, slots=True)
class Dead:
    """The dead letters of one kind: how many, since when, tried how many times at most."""

    family: str
    kind: str
    label: str
    count: int
    since: datetime
    attempts: int

    @property
    def code(self) -> str:
        """What a form sends back: « message.bilan_expected »."""
        return f"{self.family}.{self.kind}"


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind: how many rows in each state (value of the state, count)."""

    family: str
    label: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Oldest:
    """What has been due the longest, of both tables; how many rows are due."""

    since: datetime | None
    due: int


def found() -> list[Dead]:
    """Messages then works that were given up, oldest first in each. Two queries."""
    made = []
    for family, rows in _families():
        dead = rows.filter(state=DeliveryState.DEAD).order_by().values_list("kind")
        counted = dead.annotate(Count("pk"), Min("created_at"), Max("attempts"))
        made += [Dead(family, kind, _label(family, kind), *rest) for kind, *rest in counted]
    return sorted(made, key=lambda dead: (dead.family, dead.since))


def tallies() -> list[Tally]:
    """Every kind that has a row, and its rows by state. Two queries."""
    made: dict[tuple[str, str], dict[str, int]] = {}
    for family, rows in _families():
        counted = rows.order_by().values_list("kind", "state").annotate(count=Count("pk"))
        for kind, state, count in counted:
            made.setdefault((family, _label(family, kind)), {})[state] = count
    return [Tally(family, label, counts) for (family, label), counts in sorted(made.items())]


def oldest(now: datetime) -> Oldest:
    """What is due and has not left: nobody sends when this grows old. Two queries."""
    since, due = [], 0
    works = OutboxWork.objects.filter(state=WorkState.WAITING, not_before__lte=now)
    # A message held for its hour is not late.
    messages = OutboxMessage.objects.due(now).annotate(free=Coalesce("held_until", "not_before"))
    for read in (
        messages.order_by().aggregate(first=Min("free"), count=Count("pk")),
        works.order_by().aggregate(first=Min("not_before"), count=Count("pk")),
    ):
        due += read["count"]
        since += [read["first"]] if read["first"] else []
    return Oldest(min(since, default=None), due)


def leave_again(kind: str, now: datetime) -> int:
    """Let the dead messages of a kind leave now, as if never tried; how many.

    Their readers are asked again as they leave. For a transaction.
    """
    dead = OutboxMessage.objects.filter(kind=kind, state=DeliveryState.DEAD)
    return dead.update(state=DeliveryState.WAITING, attempts=0, not_before=now)


def close(family: str, kind: str) -> int:
    """Nobody will try again, and nobody is alarmed any more; how many. For a transaction."""
    if family == MESSAGE:
        messages = OutboxMessage.objects.filter(kind=kind, state=DeliveryState.DEAD)
        return messages.update(state=DeliveryState.DROPPED)
    if family == WORK:
        works = OutboxWork.objects.filter(kind=kind, state=WorkState.DEAD)
        return works.update(state=WorkState.DROPPED)
    return 0


def _families() -> list[tuple[str, QuerySet[OutboxMessage] | QuerySet[OutboxWork]]]:
    return [(MESSAGE, OutboxMessage.objects.all()), (WORK, OutboxWork.objects.all())]


def _label(family: str, kind: str) -> str:
    kinds = MessageKind if family == MESSAGE else WorkKind
    # A kind that a later version no longer knows is still a row.
    return str(kinds(kind).label) if kind in kinds.values else kind
