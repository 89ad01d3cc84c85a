"""A rotation of every key while agents read, on the database of the tests (goal G9)."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from random import Random
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from confidentiality import clock, encryption, rotation
from confidentiality.models import PersonKey
from tests.bench.report import Figure

# The goal is set for this many; fewer by default, so that « make bench » stays short.
GOAL_KEYS = 100_000
GOAL_SECONDS = 600
# Milliseconds: an agent notices nothing.
SLOWEST_READ = 1000
KEYS = int(os.environ.get("JALON_BENCH_KEYS") or 10_000)
READERS = 2
_AT_ONCE = 2000


def run() -> Iterator[Figure]:
    """Seconds for ``GOAL_KEYS`` keys, as measured on ``KEYS``; readings that failed meanwhile."""
    known = _made()
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    over, results = fork.Event(), fork.SimpleQueue()
    readers = [
        fork.Process(target=_read, args=(known, number, over, results)) for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    started = time.perf_counter()
    turned = rotation.rotate(clock.database_now(), again=True)
    seconds = time.perf_counter() - started
    over.set()
    found = [results.get() for _ in readers]
    for reader in readers:
        reader.join()
    whole = seconds * GOAL_KEYS / turned.rewrapped
    yield Figure("keys.rotation", whole, "s", goal=GOAL_SECONDS, at_most=True)
    yield Figure("keys.failed_reads", sum(each.failed for each in found), "reads", at_most=True)
    slowest = max(each.slowest for each in found) * 1000
    yield Figure("keys.slowest_read", slowest, "ms", goal=SLOWEST_READ, at_most=True)


def _made() -> list[UUID]:
    made: list[UUID] = []
    while len(made) < KEYS:
        rows = []
        for _ in range(min(_AT_ONCE, KEYS - len(made))):
            epoch, wrapped = encryption.wrap(encryption.new_data_key())
            rows.append(PersonKey(epoch=epoch, wrapped=wrapped))
        with transaction.atomic():
            PersonKey.objects.bulk_create(rows)
        made += [row.pk for row in rows]
    return made


@dataclass(slots=True)
class Readings:
    """What one reader met."""

    done: int = 0
    failed: int = 0
    slowest: float = 0.0


def _read(known: list[UUID], seed: int, over: Event, results: Any) -> None:
    """Read keys one by one until the rotation is over."""
    connections.close_all()
    rng, found = Random(seed), Readings()  # noqa: S311
    while not over.is_set() or not found.done:
        began = time.perf_counter()
        try:
            PersonKey.objects.get(pk=rng.choice(known)).data_key()
        except Exception:
            # Whatever it is, an agent would have seen it.
            found.failed += 1
        found.done += 1
        found.slowest = max(found.slowest, time.perf_counter() - began)
    results.put(found)
    connections.close_all()
