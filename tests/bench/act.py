"""One act through the door on PostgreSQL, against the same writes by hand (goals P1 to P3)."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path as File
from statistics import median
from uuid import UUID

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from casework.choices.lists import SuspensionReason
from casework.choices.states import CaseState
from casework.services import cases
from confidentiality.actors import Actor
from confidentiality.door import NOT_A_FORM
from tests.bench import raw_act
from tests.bench.report import Figure
from tests.casework import factories as people
from tests.casework.path import Path

ROUNDS, IN_A_ROUND, PROCESSES, SECONDS = 7, 40, 4, 3.0


def run() -> Iterator[Figure]:
    """P1: throughput of four processes; P2: CPU of one; P3: statements."""
    path = Path()
    rows = [people.case(path.cellule, state=CaseState.EN_COURS) for _ in range(PROCESSES)]
    ids = [row.pk for row in rows]
    actor, hat = path.coordinator, path.coordinator.hat_id
    who = raw_act.Who(actor.user.pk, hat, path.cellule.pk)
    yield _statements(ids[0], actor)
    yield from _alone(ids[0], actor, who)
    yield _together(ids, actor, who)


def by_the_door(case_id: UUID, actor: Actor, *, suspends: bool) -> None:
    """The act of the product."""
    if not suspends:
        cases.resume(case_id=case_id, actor=actor, sent=NOT_A_FORM)
        return
    cases.suspend(
        case_id=case_id,
        actor=actor,
        code=SuspensionReason.ATTENTE,
        review_on=NOT_A_FORM.today + timedelta(days=30),
        sent=NOT_A_FORM,
    )


def _statements(case_id: UUID, actor: Actor) -> Figure:
    for suspends in (True, False) * 4:
        by_the_door(case_id, actor, suspends=suspends)
    with CaptureQueriesContext(connection) as captured:
        by_the_door(case_id, actor, suspends=True)
    by_the_door(case_id, actor, suspends=False)
    # BEGIN and COMMIT are captured too.
    return Figure("act.statements", len(captured), "statements", goal=7, at_most=True)


def _alone(case_id: UUID, actor: Actor, who: raw_act.Who) -> Iterator[Figure]:
    """One client; rounds of both interleaved, so that they share the noise of the machine."""
    raw = raw_act.connect()
    product_wall, raw_wall, product_cpu, raw_cpu = [], [], [], []
    with raw:
        for _ in range(ROUNDS):
            wall, cpu = _timed(
                lambda suspends: by_the_door(case_id, actor, suspends=suspends), _backend()
            )
            product_wall.append(wall)
            product_cpu.append(cpu)
            wall, cpu = _timed(
                lambda suspends: raw_act.act(raw, who, case_id, suspends=suspends),
                raw.info.backend_pid,
            )
            raw_wall.append(wall)
            raw_cpu.append(cpu)
    yield Figure("act.wall", median(product_wall), "ms", median(raw_wall), goal=0.40)
    yield Figure("act.cpu", median(product_cpu), "ms", median(raw_cpu), goal=0.45)


def _timed(do: Callable[[bool], None], backend: int) -> tuple[float, float]:
    """Milliseconds of wall and of CPU (Python and PostgreSQL) for one act, over a round."""
    wall, cpu, served = time.perf_counter(), time.process_time(), _spent(backend)
    for number in range(IN_A_ROUND):
        do(number % 2 == 0)
    spent = time.process_time() - cpu + _spent(backend) - served
    return (time.perf_counter() - wall) * 1000 / IN_A_ROUND, spent * 1000 / IN_A_ROUND


def _backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _spent(pid: int) -> float:
    """Seconds of CPU that a process of this machine has used (Linux)."""
    return int(File(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _together(ids: list[UUID], actor: Actor, who: raw_act.Who) -> Figure:
    product, raw = [], []
    for _ in range(3):
        product.append(_throughput(_product_worker, [(each, actor) for each in ids]))
        raw.append(_throughput(_raw_worker, [(each, who) for each in ids]))
    return Figure("act.throughput", median(product), "acts/s", median(raw), goal=0.40, more=True)


def _throughput(worker: Callable[..., int], given: list[tuple[object, ...]]) -> float:
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(len(given)) as pool:
        return sum(pool.starmap(worker, given)) / SECONDS


@contextmanager
def _own_connection() -> Iterator[None]:
    connections.close_all()
    yield
    connections.close_all()


def _product_worker(case_id: UUID, actor: Actor) -> int:
    with _own_connection():
        return _as_many(lambda suspends: by_the_door(case_id, actor, suspends=suspends))


def _raw_worker(case_id: UUID, who: raw_act.Who) -> int:
    with raw_act.connect() as raw:
        return _as_many(lambda suspends: raw_act.act(raw, who, case_id, suspends=suspends))


def _as_many(do: Callable[[bool], None]) -> int:
    done, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end or done % 2:
        do(done % 2 == 0)
        done += 1
    return done


def database_named(name: str) -> None:
    """Tell the raw clients which database the product uses."""
    os.environ["JALON_BENCH_DB"] = name
