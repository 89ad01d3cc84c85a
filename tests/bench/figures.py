"""Pages of figures beside 1,000 cases, then beside a million: nothing that they read grows.

Cases, their persons, their keys and their counted lines are copied by the database from one case
that the application made. All of it in one transaction, which leaves nothing. PostgreSQL.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import partial
from typing import Final

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.models import Case, CountedEvent, YoungPerson
from confidentiality.models import PersonKey
from tests.bench.report import Figure
from tests.bench.turns import backend, by_turns
from tests.casework import factories as people
from tests.indicators import departement
from tests.indicators.released import SOME, Departement
from tests.veille import factories

SMALLEST, ROUNDS = 1_000, 25
LARGEST = int(os.environ.get("JALON_BENCH_CASES") or 1_000_000)
ROOT = "/indicateurs/"
# The table, the map and the bars are parts of the dashboard.
PAGES: Final = {
    "dashboard": "",
    "table.sorted": "?indicateur=suivi&tri=-suivi&territoire=arrondissement:620",
    "definition": "2-1.a/",
    "coverage": "couverture/",
    "coverage.map": "couverture/?carte=cellule",
}
# Reads nothing of persons and as many lines: what the machine does beside weighs on it as well.
BESIDE = "plan/"
COUNTED_OF_ONE = 2
# At most 1.2 times the processor time.
GOAL = 0.833


def run() -> Iterator[Figure]:
    """Seconds to make the largest population; of each page, processor time beside the smallest one,
    at most 1.2 times, and its statements, the same."""
    around = transaction.atomic()
    # Acts that ask to be outermost may be nested here, as in a test.
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        try:
            yield from _figures()
        finally:
            transaction.set_rollback(True)


def _figures() -> Iterator[Figure]:
    made = Departement(cellules=2)
    for month in ("2025-01", "2025-02", "2025-03"):
        made.give(month, SOME)
        made.published(month)
    made.published("2025-T1")
    client = factories.signed_in(made.prefecture)
    crowd = _Crowd(made)
    crowd.grow(SMALLEST)
    small, asked = _costs(client), _statements(client)
    started = time.perf_counter()
    crowd.grow(LARGEST)
    yield Figure("figures.made", time.perf_counter() - started, "s", goal=300, at_most=True)
    large, again = _costs(client), _statements(client)
    name = f"figures.{{}}.{Case.objects.for_system('benchmark').count()}"
    for page in PAGES:
        yield Figure(name.format(page), large[page], "× plan", small[page], goal=GOAL)
        yield Figure(name.format(f"{page}.statements"), again[page], "", asked[page], goal=1)


def _costs(client: Client) -> dict[str, float]:
    """Processor time of each page, PostgreSQL’s too, in times that of the page beside."""
    pages = [ROOT + BESIDE, *(ROOT + page for page in PAGES.values())]
    plan, *others = by_turns(
        ROUNDS, *(partial(_open, client, page) for page in pages), server=backend()
    )
    return {name: spent / plan for name, spent in zip(PAGES, others, strict=True)}


def _statements(client: Client) -> dict[str, int]:
    found = {}
    for name, page in PAGES.items():
        with CaptureQueriesContext(connection) as asked:
            _open(client, ROOT + page)
        found[name] = len(asked)
    return found


def _open(client: Client, page: str) -> None:
    response = client.get(page)
    if response.status_code != 200:
        raise RuntimeError(f"{page} answered {response.status_code}.")


class _Crowd:
    """Cases of the two cellules, copied from one of each."""

    def __init__(self, made: Departement) -> None:
        self._patterns = [people.case(place) for place in made.cellules]
        for place in made.cellules:
            departement.lines(place, "2025-04", "repere")
        self._last = 0

    def grow(self, cases: int) -> None:
        """So many cases in all, half in each cellule; two counted lines for each."""
        each, first = cases // len(self._patterns), self._last + 1
        with connection.cursor() as cursor:
            # References are good by construction: each would be checked a million times.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for rank, case in enumerate(self._patterns):
                self._copy(rank, case, (first, each))
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("ANALYZE")
        self._last = each

    def _copy(self, rank: int, case: Case, numbers: tuple[int, int]) -> None:
        person = case.young_person
        ids = {kind: f"md5('{kind} {rank} ' || n)::uuid" for kind in ("key", "person", "case")}
        # Six signs; those of the factories begin with T.
        reference = f"lpad(to_hex({rank} * 1000000 + n), 6, '0')"
        _copied(person.key, numbers, id=ids["key"])
        _copied(person, numbers, id=ids["person"], key_id=ids["key"])
        _copied(case, numbers, id=ids["case"], young_person_id=ids["person"], reference=reference)
        line = CountedEvent.objects.filter(cellule=case.cellule_id).first()
        for _ in range(COUNTED_OF_ONE):
            _copied(line, numbers, id="gen_random_uuid()")


def _copied(
    row: Case | YoungPerson | PersonKey | CountedEvent | None,
    numbers: tuple[int, int],
    **fresh: str,
) -> None:
    """The same row once for each number ``n``; ``fresh``: what is different in each, in SQL."""
    if row is None:
        raise RuntimeError("Nothing to copy.")
    names = [str(field.column) for field in row._meta.concrete_fields]
    values = [fresh.get(name, f'pattern."{name}"') for name in names]
    table, columns = row._meta.db_table, ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} "  # noqa: S608 (constants)
            f"FROM {table} AS pattern, generate_series(%s::int, %s::int) AS n "
            "WHERE pattern.id = %s",
            [*numbers, row.pk],
        )
