"""A year of a département protected at once: five measures, one plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from random import Random
from time import process_time

from indicators.protection.rounding import rounded
from indicators.protection.suppression import suppressed
from indicators.protection.tables import Table, parse
from tests.bench.report import Figure

CELLULES, MONTHS, AGES, SEXES = range(17), range(1, 13), ("12-15", "16-17", "18-25"), "FM"
EVENTS, SEED = (600, 400, 250, 160, 103), 20261127


def run() -> Iterator[Figure]:
    """Seconds of processor to round the year, and the mean distance to the true counts."""
    table = year()
    started = process_time()
    found = rounded(table)
    seconds = process_time() - started
    errors = [abs((found.values[name] or 0) - count) for name, count in table.totals.items()]
    yield Figure(f"rounding, {len(errors)} cells", seconds, "s", goal=60, at_most=True)
    mean = sum(errors) / len(errors)
    yield Figure("rounding, mean error", mean, "persons", goal=2.5, at_most=True)
    yield from _kept()


def _kept() -> Iterator[Figure]:
    """What each method leaves to read of one measure: share of the figures shown and of the
    persons they count, and how far from the truth. A threshold alone protects nothing.
    """
    measure = str(len(EVENTS) - 1)
    small = year(measure, method="suppression")
    threshold = {
        name: None if 0 < count < small.threshold else count for name, count in small.totals.items()
    }
    started = process_time()
    methods = {"threshold": threshold, "suppression": suppressed(small).values}
    seconds = process_time() - started
    yield Figure(f"suppression, {len(small.cells)} cells", seconds, "s", goal=20, at_most=True)
    methods |= {
        f"base {base}": rounded(year(measure, base=base, margin=base)).values for base in (5, 10)
    }
    for name, values in methods.items():
        shown = {cell: value for cell, value in values.items() if value is not None}
        persons = sum(small.totals[cell] for cell in shown) / sum(small.totals.values())
        error = sum(abs(value - small.totals[cell]) for cell, value in shown.items()) / len(shown)
        hidden = 100 * (1 - len(shown) / len(values))
        lost = 100 * (1 - persons)
        yield Figure(f"{name}, figures hidden", hidden, "%", goal=60, at_most=True)
        yield Figure(f"{name}, persons hidden", lost, "%", goal=60, at_most=True)
        yield Figure(f"{name}, mean error", error, "persons", goal=5, at_most=True)


def year(only: str = "", **rules: object) -> Table:
    """Events of five measures, in a few large cellules and many small ones; or of one of them."""
    chance = Random(SEED)  # noqa: S311
    weights = [chance.paretovariate(1.1) for _ in CELLULES]
    atoms = dict.fromkeys(product(range(len(EVENTS)), CELLULES, MONTHS, AGES, SEXES), 0)
    for measure, events in enumerate(EVENTS):
        for _ in range(events):
            (cellule,) = chance.choices(CELLULES, weights)
            age, sex = chance.choices(AGES, (3, 4, 2))[0], chance.choices(SEXES, (2, 8))[0]
            atoms[measure, cellule, chance.choice(MONTHS), age, sex] += 1
    cells: dict[str, list[str]] = {}
    for measure, cellule, month, age, sex in atoms:
        if only not in ("", str(measure)):
            continue
        name = f"{measure}|{cellule}|{month}|{age}|{sex}"
        for cell in _cells(cellule, month, age, sex):
            cells.setdefault(f"{measure}|{cell}", []).append(name)
    document = {
        "key": "0f" * 32,
        **rules,
        "atoms": [
            {"id": "|".join(map(str, key)), "count": n}
            for key, n in atoms.items()
            if only in ("", str(key[0]))
        ],
        "cells": [{"id": cell, "atoms": names} for cell, names in cells.items()],
    }
    return parse(json.dumps(document).encode())


def _cells(cellule: int, month: int, age: str, sex: str) -> Iterator[str]:
    """The plan: cellules by year, arrondissements and département by year, age, sex, period."""
    yield f"cellule {cellule}"
    yield f"tribunal {cellule % 4}"
    yield f"month {month}"
    for area in (f"arrondissement {cellule * 7 // 17}", "département"):
        yield from (area, f"{area}|{age}|{sex}", f"{area}|{age}", f"{area}|{sex}")
        yield f"{area}|T{(month + 2) // 3}"
    yield from (f"to month {last}" for last in range(month, 13))
