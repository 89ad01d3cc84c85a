"""Timers: claimed one by one, acted on once, harmless when they are late, double or failing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from confidentiality.models import Circle
from notifications import timers
from notifications.models import Timer, TimerState
from notifications.timers import Acted, Answer, Dropped, Later, Result, Tick
from tests.notifications.planned import NOON, OTHER, RULE, Handler, due


@pytest.mark.django_db
class TestRun:
    def test_what_is_due_is_done_once(self, handler: Handler) -> None:
        timer = due()

        runs = [timers.run_due(NOON), timers.run_due(NOON + timedelta(days=400))]

        timer.refresh_from_db()
        assert handler.calls == [timer.target_id]
        assert (timer.state, timer.done_at, timer.outcome) == (TimerState.DONE, NOON, "done")
        assert [run.total(Result.ACTED) for run in runs] == [1, 0]

    def test_what_is_not_due_waits(self, handler: Handler) -> None:
        due(NOON + timedelta(seconds=1))

        assert timers.run_due(NOON).counts == {}
        assert handler.calls == []

    def test_a_day_that_has_moved_is_kept_for_later(self, handler: Handler) -> None:
        timer = due()
        handler.answer = Later(NOON + timedelta(days=3))

        run = timers.run_due(NOON)

        timer.refresh_from_db()
        assert run.counts[RULE][Result.LATER] == 1
        assert (timer.state, timer.due_at) == (TimerState.WAITING, NOON + timedelta(days=3))
        assert timer.done_at is None

    def test_a_rule_that_no_longer_applies_is_dropped(self, handler: Handler) -> None:
        timer = due()
        handler.answer = Dropped()

        timers.run_due(NOON)

        timer.refresh_from_db()
        assert timer.state == TimerState.DROPPED

    def test_the_timer_of_a_row_that_is_gone_is_dropped(self, handler: Handler) -> None:
        timer = due()
        Circle.objects.all().delete()

        assert timers.run_due(NOON).counts[RULE][Result.DROPPED] == 1
        timer.refresh_from_db()
        assert timer.state == TimerState.DROPPED
        assert handler.calls == []

    def test_a_failure_stops_nobody_and_is_tried_again(
        self, handler: Handler, caplog: pytest.LogCaptureFixture
    ) -> None:
        first, second = due(NOON - timedelta(days=2)), due(NOON - timedelta(days=1))
        handler.failing = {first.target_id}

        run = timers.run_due(NOON)

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, first.attempts) == (TimerState.WAITING, 1)
        assert second.state == TimerState.DONE
        assert run.counts[RULE] == {Result.FAILED: 1, Result.ACTED: 1}
        assert "ValueError" in caplog.text
        assert "Canari" not in caplog.text

        handler.failing = set()
        timers.run_due(NOON)
        first.refresh_from_db()
        assert first.state == TimerState.DONE

    def test_those_that_fail_wait_behind_the_others(self, handler: Handler) -> None:
        failing = due(NOON - timedelta(days=9))
        handler.failing = {failing.target_id}
        timers.run_due(NOON)
        fresh = due()

        timers.run_due(NOON, limit=1)

        fresh.refresh_from_db()
        assert fresh.state == TimerState.DONE

    def test_what_a_failing_handler_wrote_is_undone(self, handler: Handler) -> None:
        target = due()
        made: list[Circle] = []

        def act(row: Circle, tick: Tick) -> Answer:
            made.append(Circle.objects.create())
            raise ValueError

        timers.register(RULE, rows=Circle.objects.all, act=act)
        timers.run_due(NOON)

        assert len(made) == 1
        assert list(Circle.objects.values_list("pk", flat=True)) == [target.target_id]

    def test_a_handler_may_schedule_its_own_rule_again(self, handler: Handler) -> None:
        def act(row: Circle, tick: Tick) -> Answer:
            timers.reconcile(row, {RULE: NOON + timedelta(days=90)})
            return Acted("asked")

        timers.register(RULE, rows=Circle.objects.all, act=act)
        timer = due()

        timers.run_due(NOON)

        [waiting] = timers.waiting_of(timer.target_id)
        assert waiting.due_at == NOON + timedelta(days=90)
        timer.refresh_from_db()
        assert timer.state == TimerState.DONE

    def test_the_answer_of_a_handler_stands_over_what_it_scheduled(self, handler: Handler) -> None:
        def act(row: Circle, tick: Tick) -> Answer:
            timers.reconcile(row, {RULE: NOON - timedelta(days=2)})
            return Later(NOON + timedelta(days=1))

        timers.register(RULE, rows=Circle.objects.all, act=act)
        timer = due()

        assert timers.run_due(NOON).counts[RULE][Result.LATER] == 1
        [waiting] = timers.waiting_of(timer.target_id)
        assert waiting.due_at == NOON + timedelta(days=1)

    def test_a_handler_may_erase_the_row_and_its_timers(self, handler: Handler) -> None:
        def act(row: Circle, tick: Tick) -> Answer:
            timers.forget([row.pk])
            row.delete()
            return Acted("erased")

        timers.register(RULE, rows=Circle.objects.all, act=act)
        due()

        assert timers.run_due(NOON).counts[RULE][Result.ACTED] == 1
        assert not Timer.objects.exists()

    def test_an_unknown_rule_is_left_alone(self, handler: Handler) -> None:
        timer = due(rule="ancienne_regle")

        assert timers.run_due(NOON).counts == {}
        timer.refresh_from_db()
        assert timer.state == TimerState.WAITING

    def test_a_sweep_that_fails_is_reported_and_stops_nobody(self, handler: Handler) -> None:
        def look(now: datetime) -> None:
            raise ValueError

        timers.register_sweep("balayage", look)
        due()

        run = timers.run_due(NOON)

        assert run.counts["balayage"][Result.FAILED] == 1
        assert run.counts[RULE][Result.ACTED] == 1

    def test_it_stops_when_its_time_is_over(
        self, handler: Handler, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ticks = iter(range(0, 1000, 10))
        monkeypatch.setattr(timers, "monotonic", lambda: next(ticks))
        for _ in range(5):
            due()

        timers.run_due(NOON, seconds=25)

        assert len(handler.calls) == 2


@pytest.mark.django_db
class TestKeeping:
    def test_nothing_that_changes_costs_one_query(
        self, handler: Handler, django_assert_num_queries: object
    ) -> None:
        target = Circle.objects.create()
        wanted = {RULE: NOON, OTHER: NOON + timedelta(days=1)}
        assert timers.reconcile(target, wanted) == 2

        with django_assert_num_queries(1):  # type: ignore[operator]
            assert timers.reconcile(target, wanted) == 0

    def test_it_moves_adds_and_drops(self, handler: Handler) -> None:
        target = Circle.objects.create()
        timers.reconcile(target, {RULE: NOON, "tierce": NOON})

        later = NOON + timedelta(days=5)
        assert timers.reconcile(target, {RULE: later, OTHER: NOON}) == 3

        kept = {timer.rule: timer.due_at for timer in timers.waiting_of(target.pk)}
        assert kept == {OTHER: NOON, RULE: later}

    def test_a_moment_already_dealt_with_is_not_scheduled_again(self, handler: Handler) -> None:
        timer = due()
        timers.run_due(NOON)
        target = Circle.objects.get(pk=timer.target_id)

        assert timers.reconcile(target, {RULE: NOON}) == 0
        assert timers.reconcile(target, {RULE: NOON + timedelta(days=1)}) == 1
        assert len(handler.calls) == 1

    def test_one_rule_for_many_rows(self, handler: Handler) -> None:
        rows = [Circle.objects.create() for _ in range(3)]
        wanted = {row.pk: NOON for row in rows}

        assert timers.keep_all(RULE, Circle, wanted) == 3
        assert timers.keep_all(RULE, Circle, wanted) == 0
        timers.run_due(NOON)
        assert timers.keep_all(RULE, Circle, wanted) == 0
        moved = {rows[0].pk: NOON + timedelta(days=1)}
        assert timers.keep_all(RULE, Circle, moved) == 1
        assert timers.keep_all(RULE, Circle, {}) == 0

    def test_one_rule_is_dropped(self, handler: Handler) -> None:
        timer = due()

        assert timers.drop(RULE, timer.target_id) == 1
        assert timers.drop(RULE, timer.target_id) == 0
        assert timers.run_due(NOON).counts == {}


def test_a_timer_names_nobody() -> None:
    assert str(Timer(id=uuid4(), rule=RULE, due_at=NOON)).startswith("échéance ")
