"""The real product, started as an operator starts it, on data of its own, at a chosen moment."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from confidentiality import journal_key, keyring
from tests.servers import free_port, servers

ROOT = Path(__file__).resolve().parents[2]
PARIS = ZoneInfo("Europe/Paris")
START_WITHIN = 60.0
STOP_WITHIN = 30.0
# As far as the first CDDF that the mayor is to answer; a test of the plots holds it.
FEW_CASES = 28
_WEB = ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
_CELERY = ["celery", "--app", "config", "worker", "--loglevel", "WARNING", "--concurrency", "1"]
_NAMES = """
import json
from casework.models import LegalRepresentative, YoungPerson
everyone = YoungPerson.objects.for_system("names that must not appear")
# A sealed case has no key any more: its name is read by nobody.
everyone = everyone.exclude(cases__state="a_eliminer")
people = [*everyone, *LegalRepresentative.objects.all()]
print(json.dumps([[each.last_name, each.first_name] for each in people]))
"""


class Site:
    """One installation: a folder, a database, the processes that serve it."""

    def __init__(self, var: Path, settings: Mapping[str, str], *, workers: bool) -> None:
        self.var = var
        self.settings = settings
        self.workers = workers
        self.shift = timedelta()
        self._address = ("127.0.0.1", free_port())
        self.url = "http://{}:{}".format(*self._address)
        given = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        self._env = given | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "JALON_VAR": str(var),
            # Temporary files are looked at, at the end.
            "TMPDIR": str(self._temporary()),
            "PORT": str(self._address[1]),
            # Whatever the hour of the tests, their mails leave.
            "JALON_BUSINESS_HOURS": "False",
            **settings,
        }
        self._processes: list[subprocess.Popen[bytes]] = []

    def _temporary(self) -> Path:
        folder = self.var / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def now(self) -> datetime:
        """What the clock of the site says, in its time zone."""
        return datetime.now(PARIS) + self.shift

    @property
    def mails(self) -> list[str]:
        """Every mail sent so far."""
        folder = self.var / "mail"
        return [each.read_text(encoding="utf-8") for each in folder.glob("*.log")]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the installation at the moment of the site, and wait for its end."""
        return subprocess.run(
            self._moved(["manage", *arguments]),
            cwd=ROOT,
            env=self._env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def names(self) -> list[tuple[str, str]]:
        """Last and first name of everybody followed, and of their representatives."""
        return [
            (last, first)
            for last, first in json.loads(self._did("shell", "--no-imports", "-c", _NAMES))
        ]

    def _did(self, *arguments: str) -> str:
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fill(self, *, cases: int = 0) -> None:
        """Keyring, tables, fictitious data; with ``cases``, that many situations only."""
        if cases:
            keyring.ensure(self.var / "keys" / "keyring.json")
            journal_key.ensure(self.var / "keys" / "indicators.key", of="des contributions")
            self._did("migrate", "--verbosity", "0")
            self._did("demo", "--cases", str(cases))
        self._did("prepare")

    def start(self, moment: datetime | None = None) -> None:
        """Serve, from now or from ``moment`` on; returns once the first page answers."""
        self.shift = moment - datetime.now(PARIS) if moment else timedelta()
        self._run(_WEB, "web")
        if self.workers:
            self._run([*_CELERY, "--beat", "--schedule", str(self.var / "beat")], "worker")
        self._wait()

    def stop(self) -> None:
        """Ask every process to end, and wait for it."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=STOP_WITHIN)
        self._processes.clear()

    def move(self, moment: datetime) -> None:
        """Stop, then serve the same data at a later moment. Sessions have expired by then."""
        self.stop()
        self.start(moment)

    def _run(self, command: list[str], name: str) -> None:
        with (self.var / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                self._moved(command),
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._processes.append(process)

    def _moved(self, command: list[str]) -> list[str]:
        if not self.shift:
            return [sys.executable, "-m", *command]
        moment = datetime.now(PARIS) + self.shift
        return [sys.executable, "-m", "tests.e2e.shifted", moment.isoformat(), *command]

    def _wait(self) -> None:
        """Until the port is open, then until the application has answered once."""
        deadline = time.monotonic() + START_WITHIN
        while not self._answers():
            log = (self.var / "web.log").read_text(encoding="utf-8")
            assert self._processes[0].poll() is None, log
            assert time.monotonic() < deadline, log
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = HTTPConnection(*self._address, timeout=START_WITHIN)
        try:
            connection.request("GET", "/connexion/")
            return connection.getresponse().status == 200
        except ConnectionRefusedError:
            return False
        finally:
            connection.close()


def _is_ours(name: str) -> bool:
    """Variables that would lead a process of the site to the data of the tests."""
    return name.startswith(("JALON_", "DJANGO_", "PYTEST_")) or name == "PORT"


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve during the block; nothing runs after it."""
    try:
        site.start()
        yield site
    finally:
        site.stop()


@contextmanager
def embedded_site(folder: Path, shared: Path) -> Iterator[Site]:
    """As `make run` leaves it: SQLite, messages sent by a thread of the web server.

    ``shared``: where the processes of one test run keep the data, made once, that each copies.
    """
    var = folder / "var"
    shutil.copytree(_prepared(shared), var)
    with serving(Site(var, {}, workers=False)) as site:
        yield site


def _prepared(shared: Path) -> Path:
    """What `manage.py prepare` makes of an empty folder, made by the first who asks."""
    var = shared / "jalon-e2e-var"
    with (shared / "jalon-e2e.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (var / "ready").exists():
            Site(var, {}, workers=False).fill()
            (var / "ready").touch()
    return var


@contextmanager
def installed_site(folder: Path) -> Iterator[Site]:
    """As an operator runs it: PostgreSQL, Redis, a Celery worker with its clock."""
    var = folder / "var"
    var.mkdir()
    with _given_servers() as given, _new_database(given) as name:
        settings = {
            **given,
            "JALON_DB_NAME": name,
            "JALON_EMBEDDED": "False",
            "JALON_WEB_PROCESSES": "2",
        }
        site = Site(var, settings, workers=True)
        site.fill(cases=FEW_CASES)
        with serving(site):
            yield site


@contextmanager
def _given_servers() -> Iterator[dict[str, str]]:
    """The servers that `python -m tests.servers` started around the tests, or new ones."""
    if "JALON_DB_HOST" in os.environ and "JALON_REDIS_URL" in os.environ:
        names = [each for each in os.environ if each.startswith("JALON_DB_")]
        yield {name: os.environ[name] for name in [*names, "JALON_REDIS_URL"]}
    else:
        with servers() as started:
            yield started


@contextmanager
def _new_database(given: Mapping[str, str]) -> Iterator[str]:
    """A database for this site alone, dropped at the end."""
    name = f"jalon_e2e_{uuid4().hex[:8]}"
    with psycopg.connect(
        host=given["JALON_DB_HOST"],
        port=given["JALON_DB_PORT"],
        user=given["JALON_DB_USER"],
        password=given["JALON_DB_PASSWORD"],
        dbname=given["JALON_DB_NAME"],
        autocommit=True,
    ) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )
