"""A day as the clock sees it: what it runs, what it tells, what it still waits for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from casework.deadlines import midnight
from casework.models import Case
from confidentiality.choices import Role
from confidentiality.models import User
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from notifications.timers import Run
from tests.veille import factories
from veille.models import Cellule

TODAY = timezone.localdate()


def tick(day: date) -> Run:
    """One run at the first minutes of a day."""
    return timers.run_due(midnight(day) + timedelta(minutes=5))


def again(case: Case) -> Case:
    found: Case = Case.objects.for_system("test").get(pk=case.pk)
    return found


def planned(row: Any) -> dict[str, date]:
    return {timer.rule: timezone.localdate(timer.due_at) for timer in timers.waiting_of(row.pk)}


def told(kind: MessageKind) -> set[User]:
    return {message.recipient for message in OutboxMessage.objects.filter(kind=kind)}


def holder(role: Role, place: Cellule) -> User:
    return factories.agent(role, place, days=(-400, 4000)).user
