"""What a day brings to a merger: the identity set aside is erased."""

from __future__ import annotations

from datetime import datetime

from casework.models import Merge
from casework.services import merges
from casework.timers.rules import Rule
from notifications import timers
from notifications.timers import Acted, Answer, Dropped, Later, Tick


def merge_is_final(made: Merge, tick: Tick) -> Answer:
    """Thirty days after the decision, unless it was undone.

    Looked at each day until then: the representatives of the identity set aside go on their own
    day (I27), which the table of timers must not tell.
    """
    if made.undone_at is not None or made.ended_at is not None:
        return Dropped()
    if tick.now < made.until:
        merges.erase_representatives_of_age(merge_id=made.pk, at=tick.now)
        return Later(merges.next_look(made, tick.now))
    merges.finish(merge_id=made.pk, at=tick.now)
    return Acted("erased")


def something_is_due(made: Merge, now: datetime) -> bool:
    """Whether a run at this moment would erase anything."""
    if made.undone_at is not None or made.ended_at is not None:
        return False
    return made.until <= now or merges.representatives_are_due(made, now)


def sweep_merges(now: datetime) -> None:
    """Those that are not final yet, should their timer have been lost with a restored table."""
    waiting = Merge.objects.filter(undone_at=None, ended_at=None)
    wanted = {made.pk: merges.next_look(made, now) for made in waiting}
    timers.keep_all(Rule.REUNION, Merge, wanted)


def register() -> None:
    """Say to the timers what the end of the thirty days does."""
    timers.register_sweep(Rule.REUNION, sweep_merges)
    timers.register(
        Rule.REUNION, rows=Merge.objects.all, act=merge_is_final, foresees=something_is_due
    )
