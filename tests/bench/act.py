"""One act through the door on PostgreSQL, against the same act by hand (goals P1 to P3)."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from uuid import UUID

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from casework.choices.lists import SuspensionReason
from casework.choices.states import CaseState
from casework.services import cases
from confidentiality.actors import Actor
from confidentiality.door import NOT_A_FORM
from tests.bench import raw_act, same
from tests.bench.report import Figure
from tests.bench.turns import backend, used_by
from tests.casework import factories as people
from tests.casework.path import Path

ROUNDS, IN_A_ROUND, PROCESSES, SECONDS = 7, 40, 4, 2.0
# Each process goes from one of its cases to the next: none gathers the history of a thousand acts.
CASES_OF_ONE = 20
# Connections last: what is measured begins once PostgreSQL has settled the plan of each statement.
WARMING = 8

Act = Callable[[UUID, bool], None]


def run() -> Iterator[Figure]:
    """P1: throughput of four processes; P2: CPU of one; P3: statements."""
    path = Path()
    shares = [
        [people.case(path.cellule, state=CaseState.EN_COURS).pk for _ in range(CASES_OF_ONE)]
        for _ in range(PROCESSES)
    ]
    actor = path.coordinator
    who = raw_act.Who(actor.user.pk, actor.hat_id)
    for pk in [each for share in shares for each in share]:
        # The deadlines that no suspension changes are written by the first act.
        _both(pk, lambda case, suspends: by_the_door(case, actor, suspends=suspends))
    _check_the_baseline(shares[0], actor, who)
    yield _statements(shares[0][0], actor)
    yield from _alone(shares[0], actor, who)
    yield _together(shares, actor, who)


def _both(case_id: UUID, do: Act) -> None:
    do(case_id, True)
    do(case_id, False)


def _check_the_baseline(ids: list[UUID], actor: Actor, who: raw_act.Who) -> None:
    """Both leave the same rows, suspended and resumed, or no figure means anything."""
    with raw_act.connect() as raw:
        for suspends in (True, False):
            by_the_door(ids[0], actor, suspends=suspends)
            raw_act.act(raw, who, ids[1], suspends=suspends)
            same.check(ids[0], ids[1])


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


def _alone(ids: list[UUID], actor: Actor, who: raw_act.Who) -> Iterator[Figure]:
    """One client; rounds of both interleaved, so that they share the noise of the machine."""
    product_wall, raw_wall, product_cpu, raw_cpu = [], [], [], []
    with raw_act.connect() as raw:
        for _ in range(ROUNDS):
            wall, cpu = _timed(
                ids, lambda pk, suspends: by_the_door(pk, actor, suspends=suspends), backend()
            )
            product_wall.append(wall)
            product_cpu.append(cpu)
            wall, cpu = _timed(
                ids,
                lambda pk, suspends: raw_act.act(raw, who, pk, suspends=suspends),
                raw.info.backend_pid,
            )
            raw_wall.append(wall)
            raw_cpu.append(cpu)
    yield Figure("act.wall", median(product_wall), "ms", median(raw_wall), goal=0.40)
    yield Figure("act.cpu", median(product_cpu), "ms", median(raw_cpu), goal=0.45)


def _timed(ids: list[UUID], do: Act, server: int) -> tuple[float, float]:
    """Milliseconds of wall and of CPU (Python and PostgreSQL) for one act, over a round."""
    wall, cpu, served = time.perf_counter(), time.process_time(), used_by(server)
    for number in range(IN_A_ROUND // 2):
        _both(ids[number % len(ids)], do)
    spent = time.process_time() - cpu + used_by(server) - served
    return (time.perf_counter() - wall) * 1000 / IN_A_ROUND, spent * 1000 / IN_A_ROUND


def _together(shares: list[list[UUID]], actor: Actor, who: raw_act.Who) -> Figure:
    product, raw = [], []
    for _ in range(ROUNDS):
        product.append(_throughput(_product_worker, [(each, actor) for each in shares]))
        raw.append(_throughput(_raw_worker, [(each, who) for each in shares]))
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


def _product_worker(ids: list[UUID], actor: Actor) -> int:
    with _own_connection():
        return _as_many(ids, lambda pk, suspends: by_the_door(pk, actor, suspends=suspends))


def _raw_worker(ids: list[UUID], who: raw_act.Who) -> int:
    with raw_act.connect() as raw:
        return _as_many(ids, lambda pk, suspends: raw_act.act(raw, who, pk, suspends=suspends))


def _as_many(ids: list[UUID], do: Act) -> int:
    for pk in ids[:WARMING]:
        _both(pk, do)
    done, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        _both(ids[done // 2 % len(ids)], do)
        done += 2
    return done


def database_named(name: str) -> None:
    """Tell the raw clients which database the product uses."""
    os.environ["JALON_BENCH_DB"] = name
