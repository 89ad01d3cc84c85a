"""What acts leave behind them and nobody reads any more: swept before each run, a little at a time.

Rows without a timer: they are many, each of them proves nothing, and a run that stops half-way is
finished by the next one. A clock in doubt sweeps nothing (``notifications.ticking``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from casework.models import PaperBatch, Search
from confidentiality import journal
from confidentiality.journal_retention import first_kept
from confidentiality.models import ActKey, JointAct, KeptForm
from notifications import timers
from notifications.models import DeliveryState, OutboxMessage, OutboxWork, WorkState

# Far longer than a form may be sent twice, or a work tried again.
ACT_LASTS = timedelta(days=7)
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Leftover:
    """One table, and those of its rows that are over at a moment. ``told``: counted in a line."""

    code: str
    over: Callable[[datetime], QuerySet[Any]]
    told: bool = False

    def sweep(self, now: datetime) -> int:
        """Delete what is over, a thousand rows at most; how many. Two queries, one when nothing."""
        old = self.over(now)
        gone = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if gone:
            old.model._base_manager.filter(pk__in=gone).delete()
        if gone and self.told:
            journal.record(
                actor=None,
                action="leftovers.erase",
                chain_id=journal.HOUSE,
                kind=self.code,
                count=len(gone),
            )
        return len(gone)


def searches(now: datetime) -> QuerySet[Search]:
    """Answers that nobody may read again."""
    return Search.objects.filter(until__lte=now)


def papers(now: datetime) -> QuerySet[PaperBatch]:
    """Jobs whose day is over, with their lines and their file: the journal has the numbers."""
    return PaperBatch.objects.filter(until__lte=now)


def forms(now: datetime) -> QuerySet[ActKey]:
    """Forms that nobody can send a second time any more."""
    return ActKey.objects.filter(created_at__lte=now - ACT_LASTS)


def kept_forms(now: datetime) -> QuerySet[KeptForm]:
    """What was typed in a form that came too late, and that its author did not come back for."""
    return KeptForm.objects.filter(until__lte=now)


def works(now: datetime) -> QuerySet[OutboxWork]:
    """Works done or given up."""
    over = OutboxWork.objects.exclude(state=WorkState.WAITING)
    return over.filter(created_at__lte=now - ACT_LASTS)


def messages(now: datetime) -> QuerySet[OutboxMessage]:
    """Sent, cancelled or given up, and as old as the end of the journal."""
    over = OutboxMessage.objects.exclude(state=DeliveryState.WAITING)
    return over.filter(created_at__lt=first_kept(now))


def joint_acts(now: datetime) -> QuerySet[JointAct]:
    """Asked for by two, done or not, and as old as the end of the journal that tells them."""
    return JointAct.objects.filter(until__lt=first_kept(now))


def sessions(now: datetime) -> QuerySet[Session]:
    """Sessions over, with the hat, the fresh confirmation and the secret that they held."""
    return Session.objects.filter(expire_date__lte=now)


LEFTOVERS = (
    Leftover("searches", searches),
    Leftover("papers", papers),
    Leftover("forms", forms),
    Leftover("kept_forms", kept_forms),
    Leftover("works", works),
    Leftover("messages", messages, told=True),
    Leftover("joint_acts", joint_acts, told=True),
    Leftover("sessions", sessions),
)


def register() -> None:
    """Each has its sweep: one that fails does not hold the others."""
    for each in LEFTOVERS:
        timers.register_sweep(f"leftovers.{each.code}", partial(_sweep, each))


def _sweep(each: Leftover, now: datetime) -> None:
    each.sweep(now)
