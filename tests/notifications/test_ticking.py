"""The clock is doubted before the timers run: a wrong one destroys nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from confidentiality import clock, journal
from notifications import embedded, tasks, ticking
from notifications.models import TickMark
from notifications.ticking import Confirmed, Guard
from notifications.timers import Result
from tests.notifications.planned import RULE, Handler, due

pytestmark = pytest.mark.django_db

TEN_YEARS = timedelta(days=3653)


def write_line() -> None:
    with transaction.atomic():
        journal.record(actor=None, action="test.line", chain_id=journal.HOUSE)


@pytest.fixture
def past() -> None:
    """The timers ran two days ago, and never since."""
    ticking.tick()
    TickMark.objects.update(at=timezone.now() - timedelta(hours=49))


class TestClock:
    def test_the_clock_is_that_of_the_database(self, handler: Handler) -> None:
        timer = due(timezone.now() - timedelta(minutes=1))

        assert ticking.tick().run.total(Result.ACTED) == 1
        assert abs(clock.database_now() - timezone.now()) < timedelta(seconds=30)
        assert handler.calls == [timer.target_id]

    @pytest.mark.parametrize("shift", [TEN_YEARS, -timedelta(days=2)])
    def test_a_process_whose_clock_is_wrong_does_nothing(
        self, handler: Handler, shift: timedelta
    ) -> None:
        due(timezone.now() - timedelta(days=3))

        with time_machine.travel(timezone.now() + shift):
            done = ticking.tick()

        assert done.doubt == "clocks_differ"
        assert handler.calls == []

    def test_a_database_whose_clock_jumps_ten_years_acts_on_nothing(
        self, handler: Handler, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ticking.tick()
        due(timezone.now() + timedelta(days=1000))
        later = timezone.now() + TEN_YEARS
        monkeypatch.setattr(clock, "database_now", lambda: later)
        monkeypatch.setattr(timezone, "now", lambda: later)

        assert ticking.tick().doubt == "clock_jumped"
        assert handler.calls == []

    def test_a_clock_behind_the_journal_acts_on_nothing(
        self, handler: Handler, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        due(timezone.now() - timedelta(days=9))
        write_line()
        earlier = timezone.now() - timedelta(days=2)
        monkeypatch.setattr(clock, "database_now", lambda: earlier)
        monkeypatch.setattr(timezone, "now", lambda: earlier)

        assert ticking.tick().doubt == "clock_went_back"
        assert handler.calls == []

    def test_after_two_days_without_a_run_somebody_must_confirm(
        self, past: None, handler: Handler
    ) -> None:
        due(timezone.now() - timedelta(minutes=1))
        assert ticking.tick().doubt == "clock_jumped"
        assert handler.calls == []

        assert ticking.tick(confirmed=Confirmed(jump=True)).doubt == ""
        assert len(handler.calls) == 1
        assert ticking.tick().doubt == ""

    def test_a_first_run_after_a_long_silence_must_be_confirmed_too(self, handler: Handler) -> None:
        write_line()

        assert ticking.tick(timezone.now() + timedelta(hours=49)).doubt == "clock_jumped"
        assert ticking.tick(timezone.now() + timedelta(hours=47)).doubt == ""

    def test_once_confirmed_lines_dated_by_a_wrong_clock_are_no_reference(
        self, handler: Handler
    ) -> None:
        with time_machine.travel(timezone.now() + TEN_YEARS):
            write_line()
        assert ticking.tick().doubt == "clock_went_back"

        ticking.tick(confirmed=Confirmed(jump=True))

        assert ticking.tick().doubt == ""

    def test_a_date_given_is_a_jump_like_another(self, handler: Handler) -> None:
        ticking.tick()
        due(timezone.now() + timedelta(days=40))
        later = timezone.now() + timedelta(days=50)

        assert ticking.tick(later).doubt == "clock_jumped"
        assert ticking.tick(later, confirmed=Confirmed(jump=True)).run.total(Result.ACTED) == 1
        # The date was for this run only: the clock has not moved.
        assert ticking.tick().doubt == ""


class TestMass:
    @pytest.fixture(autouse=True)
    def guard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ticking, "_guards", [Guard(frozenset({RULE}), lambda now: True)])

    def test_what_destroys_too_much_waits_and_the_rest_goes_on(self, handler: Handler) -> None:
        due(timezone.now() - timedelta(minutes=1))
        other = due(timezone.now() - timedelta(minutes=1), rule="essai_second")

        done = ticking.tick()

        assert done.doubt == "mass"
        assert handler.calls == [other.target_id]

    def test_somebody_who_has_looked_lets_it_through(self, handler: Handler) -> None:
        due(timezone.now() - timedelta(minutes=1))

        assert ticking.tick(confirmed=Confirmed(mass=True)).doubt == ""
        assert len(handler.calls) == 1


class TestEveryWayIn:
    def test_the_command_says_why_and_gives_code_three(self, past: None, handler: Handler) -> None:
        with pytest.raises(CommandError, match="quarante-huit heures") as refused:
            call_command("tick")
        assert refused.value.returncode == 3

        call_command("tick", "--confirm-jump")

    def test_the_task_and_the_thread_are_under_the_same_guard(
        self, past: None, handler: Handler
    ) -> None:
        due(timezone.now() - timedelta(minutes=1))

        tasks.tick()
        drainer = embedded.Drainer(timers_every=0)
        drainer._run_timers()

        assert handler.calls == []

    def test_the_lines_of_the_journal_are_not_purged_by_a_wrong_clock(
        self, past: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        purged: list[object] = []
        monkeypatch.setattr("confidentiality.journal_retention.purge_due", purged.append)

        assert not ticking.believes_clock()
        tasks.purge_journal()
        assert purged == []
