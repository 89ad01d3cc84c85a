"""Work left with an act: done once, apart, by whoever is there; put off, then given up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from notifications import tasks, work
from notifications.choices import WorkKind
from notifications.models import OutboxWork, WorkState

pytestmark = pytest.mark.django_db


class Hands:
    """What was done, and to what; fails on demand."""

    def __init__(self) -> None:
        self.done: list[UUID] = []
        self.given_up: list[UUID] = []
        self.failing = False

    def run(self, target_id: UUID) -> None:
        if self.failing:
            raise RuntimeError("Dupont")
        self.done.append(target_id)


@pytest.fixture
def hands() -> Iterator[Hands]:
    made, known = Hands(), dict(work._bindings)
    work.register(WorkKind.EXPORT, run=made.run, give_up=made.given_up.append)
    yield made
    work._bindings.update(known)


def left(target_id: UUID | None = None) -> OutboxWork:
    with transaction.atomic():
        return work.leave(WorkKind.EXPORT, target_id or uuid4())


def test_what_is_left_is_done_once(hands: Hands) -> None:
    waiting = left()

    assert (work.run_due(), work.run_due()) == (1, 0)
    assert hands.done == [waiting.target_id]


def test_the_same_work_is_left_once(hands: Hands) -> None:
    target = uuid4()

    assert left(target).pk == left(target).pk


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        work.leave(WorkKind.EXPORT, uuid4())


def test_what_fails_is_put_off_twice_as_long_each_time_then_given_up(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    waiting, now, waits = left(), timezone.now(), []
    hands.failing = True
    for _ in range(work.MOST_ATTEMPTS):
        work.run_due(now=now)
        waiting.refresh_from_db()
        waits.append(waiting.not_before - now)
        now = max(now, waiting.not_before)

    assert waits[:-1] == [timedelta(minutes=each) for each in (1, 2, 4, 8)]
    assert (waiting.state, hands.given_up) == (WorkState.DEAD, [waiting.target_id])
    assert work.run_due(now=now + timedelta(days=1)) == 0
    assert "Dupont" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_one_that_fails_does_not_stop_the_next(hands: Hands) -> None:
    failing = left()
    OutboxWork.objects.filter(pk=failing.pk).update(not_before=timezone.now() - timedelta(hours=1))
    other = left()
    done = hands.run

    def run(target_id: UUID) -> None:
        if target_id == failing.target_id:
            raise RuntimeError
        done(target_id)

    work.register(WorkKind.EXPORT, run=run, give_up=hands.given_up.append)

    assert work.run_due() == 1
    assert hands.done == [other.target_id]


def test_what_a_failed_run_wrote_is_taken_back(hands: Hands) -> None:
    def run(target_id: UUID) -> None:
        left()
        raise RuntimeError

    work.register(WorkKind.EXPORT, run=run, give_up=hands.given_up.append)
    waiting = left()
    work.run_due()

    assert list(OutboxWork.objects.values_list("pk", flat=True)) == [waiting.pk]


def test_a_worker_and_the_command_do_it(hands: Hands, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    first = left()
    tasks.drain()
    second = left()
    call_command("drain_outbox", verbosity=0)

    assert hands.done == [first.target_id, second.target_id]
