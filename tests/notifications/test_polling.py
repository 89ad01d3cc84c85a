"""What waits leaves although nobody wakes the workers up: a broker lost or frozen, a clock dead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from config import starting
from config.celery import app, refuse_doubt
from notifications import delivery, polling, tasks, ticking
from notifications.models import OutboxMessage, TickMark
from tests.notifications.factories import left

pytestmark = pytest.mark.django_db


def overdue(**ago: int) -> OutboxMessage:
    """A message that has been due for this long."""
    message = left()
    OutboxMessage.objects.filter(pk=message.pk).update(not_before=timezone.now() - timedelta(**ago))
    return message


def test_what_has_waited_for_a_whole_interval_leaves(
    mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    overdue(seconds=61)

    assert polling.drain_late()
    assert not polling.drain_late()
    assert len(mailoutbox) == 1
    assert "sans le courtier" in caplog.text


def test_what_has_just_become_due_is_left_to_the_wake_up(mailoutbox: list[EmailMessage]) -> None:
    overdue(seconds=5)

    assert not polling.drain_late()
    assert mailoutbox == []


@pytest.mark.parametrize(("minutes", "asked"), [(11, True), (9, False)])
def test_timers_run_when_the_clock_has_stopped_asking(
    minutes: int, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[bool] = []
    monkeypatch.setattr(tasks, "tick", lambda: calls.append(True))
    ticking.accept_clock()
    TickMark.objects.update(at=timezone.now() - timedelta(minutes=minutes))

    assert polling.tick_late() is asked
    assert calls == [True] * asked


def test_a_first_run_is_left_to_the_clock() -> None:
    assert not polling.tick_late()


def test_the_worker_that_seals_sends_no_message() -> None:
    sealing = polling._works_of({"sealer"})

    assert list(sealing.values()) == [tasks.seal_journal]
    assert tasks.seal_journal not in polling._works_of({"celery"}).values()


def test_nothing_is_kept_by_a_broker_that_a_table_does_not_say(settings: Settings) -> None:
    """What the workers promise, as Celery understood it: a misspelt setting has no effect."""
    conf: Any = app.conf

    assert (conf.task_serializer, conf.accept_content) == ("json", ["json"])
    assert conf.task_ignore_result
    assert conf.result_backend is None
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert not conf.task_publish_retry
    assert not conf.worker_cancel_long_running_tasks_on_connection_loss
    assert conf.broker_connection_max_retries is None
    assert 0 < conf.task_soft_time_limit < conf.task_time_limit < 600
    assert settings.JALON_POLL_EVERY <= 60
    for entry in conf.beat_schedule.values():
        # A wake-up that nobody took is not kept; none is planned for later.
        assert entry["options"] == {"expires": entry["schedule"]}


def test_a_worker_does_not_start_on_a_database_that_cannot_be_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Celery goes on after the error of a signal: an exit is the only refusal that it hears."""

    def away() -> None:
        raise OperationalError("Canari-Nom")

    monkeypatch.setattr(starting, "refuse_doubt", away)
    # Done already: a second time would take the ears of the test away.
    monkeypatch.setattr("django.setup", lambda: None)

    with pytest.raises(SystemExit) as refusal:
        refuse_doubt()

    assert refusal.value.code == 1
    assert "OperationalError" in caplog.text
    assert "Canari" not in caplog.text


def test_one_wake_up_sends_all_that_an_outage_left(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    drain = delivery.drain
    monkeypatch.setattr(delivery, "drain", lambda: drain(limit=2))
    for _ in range(5):
        left()

    tasks.drain()

    assert len(mailoutbox) == 5
