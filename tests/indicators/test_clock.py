"""Before the closing of a year: two reminders, to those who have something left."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from indicators import clock
from indicators.models import Plan
from indicators.plans import followed
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer, TimerState
from notifications.timers import Acted, Dropped, Later, Tick
from tests.indicators.plans import declare, loaded, moment, pilot
from veille.choices import OrganisationKind

pytestmark = pytest.mark.django_db
FIRST, SECOND = moment(2026, 3, 1), moment(2026, 3, 21)


@pytest.fixture(autouse=True)
def plan(tmp_path: Path) -> Plan:
    return loaded(tmp_path)


def due_at(now: datetime) -> str:
    """The day for which a sweep at this moment schedules the rule."""
    Timer.objects.all().delete()
    clock.sweep(now)
    return Timer.objects.get(rule=clock.RULE).due_at.astimezone(now.tzinfo).date().isoformat()


def woken(plan: Plan, now: datetime) -> object:
    clock.sweep(now)
    timer = Timer.objects.get(rule=clock.RULE, state=TimerState.WAITING)
    return clock.remind(plan, Tick(now, timer.pk, timer.due_at))


def told() -> list[str]:
    return sorted(OutboxMessage.objects.values_list("recipient__email", flat=True))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (moment(2026, 1, 5), "2026-03-01"),
        (FIRST, "2026-03-01"),
        (moment(2026, 3, 20), "2026-03-01"),
        (SECOND, "2026-03-21"),
        (moment(2026, 4, 1), "2027-03-01"),
    ],
)
def test_the_reminders_are_thirty_and_ten_days_before_the_closing(now: datetime, day: str) -> None:
    assert due_at(now) == day


def test_each_reminder_is_given_once(plan: Plan) -> None:
    for now in (FIRST, FIRST, SECOND):
        clock.sweep(now)
    assert Timer.objects.filter(rule=clock.RULE).count() == 1
    Timer.objects.update(state=TimerState.DONE, done_at=SECOND)
    clock.sweep(SECOND)

    assert not Timer.objects.filter(state=TimerState.WAITING).exists()


def test_those_who_have_something_left_are_told_and_the_others_are_not(plan: Plan) -> None:
    dasen, spip = pilot(days=(-400, 4000)), pilot(OrganisationKind.SPIP, days=(-400, 4000))
    pilot(OrganisationKind.BAILLEUR, days=(-400, 4000))
    declare(spip, "1-2.a", 4, year=2025)

    assert woken(plan, FIRST) == Acted("reminded")

    assert told() == [dasen.user.email]
    assert OutboxMessage.objects.get().kind == MessageKind.DECLARATIONS_EXPECTED


def test_a_designation_that_ended_is_told_nothing(plan: Plan) -> None:
    pilot(days=(-400, -300))

    woken(plan, FIRST)

    assert told() == []


def test_nothing_is_told_before_the_day_nor_after_the_closing(plan: Plan) -> None:
    pilot(days=(-400, 4000))

    assert isinstance(woken(plan, moment(2026, 2, 1)), Later)
    assert isinstance(woken(plan, moment(2026, 4, 2)), Later)
    assert told() == []


def test_a_plan_that_is_no_longer_followed_is_dropped(plan: Plan, tmp_path: Path) -> None:
    clock.sweep(FIRST)
    timer = Timer.objects.get(rule=clock.RULE)
    loaded(tmp_path, title="Corrigé")

    assert clock.remind(plan, Tick(FIRST, timer.pk, timer.due_at)) == Dropped()


def test_without_a_plan_nothing_is_scheduled() -> None:
    assert followed(moment(2019, 6, 1).date()) is None
    clock.sweep(moment(2019, 6, 1))

    assert not Timer.objects.exists()
