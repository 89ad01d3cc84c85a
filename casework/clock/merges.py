"""What a day brings to a merger: the identity set aside is erased."""

from __future__ import annotations

from datetime import datetime

from casework.models import Merge
from casework.services import merges
from casework.timers.rules import Rule
from notifications import timers
from notifications.timers import Acted, Answer, Dropped, Later, Tick


def merge_is_final(made: Merge, tick: Tick) -> Answer:
    """Thirty days after the decision, unless it was undone."""
    if made.undone_at is not None or made.ended_at is not None:
        return Dropped()
    if tick.now < made.until:
        return Later(made.until)
    merges.finish(merge_id=made.pk, at=tick.now)
    return Acted("erased")


def sweep_merges(now: datetime) -> None:
    """Those that are not final yet, should their timer have been lost with a restored table."""
    waiting = Merge.objects.filter(undone_at=None, ended_at=None)
    timers.keep_all(Rule.REUNION, Merge, dict(waiting.values_list("pk", "until")))


def register() -> None:
    """Say to the timers what the end of the thirty days does."""
    timers.register_sweep(Rule.REUNION, sweep_merges)
    timers.register(Rule.REUNION, rows=Merge.objects.all, act=merge_is_final)
