"""Unusual input: a bulletin that anybody verifies, or a code with a reason and nothing written."""

from __future__ import annotations

import json
from io import StringIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import verify
from tests.indicators.protection.tables import Document, crossed, departments, document
from tests.indicators.protection.test_published import cube

BILLION = 10**9
METHODS = ("rounding", "suppression")


def outcome(content: Document) -> int:
    """The code of the command. A bulletin is verified; without one, the folder is as it was."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.json"), Path(folder, "out.json")
        source.write_text(json.dumps(content))
        try:
            call_command("protect", str(source), str(target), stdout=StringIO(), stderr=StringIO())
        except CommandError as error:
            refused = error
        else:
            assert verify.report(verify.read(target.read_bytes()))
            return 0
        assert [path.name for path in Path(folder).iterdir()] == ["in.json"]
        assert str(refused)
        return refused.returncode


MANY = {str(n): BILLION for n in range(30)}
USABLE: dict[str, Document] = {
    "one cell of nobody": document({"a": 0}, {"a": ["a"]}),
    "one cell": document({"a": 1}, {"a": ["a"]}),
    "nobody at all": crossed([[0] * 3] * 3),
    "all nil by nature": document({"a": 0, "b": 0}, {"a": ["a"], "b": ["b"]}, zeros=["a", "b"]),
    "billions": crossed([[BILLION, BILLION, 1], [BILLION, 3, BILLION], [2, BILLION, BILLION]]),
    "thirty billions": document(
        {**MANY, "x": 2}, {"all": [*MANY, "x"], "x": ["x"], "most": list(MANY)}
    ),
    "four ways": cube({key: sum(key) for key in product(range(2), repeat=4)}),
    "pieces": document({c: n for n, c in enumerate("abcdefgh")}, {c: [c] for c in "abcdefgh"}),
    "names": document(
        {"e\u0301t\u00e9 ☃": 3, "\U0001f600": 9}, {"日本": ["e\u0301t\u00e9 ☃", "\U0001f600"]}
    ),
    "the same cell twice": document({"a": 3, "b": 9}, {"x": ["a", "b"], "y": ["b", "a"]}),
    "equal by two orders": document(
        {"a": 3, "b": 3, "c": 30},
        {"a": ["a"], "b": ["b"], "abc": ["a", "b", "c"]},
        orders=[{"left": ["a"], "right": ["b"]}, {"left": ["b"], "right": ["a"]}],
    ),
    "less than nobody": document(
        {"a": 0, "b": 4}, {"a": ["a"], "b": ["b"]}, orders=[{"left": ["a"], "right": []}]
    ),
    "a large base": crossed([[3, 9], [7, 2]], base=10_000, margin=10_000, threshold=10_000),
    "a long key": {**crossed([[3, 9], [7, 2]]), "key": "ab" * 10_000},
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", USABLE)
def test_what_is_unusual_is_protected_all_the_same(name: str, method: str) -> None:
    assert outcome({**USABLE[name], "method": method}) == 0


REFUSED: dict[str, dict[str, Any]] = {
    "no atom": {"atoms": [], "cells": []},
    "no cell": {"cells": []},
    "a key of half a byte": {"key": "abc"},
    "an empty key": {"key": ""},
    "half a character": {"atoms": [{"id": "\ud800", "count": 3}]},
    "orders that contradict": {
        "orders": [{"left": [a], "right": [b]} for a, b in (("0.0", "0.1"), ("0.1", "0.0"))]
    },
    "totals that contradict": {"totals": [{"cell": "T.T", "parts": ["0.T"]}]},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused(name: str) -> None:
    assert outcome({**crossed([[3, 9], [7, 2]]), **REFUSED[name]}) == 2


def test_a_cell_of_nobody_by_nature_cannot_stay_covered() -> None:
    cells = {"a": ["a"], "z": ["z"]}
    past = [{"id": "z", "value": None}]

    content = document({"a": 9, "z": 0}, cells, zeros=["z"], frozen=past, method="suppression")

    assert outcome(content) == 3


@st.composite
def burdened(draw: st.DrawFn) -> Document:
    """A département with a past, exact cells, orders and insiders, which may not go together."""
    content = draw(departments())
    counts = {each["id"]: each["count"] for each in content["atoms"]}
    totals = {c["id"]: sum(counts[atom] for atom in c["atoms"]) for c in content["cells"]}
    names, atoms = st.sampled_from(sorted(totals)), st.sampled_from(sorted(counts))
    method = draw(st.sampled_from(METHODS))
    exact = draw(st.lists(names, unique=True, max_size=2))
    past = draw(st.lists(names.filter(lambda name: name not in exact), unique=True, max_size=3))
    frozen: list[dict[str, object]] = []
    for name in past:
        away = draw(st.integers(-5, 5))
        value = max(0, (totals[name] + away) // 5 * 5) if method == "rounding" else totals[name]
        near = abs(value - totals[name]) <= 5
        frozen.append({"id": name, "value": value if near and draw(st.booleans()) else None})
    left, right = draw(atoms), draw(atoms)
    orders = [{"left": [left], "right": [right]}] if counts[left] <= counts[right] else []
    knows = draw(st.lists(atoms, unique=True, max_size=3))
    return {
        **content,
        "method": method,
        "exact": exact,
        "frozen": frozen,
        "orders": orders,
        "insiders": [{"id": "mairie", "knows": knows}],
    }


@settings(max_examples=30, deadline=None)
@given(burdened())
def test_whatever_is_asked_is_published_whole_or_refused(content: Document) -> None:
    assert outcome(content) in (0, 3, 4)
