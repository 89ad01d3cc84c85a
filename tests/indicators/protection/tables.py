"""Count tables for the tests: documents of IN.json, parsed ones, small random ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from hypothesis import strategies as st

from indicators.protection.tables import Table, parse

KEY = "0f" * 32
Document = dict[str, Any]


def document(
    counts: Mapping[str, int], cells: Mapping[str, Sequence[str]], **fields: object
) -> Document:
    """The document of a table: counts by atom, atoms by cell."""
    return {
        "key": KEY,
        "atoms": [{"id": atom, "count": count} for atom, count in counts.items()],
        "cells": [{"id": cell, "atoms": list(atoms)} for cell, atoms in cells.items()],
        **fields,
    }


def crossed(rows: Sequence[Sequence[int]], **fields: object) -> Document:
    """A two-way table with its margins: « 0.1 », « 0.T », « T.1 », « T.T »."""
    counts = {f"{i}.{j}": n for i, row in enumerate(rows) for j, n in enumerate(row)}
    cells: dict[str, list[str]] = {}
    for atom in counts:
        i, j = atom.split(".")
        for cell in (atom, f"{i}.T", f"T.{j}", "T.T"):
            cells.setdefault(cell, []).append(atom)
    return document(counts, cells, **fields)


def parsed(content: object) -> Table:
    """The table of a document."""
    return parse(json.dumps(content).encode())


@st.composite
def departments(draw: st.DrawFn) -> Document:
    """Cellules in arrondissements, a territory across them, periods; sparse or dense."""
    high = draw(st.sampled_from((1, 4, 40)))
    cellules, months = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    places = [(c, m) for c, m in product(range(cellules), range(months))]
    counts = {f"c{c}|{m}": draw(st.integers(0, high)) for c, m in places}
    across = draw(st.sets(st.integers(0, cellules - 1), min_size=1))
    cells: dict[str, list[str]] = {}
    for c, m in places:
        names = [f"c{c}", f"arr{c % 2}", f"arr{c % 2}|{m}", f"dep|{m}", "dep"]
        for cell in names + ["across"] * (c in across):
            cells.setdefault(cell, []).append(f"c{c}|{m}")
    nil = [atom for atom, count in counts.items() if not count]
    zeros = draw(st.lists(st.sampled_from(nil), unique=True)) if nil else []
    return document(counts, cells, zeros=zeros)
