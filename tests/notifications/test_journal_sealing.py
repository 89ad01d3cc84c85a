"""Who seals the journal, and when: the thread of one machine, one worker with its own queue."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from confidentiality import journal_key
from confidentiality.models import JournalCheckpoint, JournalEntry, JournalSegment
from notifications import embedded, tasks
from tests.confidentiality.tampered import some_lines

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> None:
    settings.JALON_JOURNAL_KEY = tmp_path / "journal.key"
    journal_key.ensure(settings.JALON_JOURNAL_KEY)


def written(count: int) -> None:
    with transaction.atomic():
        some_lines(count)


def old_lines() -> None:
    with time_machine.travel(timezone.now() - timedelta(days=400), tick=False):
        written(2)


@pytest.mark.usefixtures("key")
class TestTheSealer:
    def test_its_worker_seals_what_is_due(self) -> None:
        written(1)

        tasks.seal_journal()
        tasks.seal_journal()

        assert JournalCheckpoint.objects.count() == 1

    def test_its_worker_ends_the_lines_that_are_due(self) -> None:
        old_lines()

        tasks.purge_journal()

        assert not JournalEntry.objects.exists()
        assert JournalSegment.objects.get().lines == 2

    def test_the_thread_of_one_machine_does_both(self) -> None:
        old_lines()
        written(1)

        embedded.Drainer().once()

        assert JournalEntry.objects.count() == 1
        assert JournalCheckpoint.objects.count() == 1

    def test_that_thread_does_not_look_again_before_its_time(self) -> None:
        drainer = embedded.Drainer()
        drainer._keep_journal()
        written(1)

        drainer._keep_journal()

        assert not JournalCheckpoint.objects.exists()


class TestOthers:
    def test_a_key_open_to_others_is_said_and_stops_nothing_else(
        self, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.JALON_JOURNAL_KEY = tmp_path / "journal.key"
        journal_key.ensure(settings.JALON_JOURNAL_KEY)
        settings.JALON_JOURNAL_KEY.chmod(0o644)

        embedded.Drainer().once()

        assert "Journal : passage interrompu (ImproperlyConfigured)" in caplog.text

    def test_a_worker_without_the_key_says_so(self, settings: Settings, tmp_path: Path) -> None:
        settings.JALON_JOURNAL_KEY = tmp_path / "none.key"
        written(1)

        for task in (tasks.seal_journal, tasks.purge_journal):
            with pytest.raises(ImproperlyConfigured, match="illisible"):
                task()

    def test_a_machine_without_the_key_goes_on(self, settings: Settings, tmp_path: Path) -> None:
        settings.JALON_JOURNAL_KEY = tmp_path / "none.key"
        written(1)

        embedded.Drainer()._keep_journal()

        assert not JournalCheckpoint.objects.exists()

    def test_the_clock_gives_this_work_to_the_queue_of_the_sealer_alone(self) -> None:
        asked = {each["task"] for each in django_settings.CELERY_BEAT_SCHEDULE.values()}
        routed = django_settings.CELERY_TASK_ROUTES

        signing = {
            each.name for each in (tasks.seal_journal, tasks.purge_journal, tasks.run_nightly)
        }
        assert signing <= asked
        assert routed == {name: {"queue": "sealer"} for name in signing}

    def test_only_the_sealer_mounts_the_key(self) -> None:
        """In the installation that we describe: no web server, no worker that sends mail."""
        text = (Path(django_settings.BASE_DIR) / "docker-compose.yml").read_text()
        services = text[text.index("\nservices:") :].split("\n\n")

        mounting = [each for each in services if "./sealer:/sealer" in each]

        assert len(mounting) == 1
        assert mounting[0].lstrip().startswith(("sealer:", "# Seul"))
