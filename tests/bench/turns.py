"""Several ways to do a thing, measured by turns: they share what the machine does beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from django.db import connection


def by_turns(rounds: int, *asks: Callable[[], object], server: int | None = None) -> list[float]:
    """The median of each, in milliseconds of this process; of its ``server`` too, when given."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for ask, spent in zip(asks, times, strict=True):
            started = _used(server)
            ask()
            spent.append((_used(server) - started) * 1000)
    return [median(spent) for spent in times]


def backend() -> int:
    """The process of PostgreSQL that answers this connection."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def used_by(pid: int) -> float:
    """Seconds of CPU that a process of this machine has used (Linux)."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _used(server: int | None) -> float:
    return process_time() + (used_by(server) if server else 0)
