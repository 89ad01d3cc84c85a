"""How the timers are started: the command, the thread of the embedded mode, Celery’s beat."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from confidentiality.models import Circle
from config.celery import app as celery_app
from notifications import embedded, tasks, timers
from notifications.models import TimerState
from notifications.timers import Result
from tests.notifications.planned import NOON, OTHER, RULE, Handler, due
from tests.notifications.threads import at_once


@pytest.mark.django_db
class TestCommand:
    def test_it_says_what_it_did(
        self, handler: Handler, capsys: pytest.CaptureFixture[str]
    ) -> None:
        due(NOON)
        due(NOON)

        call_command("tick", "--as-of", "2026-11-24")
        call_command("tick", "--as-of", "2026-11-24T08:30", "--limit", "5")

        assert capsys.readouterr().out == "essai : 2 traitées\nAucune échéance à traiter.\n"

    def test_a_failure_gives_code_one(
        self, handler: Handler, capsys: pytest.CaptureFixture[str]
    ) -> None:
        handler.answer = ValueError()
        due(NOON)

        with pytest.raises(CommandError, match="1 échéance en échec"):
            call_command("tick", "--as-of", "2026-11-24")

        assert capsys.readouterr().out == "essai : 1 en échec\n"

    def test_it_computes_everything_again_when_asked(
        self, handler: Handler, capsys: pytest.CaptureFixture[str]
    ) -> None:
        target = Circle.objects.create()
        wanted = {RULE: NOON, OTHER: NOON + timedelta(days=9)}
        timers.register_rebuild("essai", lambda: [lambda: timers.reconcile(target, wanted)])

        call_command("tick", "--as-of", "2026-11-24", "--rebuild")

        narrow = "\N{NARROW NO-BREAK SPACE}"
        assert capsys.readouterr().out == f"2 échéances recalculées.\nessai{narrow}: 1 traitée\n"

    def test_a_date_that_is_none_is_refused(self, handler: Handler) -> None:
        with pytest.raises(CommandError, match="n’est pas une date"):
            call_command("tick", "--as-of", "demain")


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_two_ticks_at_once_act_once(self, handler: Handler) -> None:
        made = [due() for _ in range(6)]

        runs = at_once(lambda: timers.run_due(NOON))

        assert sorted(map(str, handler.calls)) == sorted(str(each.target_id) for each in made)
        assert sum(run.total(Result.ACTED) for run in runs) == 6
        assert sum(run.total(Result.FAILED) for run in runs) == 0

    def test_nothing_runs_inside_a_transaction(self, handler: Handler) -> None:
        due()
        with transaction.atomic(), pytest.raises(RuntimeError):
            timers.run_due(NOON)
        assert handler.calls == []

    def test_the_thread_of_the_embedded_mode_runs_them(self, handler: Handler) -> None:
        timer = due(timezone.now())
        drainer = embedded.Drainer(every=0.05, timers_every=0.05)

        drainer.start()
        deadline = threading.Event()
        for _ in range(200):
            timer.refresh_from_db()
            if timer.state == TimerState.DONE:
                break
            deadline.wait(0.05)
        drainer.stop()

        assert timer.state == TimerState.DONE


class TestTask:
    def test_beat_asks_for_it(self) -> None:
        scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}

        assert tasks.tick.name in scheduled
        assert tasks.tick.acks_late

    @pytest.mark.django_db
    def test_it_runs_what_is_due(self, handler: Handler) -> None:
        timer = due(timezone.now() - timedelta(days=1))

        tasks.tick()

        timer.refresh_from_db()
        assert timer.state == TimerState.DONE
