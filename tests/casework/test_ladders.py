"""Reminders that go up by steps: any steps, any days on which the clock runs, each told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.clock.ladders import Ladder, Recipients, Rung
from casework.deadlines import midnight
from casework.timers.rules import Rule
from confidentiality.models import User
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer
from tests.casework.climbed import alone, messages
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db

K = MessageKind
KINDS = (K.TASK_NEAR, K.TASK_LATE, K.TASK_ESCALATED)
# The clocks of France go back, then forward; 29 February; a year that begins.
DAYS = (date(2026, 10, 25), date(2027, 3, 28), date(2028, 2, 29), date(2027, 1, 1))
# The second one does not exist on a night of March, and comes twice on one of October.
HOURS = (time(0, 5), time(2, 30), time(23, 50))

steps = st.lists(
    st.tuples(st.integers(-20, 20), st.sampled_from(KINDS), st.integers(0, 2)),
    min_size=1,
    max_size=5,
)
# Any order: late, twice, ahead then back.
moments = st.lists(
    st.tuples(st.integers(-25, 30), st.sampled_from(HOURS)), min_size=1, max_size=8
).flatmap(st.permutations)


def to(reader: User) -> Recipients:
    return lambda row, tick: [reader]


def ladder(
    place: Cellule,
    days: list[date],
    rungs: tuple[Rung, ...],
    waits: Callable[[], bool] = lambda: True,
) -> Ladder:
    return Ladder(
        Rule.ACTION,
        Cellule,
        lambda: Cellule.objects.filter(pk=place.pk) if waits() else Cellule.objects.none(),
        lambda rows, now: {row.pk: days for row in rows},
        rungs,
    )


def expected(
    day: date, rungs: tuple[Rung, ...], ran: list[datetime]
) -> Counter[tuple[str, Recipients]]:
    """What must have been told, said without any timer: the last step come for each function."""
    told: Counter[tuple[str, Recipients]] = Counter()
    reached: datetime | None = None
    for now in ran:
        come = sorted({midnight(day + timedelta(days=each.after)) for each in rungs})
        come = [moment for moment in come if moment <= now]
        if not come or (reached is not None and come[-1] <= reached):
            continue
        latest = {}
        for moment in come:
            if reached is None or moment > reached:
                for each in rungs:
                    if midnight(day + timedelta(days=each.after)) == moment:
                        latest[each.told] = each.kind
        told.update((kind, reader) for reader, kind in latest.items())
        reached = come[-1]
    return told


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.sampled_from(DAYS), steps=steps, at=moments)
def test_each_step_is_told_once_whenever_the_clock_runs(
    place: Cellule,
    readers: list[User],
    day: date,
    steps: list[tuple[int, MessageKind, int]],
    at: list[tuple[int, time]],
) -> None:
    told = [to(user) for user in readers]
    rungs = tuple(Rung(after, kind, told[who]) for after, kind, who in steps)
    ran = [
        timezone.make_aware(datetime.combine(day + timedelta(days=each), hour)) for each, hour in at
    ]
    OutboxMessage.objects.all().delete()
    Timer.objects.all().delete()

    with alone(ladder(place, [day], rungs)):
        for now in ran:
            timers.run_due(now)

    names = {told[which]: user for which, user in enumerate(readers)}
    wanted = Counter(
        {(str(kind), names[reader]): n for (kind, reader), n in expected(day, rungs, ran).items()}
    )
    assert messages() == wanted
    # Once each day is past, and run again: nobody is left who was not told, nobody is told twice.
    with alone(ladder(place, [day], rungs)):
        timers.run_due(midnight(day + timedelta(days=40)))
        whole = messages()
        timers.run_due(midnight(day + timedelta(days=40)))
    assert messages() == whole
    assert {user for _, user in whole} == {readers[who] for _, _, who in steps}


@pytest.fixture
def readers() -> list[User]:
    return [factories.user() for _ in range(3)]


class TestMoves:
    def rungs(self, reader: User) -> tuple[Rung, ...]:
        told = to(reader)
        return Rung(-3, K.TASK_NEAR, told), Rung(1, K.TASK_LATE, told)

    def test_a_deadline_that_moves_moves_the_steps_that_are_left(
        self, place: Cellule, readers: list[User]
    ) -> None:
        day = DAYS[0]
        days = [day]
        with alone(ladder(place, days, self.rungs(readers[0]))):
            timers.run_due(midnight(day - timedelta(days=3)))
            days[0] = day + timedelta(days=30)
            counts = []
            for offset in (1, 26, 27, 30, 31, 45):
                timers.run_due(midnight(day + timedelta(days=offset)))
                counts.append(OutboxMessage.objects.count())

        assert counts == [1, 1, 2, 2, 3, 3]

    def test_what_is_answered_stops_its_reminders(
        self, place: Cellule, readers: list[User]
    ) -> None:
        waits = [True]
        with alone(ladder(place, [DAYS[0]], self.rungs(readers[0]), lambda: waits[0])):
            timers.run_due(midnight(DAYS[0] - timedelta(days=3)))
            waits[0] = False
            for offset in (0, 1, 5):
                timers.run_due(midnight(DAYS[0] + timedelta(days=offset)))

        assert list(messages()) == [(K.TASK_NEAR, readers[0])]

    def test_a_row_without_a_day_is_left_alone(self, place: Cellule, readers: list[User]) -> None:
        with alone(ladder(place, [], self.rungs(readers[0]))):
            timers.run_due(midnight(DAYS[0]))

        assert not Timer.objects.exists()
        assert not messages()
