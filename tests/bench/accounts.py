"""A year of figures read from contributions: the same time for a thousand cases or a million."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction

from casework.choices.counted import AgeBand, Measure
from casework.choices.lists import Sex
from casework.models import CountedEvent
from confidentiality import append_only, journal_key
from indicators.contributed import contributed, total
from indicators.freezing import freeze_due
from indicators.models import Contribution
from indicators.periods import AccountPeriod
from tests.bench.report import Figure
from tests.veille import factories
from veille.models import Cellule

LARGEST = int(os.environ.get("JALON_BENCH_CASES") or 1_000_000)
SMALLEST, CELLULES, ROUNDS = 1_000, 20, 15
YEAR = AccountPeriod.parse("2026")
LATER = datetime(2027, 1, 2, tzinfo=UTC)


def run() -> Iterator[Figure]:
    """Milliseconds to read a year, then how much longer it takes with the most cases; seconds of
    the night that freezes twelve months, four quarters and the year at once."""
    medians: list[float] = []
    for cases in (SMALLEST, LARGEST):
        seconds, median = _measured(cases)
        medians.append(median)
        name = f"accounts.{{}}.{cases}.{connection.vendor}"
        yield Figure(name.format("freeze"), seconds, "s", goal=240, at_most=True)
        yield Figure(name.format("year"), median, "ms", goal=50, at_most=True)
    ratio = medians[1] / medians[0]
    yield Figure(f"accounts.growth.{connection.vendor}", ratio, "x", goal=3, at_most=True)


def _measured(cases: int) -> tuple[float, float]:
    """Seconds to freeze, median milliseconds to read; every line checked to be in the sum."""
    places = [factories.cellule(created_on=date(2025, 12, 1)) for _ in range(CELLULES)]
    _fill(places, cases)
    with TemporaryDirectory() as folder:
        key = journal_key.ensure(Path(folder) / "indicators.key")
        begun = time.perf_counter()
        freeze_due(LATER, key)
        seconds = time.perf_counter() - begun
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        found = total(contributed(YEAR), Measure.REPERE)
        spent.append((time.perf_counter() - begun) * 1_000)
        if found != cases:
            raise AssertionError(f"{found} of {cases}")
    _empty()
    return seconds, statistics.median(spent)


def _fill(places: list[Cellule], cases: int) -> None:
    """One young person and two measures for each case, spread over the year, seeded."""
    draw, months = random.Random(7), [date(2026, month, 1) for month in range(1, 13)]  # noqa: S311 (figures)
    others = [each for each in Measure if each is not Measure.REPERE]
    bands, sexes = list(AgeBand), list(Sex)
    with transaction.atomic():
        for start in range(0, cases, 10_000):
            lines = [
                CountedEvent(
                    cellule=draw.choice(places),
                    month=draw.choice(months),
                    measure=measure,
                    age_band=draw.choice(bands),
                    sex=draw.choice(sexes),
                )
                for _ in range(start, min(start + 10_000, cases))
                for measure in (Measure.REPERE, *draw.sample(others, 2))
            ]
            CountedEvent.objects.bulk_create(lines, batch_size=1_000)


def _empty() -> None:
    append_only.remove(connection)
    Contribution.objects.all().delete()
    CountedEvent.objects.all().delete()
    append_only.install(connection)
