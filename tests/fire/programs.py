"""Programs that are killed without a word and started again, as a supervisor does.

Only processes started here, or by the servers of this test run, are ever touched: each by its own
number, with its children.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import psycopg
import redis

from tests.servers import postgresql_programs, redis_program, run_as, server_account, wait_for

PATIENCE = 30.0


class Program(Protocol):
    """What can be shot: a process, and those that it started."""

    def pid(self) -> int | None: ...

    def start(self) -> None: ...


def children(pid: int) -> list[int]:
    """The processes that this one started, from any of its threads, and that are alive."""
    found: list[int] = []
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, each.read_text(encoding="ascii").split())
    return found


def shoot(pid: int, number: int = signal.SIGKILL) -> bool:
    """Whether there was somebody to shoot."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
        return True
    return False


def shoot_all(program: Program) -> bool:
    """Kill a program with its children, and start it again at once."""
    pid = program.pid()
    if pid is None:
        return False
    below = children(pid)
    done = shoot(pid)
    for each in below:
        shoot(each)
    program.start()
    return done


class Ours:
    """A program of the product: web server, worker, clock."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", *command]
        self._env = {**os.environ, **env}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        if self._process is not None:
            self._process.wait(timeout=PATIENCE)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def children(self) -> list[int]:
        return children(self._process.pid) if self._process else []

    def keep_alive(self) -> None:
        """Start it again if it ended by itself, as a supervisor does."""
        if self._process is not None and self._process.poll() is not None:
            self.start()

    def stop(self) -> None:
        if self._process is None:
            return
        below = children(self._process.pid)
        self._process.terminate()
        try:
            self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            for each in (self._process.pid, *below):
                shoot(each)
            self._process.wait(timeout=PATIENCE)


class Database:
    """The PostgreSQL that ``tests.servers`` started for this test run, found by its own file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"

    def pid(self) -> int | None:
        try:
            return int((self._data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        except OSError:
            return None

    def start(self) -> None:
        """With the same options; those who still served the dead one leave by themselves first."""
        until = time.monotonic() + PATIENCE
        command: list[str | Path] = [postgresql_programs() / "pg_ctl", "-D", self._data, "-w"]
        while True:
            try:
                run_as(
                    server_account(),
                    [*command, "-l", self._folder / "log", "restart"],
                    self._folder,
                )
            except Exception:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return

    def at_work(self) -> list[int]:
        """The processes that serve somebody. To kill one makes all of them start again."""
        found = []
        for pid in children(self.pid() or 0):
            with contextlib.suppress(OSError):
                name = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
                if "[local]" in name:
                    found.append(pid)
        return found


class Broker:
    """The Redis of one test: empty each time that it starts again."""

    def __init__(self, url: str, configuration: Path) -> None:
        self.url = url
        self._configuration = configuration
        with redis.Redis.from_url(url) as client:
            self._pid = int(client.info("server")["process_id"])
        self._again: subprocess.Popen[bytes] | None = None

    def pid(self) -> int | None:
        return self._pid

    def start(self) -> None:
        if self._again is not None:
            self._again.wait(timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while True:
            self._again = subprocess.Popen(
                [redis_program(), self._configuration],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                wait_for(self.url, self._again)
            except Exception:
                # The port of the dead one is not free yet.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                self._pid = self._again.pid
                return

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Neither dead nor alive: it accepts connections and never answers."""
        shoot(self._pid, signal.SIGSTOP)
        try:
            yield
        finally:
            shoot(self._pid, signal.SIGCONT)

    def stop(self) -> None:
        if self._again is not None:
            self._again.terminate()
            self._again.wait(timeout=PATIENCE)


def lasting(name: str, given: Mapping[str, str]) -> None:
    """The private server forgets what it has just committed when it dies; this database does not.

    Written by the process, that is: the kernel keeps it, and no kernel is killed here.
    """
    with psycopg.connect(
        host=given["JALON_DB_HOST"],
        port=given["JALON_DB_PORT"],
        user=given["JALON_DB_USER"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute(
            psycopg.sql.SQL("ALTER DATABASE {} SET synchronous_commit = on").format(
                psycopg.sql.Identifier(name)
            )
        )
