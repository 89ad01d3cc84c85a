"""Every ladder of reminders: who is told again, and who above, of what has not been done."""

from __future__ import annotations

from uuid import UUID

from casework.clock.case_ladders import OF_CASES
from casework.clock.place_ladders import OF_PLACES
from notifications.models import Timer

LADDERS = {str(ladder.rule): ladder for ladder in (*OF_CASES, *OF_PLACES)}


def is_answered(event: UUID) -> bool:
    """Whether a message was left by a ladder for a row that waits no more."""
    left = Timer.objects.filter(pk=event, rule__in=LADDERS).values_list("rule", "target_id").first()
    return left is not None and not LADDERS[left[0]].still_waits(left[1])


def register() -> None:
    """Each ladder has its sweep: no act schedules it."""
    for ladder in LADDERS.values():
        ladder.register()
