"""Edges of the proofs: each was a line that could be removed without a test to say so."""

from __future__ import annotations

import numpy as np
import pytest

from indicators.auditor import hunt
from indicators.auditor.adversaries import one_case
from indicators.auditor.attack import audit, audit_releases
from indicators.auditor.board import Integers, board, system
from indicators.auditor.releases import Release, ReleasedCell, gathered
from indicators.auditor.solver import Extremes, Optimum, proven_bound
from indicators.auditor.statements import Contradiction, Knowledge, Statement
from indicators.auditor.swaps import Swaps


def test_a_pair_in_the_same_declared_link_moves_it_twice() -> None:
    total = Statement("ab", ("a", "b"), 10, 10, 10)
    found = system(board(Knowledge(("a", "b"), (total,), orders=((("a",), ("b",)),))))
    swaps, table = Swaps(found), np.array([4, 6])

    assert swaps.pairs(table, 1)[0][0].tolist() == [False, True]
    assert not swaps.pairs(table, 2)[0][0].any()


def test_a_column_that_nothing_bounds_proves_no_bound() -> None:
    cells = (
        Statement("a", ("a",), None, None, None),
        Statement("ab", ("a", "b"), 30_000, None, None),
    )
    found = system(board(Knowledge(("a", "b"), cells)))

    assert proven_bound(found, np.array([1, 0]), np.array([0.0, 2.0])) <= 0


def test_what_two_cells_have_in_common_is_a_group() -> None:
    cells = (
        ReleasedCell("CISPD", ("x", "c"), 20),
        ReleasedCell("TGI", ("c", "y"), 21),
        ReleasedCell("ensemble", ("x", "c", "y"), 38),
    )

    targets = {each.target: each.low for each in audit_releases([Release("2026", cells)]).findings}

    assert targets == {"CISPD (2026) et TGI (2026) en commun": 3}


def test_a_difference_is_large_only_if_it_is_at_its_least() -> None:
    cells = (ReleasedCell("tous", ("x", "y"), 20), ReleasedCell("Lens", ("x",), 16, 1))

    report = audit_releases([Release("2026", cells)])

    assert [(each.target, each.low, each.high) for each in report.findings] == [
        ("tous (2026) sauf Lens (2026)", 3, 5)
    ]


def test_a_case_said_impossible_without_proof_stops_the_audit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Liar(Extremes):
        def least(self, objective: Integers) -> Optimum:
            if self._system.least.any():
                raise Contradiction("a lie")
            return super().least(objective)

    hidden = [ReleasedCell(name, (name,), None, flag="c") for name in "ab"]
    duo = ReleasedCell("duo", ("a", "b"), 8)
    knowledge = gathered([Release("2026", (duo, *hidden))])
    monkeypatch.setattr(hunt, "Extremes", Liar)
    # Nothing else gives a table: the liar is asked.
    monkeypatch.setattr(hunt, "centred", lambda *_: None)

    with pytest.raises(Contradiction, match="a lie"):
        audit(knowledge, one_case(knowledge))
