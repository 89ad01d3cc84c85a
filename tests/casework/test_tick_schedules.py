"""The same days lived otherwise: twice, late, by leaps of two days, ahead then back. Same effects.

Around the two nights on which the clocks of France change, and 29 February.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from casework.choices.lists import FreezeReason
from casework.models import Case
from casework.timers import refresh
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import Event
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer, TimerState
from tests.casework import factories as people
from tests.casework.days import holder
from veille.models import Cellule

pytestmark = pytest.mark.django_db

# The alert of a young person not yet informed comes twenty days after, its end thirty days after,
# the reminder of the agenda forty-five days after. A night, and which of them falls on it.
NIGHTS = {
    "clocks back": (date(2026, 10, 25), 20),
    "clocks forward": (date(2027, 3, 28), 45),
    "29 February": (date(2028, 2, 29), 30),
}
LASTS = 46
NEAR = [day + gap for day in (20, 30, 45) for gap in (-1, 0, 1)]
SCHEDULES = {
    "each night, twice": [day for day in NEAR for _ in range(2)],
    "every other night": list(range(0, LASTS + 2, 2)),
    "late, twice": [LASTS, LASTS],
    # A clock two days ahead, then put right: what it did is not done again.
    "ahead, then back": [day + gap for day in NEAR for gap in (2, 0)],
}


def lived(start: date, days: list[int]) -> None:
    """One run for each day, at an hour that the clocks skip or repeat in France."""
    for each in days:
        moment = datetime.combine(start + timedelta(days=each), time(2, 30))
        timers.run_due(timezone.make_aware(moment))


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_each_effect_comes_once(place: Cellule, night: str, schedule: str) -> None:
    for role in (Role.COORDONNATEUR, Role.MAIRE, Role.DPO):
        holder(role, place)
    day, after = NIGHTS[night]
    start = day - timedelta(days=after)
    uninformed = people.case(place, opened_on=start)
    informed = people.case(place, opened_on=start, informed_on=start)
    for case in (uninformed, informed):
        refresh(case)

    lived(start, SCHEDULES[schedule])

    told = Counter(OutboxMessage.objects.values_list("kind", flat=True))
    assert told[MessageKind.INFORMATION_EXPECTED] == 1
    assert told[MessageKind.CASE_FROZEN] == 2
    assert told[MessageKind.AGENDA_EXPECTED] == 1
    cases = Case.objects.for_system("test")
    assert cases.get(pk=uninformed.pk).freeze_code == FreezeReason.INFORMATION
    assert cases.get(pk=informed.pk).freeze_code == ""
    assert Event.objects.filter(act="case.freeze").count() == 1
    done = Timer.objects.filter(state=TimerState.DONE, target_id=informed.pk)
    assert list(done.values_list("rule", flat=True)) == [Rule.AGENDA]
