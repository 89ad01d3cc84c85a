"""The frame of every handler: computed again from the present state, on its day or later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from casework.deadlines import midnight
from casework.timers.computing import Days, wakes_on
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import User
from notifications.choices import MessageKind
from notifications.outbox import leave
from notifications.timers import Acted, Answer, Dropped, Foresight, Handler, Later, Tick
from veille.sight import in_their_place

AT_ONCE = timedelta(0)
Work = Callable[[Any, Tick], str]


def on_its_day(rule: Rule, days_of: Callable[[Any], Days], work: Work) -> Handler:
    """A handler that does ``work`` (and names its outcome) only if the day has really come."""

    def handle(row: Any, tick: Tick) -> Answer:
        today = timezone.localdate(tick.now)
        day = days_of(row).get(rule)
        if day is None:
            return Dropped()
        if day > today:
            return Later(midnight(wakes_on(rule, day, today)))
        return Acted(work(row, tick))

    return handle


def has_come(rule: Rule, days_of: Callable[[Any], Days]) -> Foresight:
    """Whether the day has really come, asked without doing anything."""

    def ask(row: Any, now: datetime) -> bool:
        day = days_of(row).get(rule)
        return day is not None and day <= timezone.localdate(now)

    return ask


def remind(kind: MessageKind, recipients: Iterable[User], tick: Tick) -> str:
    """Tell each of them once, at once: nothing is taken back of what a day brings."""
    tell(kind, recipients, tick.timer_id)
    return "reminded"


def tell(kind: MessageKind, recipients: Iterable[User], event: UUID) -> None:
    """The same, under an event of one’s own."""
    for recipient in {user.pk: user for user in recipients}.values():
        leave(kind=kind, recipient=recipient, event=event, delay=AT_ONCE)


def holders(role: Role, tick: Tick, **scope: object) -> list[User]:
    """Agents who hold a role that day, for a cellule or a collectivité."""
    held = in_their_place(role, tick.now).filter(**scope)
    return [designation.user for designation in held.select_related("user")]
