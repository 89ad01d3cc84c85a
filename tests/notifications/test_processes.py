"""The processes that send, for real: a Celery worker with its clock, and the web server alone."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from pytest_django import Settings

from confidentiality.models import User
from config.celery import app as celery_app
from notifications import delivery, embedded, tasks
from notifications.models import DeliveryState, OutboxMessage
from tests.notifications.factories import left
from tests.servers import free_port, redis_server
from tests.veille import factories

PATIENCE = 60.0
WORKER = [
    "celery",
    "--app",
    "config",
    "worker",
    "--pool",
    "solo",
    "--beat",
    "--loglevel",
    "WARNING",
    "--schedule",
]
WEB = ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """A Redis of this test alone: the queues of another worker are not ours to empty."""
    with redis_server(tmp_path) as env:
        yield env["JALON_REDIS_URL"]


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """The folder where the processes started here put their mails."""
    folder = tmp_path / "mails"
    folder.mkdir()
    return folder


@contextmanager
def running(command: list[str], mails: Path, env: Mapping[str, str]) -> Iterator[Path]:
    """Run a program of the virtual environment on the tests' database; yields its output."""
    log = mails.parent / "process.log"
    beside = {
        "DJANGO_SETTINGS_MODULE": "tests.notifications.outside",
        "JALON_TEST_VAR": str(django_settings.JALON_VAR),
        "JALON_TEST_DB_NAME": str(connection.settings_dict["NAME"]),
        "JALON_TEST_MAIL": str(mails),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env={**os.environ, **beside, **env},
            cwd=django_settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield log
        finally:
            process.terminate()
            process.wait(timeout=30)


def of_office() -> User:
    """An agent who holds a hat: others are told of nothing any more."""
    with transaction.atomic():
        return factories.agent().user


def sent(message: OutboxMessage) -> bool:
    """Whether the other process has written the message as sent, given a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        message.refresh_from_db()
        if message.state == DeliveryState.SENT:
            return True
        time.sleep(0.1)
    return False


def only_mail(mails: Path) -> str:
    """The text of the only mail sent."""
    [file] = mails.iterdir()
    text = file.read_text(encoding="utf-8")
    assert text.count("Message-ID:") == 1
    return text


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    def test_a_celery_worker_sends_what_its_clock_finds_due(
        self, broker: str, mails: Path, tmp_path: Path
    ) -> None:
        message = left(of_office())
        command = [*WORKER, str(tmp_path / "beat")]

        with running(command, mails, {"JALON_REDIS_URL": broker}) as log:
            assert sent(message), log.read_text()

        assert f"To: {message.recipient.email}\n" in only_mail(mails)

    def test_the_web_server_alone_sends_what_is_due(self, mails: Path) -> None:
        message = left(of_office())
        env = {"JALON_EMBEDDED": "True", "PORT": str(free_port()), "JALON_BIND": ""}

        with running(WEB, mails, env) as log:
            assert sent(message), log.read_text()

        assert f"To: {message.recipient.email}\n" in only_mail(mails)


class TestTask:
    def test_the_schedule_and_the_task_have_the_same_name(self) -> None:
        scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}

        assert scheduled <= set(celery_app.tasks)
        assert tasks.drain.name in scheduled

    def test_a_worker_that_dies_gives_the_task_back(self) -> None:
        assert tasks.drain.acks_late
        assert celery_app.conf.task_reject_on_worker_lost


class TestDrainer:
    def test_it_survives_an_error_and_logs_nothing_of_its_content(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        calls: list[int] = []
        again = threading.Event()

        def drain() -> int:
            calls.append(1)
            if len(calls) == 1:
                raise ValueError("Canari-Nom")
            again.set()
            return 0

        monkeypatch.setattr(delivery, "drain", drain)
        drainer = embedded.Drainer(every=0.01)

        drainer.start()
        survived = again.wait(timeout=10)
        drainer.stop()

        assert survived
        assert "ValueError" in caplog.text
        assert "Canari" not in caplog.text

    def test_it_stops_with_the_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(delivery, "drain", lambda: 0)
        before = threading.active_count()
        drainer = embedded.Drainer(every=60)

        drainer.start()
        drainer.stop()

        assert threading.active_count() == before

    @pytest.mark.parametrize(("is_embedded", "threads"), [(True, 1), (False, 0)])
    def test_a_process_starts_one_thread_and_only_when_embedded(
        self,
        is_embedded: bool,
        threads: int,
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(delivery, "drain", lambda: 0)
        settings.JALON_EMBEDDED = is_embedded
        before = threading.active_count()

        embedded.start()
        embedded.start()
        started = threading.active_count() - before
        embedded.stop()

        assert started == threads
        assert threading.active_count() == before
