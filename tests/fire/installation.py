"""A whole installation to shoot at: servers, web processes, a worker, its clock, a relay."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread

import psycopg
from django.db import connection, connections
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from indicators.choices import ReportKind
from notifications.choices import Channel, Topic
from notifications.models import MessageChoice, OutboxMessage, OutboxWork
from tests.fire.agents import Browser, Principal, Reporter, Worker
from tests.fire.programs import Broker, Database, Ours, shoot, shoot_all
from tests.fire.relay import Relay
from tests.processes import environment
from tests.servers import free_port
from tests.veille import factories

_WEB = ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
_WORKER = ["celery", "--app", "config", "worker", "--loglevel", "WARNING", "--concurrency", "2"]
_BEAT = ["celery", "--app", "config", "beat", "--loglevel", "WARNING", "--schedule"]
# Undoing an act has its ten minutes: they are skipped, not slept.
_MOVE = """
    UPDATE notifications_outboxmessage SET not_before = now() - interval '1 second'
    WHERE state = 'waiting' AND attempts = 0 AND not_before > now()
"""
_WAITING = """
    SELECT (SELECT count(*) FROM notifications_outboxmessage WHERE state = 'waiting')
         + (SELECT count(*) FROM notifications_outboxwork WHERE state = 'waiting')
"""


class Installation:
    """Started on the database of the present test; its agents are in one cellule."""

    def __init__(self, folder: Path, broker: Broker, relay: Relay) -> None:
        self.relay, self.broker = relay, broker
        self.port = free_port()
        self._name = str(connection.settings_dict["NAME"])
        self._place = factories.cellule()
        self._desks = [factories.agent(Role.COORDONNATEUR, self._place) for _ in range(2)]
        factories.agent(Role.MAIRE, self._place)
        # Who is told of each saisine: the first one at once, the second one by the summary.
        self.coordinators = len(self._desks)
        self.at_once, self.by_summary = (each.user.email for each in self._desks)
        MessageChoice.objects.create(
            user_id=self._desks[0].user.pk, topic=Topic.SAISINES, channel=Channel.AT_ONCE
        )
        self.database = Database(Path(os.environ["JALON_DB_HOST"]))
        env = environment() | {
            "DJANGO_SETTINGS_MODULE": "tests.fire.outside",
            "JALON_TEST_RELAY": str(relay.port),
            "JALON_REDIS_URL": broker.url,
            "JALON_WEB_PROCESSES": "2",
            "PORT": str(self.port),
        }
        self.web = Ours(_WEB, env, folder / "web.log")
        self.worker = Ours(_WORKER, env, folder / "worker.log")
        self.beat = Ours([*_BEAT, str(folder / "beat")], env, folder / "beat.log")
        self._ours = (self.web, self.worker, self.beat)
        self._over, self._hand = Event(), Lock()
        self._supervisor = Thread(target=self._supervise, daemon=True)
        # What is shot, and how often: what costs seconds to start again, less.
        self._shots: dict[str, tuple[int, Callable[[Random], bool]]] = {
            "process of the worker": (46, lambda rng: _one_of(self.worker.children(), rng)),
            "process of PostgreSQL": (16, lambda rng: _one_of(self.database.at_work(), rng)),
            "Redis": (14, lambda _: shoot_all(self.broker)),
            "process of the web": (6, lambda rng: _one_of(self.web.children(), rng)),
            "PostgreSQL": (6, lambda _: shoot_all(self.database)),
            "worker": (3, lambda _: shoot_all(self.worker)),
            "beat": (4, lambda _: shoot_all(self.beat)),
            "web": (1, lambda _: shoot_all(self.web)),
        }

    def start(self) -> None:
        connections.close_all()
        for each in self._ours:
            each.start()
        self._supervisor.start()
        until = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < until
            time.sleep(0.1)

    def stop(self) -> None:
        self._over.set()
        self._supervisor.join()
        for each in self._ours:
            each.stop()
        self.broker.stop()

    def agents(self, over: Event) -> list[Worker]:
        """Three who speak up, one who asks for reports."""
        made: list[Worker] = []
        for _ in range(3):
            principal = factories.agent(Role.MEMBRE, self._place)
            browser = self.browser(principal, over)
            made.append(Principal(browser, over, self._place.collectivite.seat.pk))
        last = timezone.localdate().year
        asked = [
            (kind.value, year)
            for kind in (ReportKind.INSTANCE, ReportKind.CHARTE)
            for year in range(last, last - 5, -1)
        ]
        made.append(Reporter(self.browser(self._desks[0], over), over, asked))
        connections.close_all()
        return made

    def browser(self, actor: Actor, over: Event) -> Browser:
        """That of an agent who has signed in and chosen this hat."""
        client = factories.signed_in(actor)
        return Browser(self.port, client.cookies["sessionid"].value, over)

    def shoot(self, rng: Random) -> str:
        """Kill one of them at random; who, or nothing when nobody was there."""
        names, weights = zip(*((n, w) for n, (w, _) in self._shots.items()), strict=True)
        [name] = rng.choices(names, weights)
        with self._hand:
            return name if self._shots[name][1](rng) else ""

    def _supervise(self) -> None:
        """Start again whoever ended by itself: a program that finds no database goes away."""
        while not self._over.wait(0.5):
            with self._hand:
                for each in self._ours:
                    each.keep_alive()

    @staticmethod
    def check(agents: list[Worker]) -> None:
        """An agent who was answered something else than expected is a failure, told as it is."""
        for each in agents:
            if each.error is not None:
                raise each.error

    def move_time(self) -> None:
        """The ten minutes of what has just been left are over."""
        self._asked(_MOVE)

    def waiting(self) -> bool:
        """Whether something still waits; said so as well while the database starts again."""
        return self._asked(_WAITING) != 0

    @property
    def summaries(self) -> int:
        """Mails given to whoever chose the summary."""
        return sum(reader == self.by_summary for reader, _ in self.relay.last.values())

    def left_behind(self) -> str:
        """What still waits, for whoever reads a failure."""
        found = Counter[tuple[str, int]]()
        for rows in (
            OutboxMessage.objects.filter(state="waiting"),
            OutboxWork.objects.filter(state="waiting"),
        ):
            found.update(rows.values_list("kind", "attempts"))
        return ", ".join(
            f"{kind} (tried {tried}): {count}" for (kind, tried), count in found.items()
        )

    def _asked(self, statement: str) -> int:
        try:
            with psycopg.connect(
                host=os.environ["JALON_DB_HOST"],
                port=os.environ["JALON_DB_PORT"],
                user=os.environ["JALON_DB_USER"],
                dbname=self._name,
                autocommit=True,
            ) as asked:
                found = asked.execute(statement)
                row = found.fetchone() if found.description else None
                return row[0] if row else 0
        except psycopg.Error:
            return -1

    def _answers(self) -> bool:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            asked.request("GET", "/connexion/")
            return asked.getresponse().status == 200
        except OSError:
            return False
        finally:
            asked.close()


def _one_of(pids: list[int], rng: Random) -> bool:
    return bool(pids) and shoot(rng.choice(pids))
