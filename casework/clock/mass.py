"""How many cases may end in one run before somebody is asked."""

from __future__ import annotations

from datetime import datetime

from casework.models import Case
from casework.timers.rules import ENDING
from notifications import timers
from notifications.models import Timer, TimerState

# A small cellule ends its few cases of one day without being asked.
FLOOR = 10
PERCENT = 5


def ends_too_many(now: datetime) -> bool:
    """More than five cases in a hundred, and more than ten, would become unreadable at once."""
    may_end = max(FLOOR, Case.objects.for_system("mass guard").count() * PERCENT // 100)
    awake = Timer.objects.filter(state=TimerState.WAITING, due_at__lte=now, rule__in=ENDING)
    # Many wake up for nothing (a birthday of the year, a missing visa): looked at one by one only
    # when they could be too many.
    return awake.count() > may_end and timers.foreseen(ENDING, now).total() > may_end
