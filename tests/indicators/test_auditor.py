"""The door of the auditor: who is asked, what is refused, what is told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from indicators.auditor import hunt
from indicators.auditor.adversaries import (
    all_but_one,
    arrondissements_but_one,
    cellules,
    one_case,
)
from indicators.auditor.attack import audit, audit_releases
from indicators.auditor.board import Integers, System, board, system
from indicators.auditor.parts import parts
from indicators.auditor.releases import Release, ReleasedCell, gathered
from indicators.auditor.report import as_data
from indicators.auditor.solver import Optimum
from indicators.auditor.statements import Contradiction, Insider, Knowledge, Statement

WITNESS = {"Arras": 10, "Lens": 10, "Liévin": 5, "Calais": 10}
RECORDS = {name: {name: count} for name, count in WITNESS.items()}


def _rounded(*more: ReleasedCell) -> Knowledge:
    cells = [ReleasedCell(name, (name,), value, 5) for name, value in WITNESS.items()]
    total = ReleasedCell("département", tuple(WITNESS), 35, 5)
    return gathered([Release("2026", (total, *cells, *more))])


@pytest.fixture
def without_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the solver was called")

    for name in ("Extremes", "centred", "table_where"):
        monkeypatch.setattr(hunt, name, refuse)


@pytest.mark.parametrize("floors", [(4, 3, 5), (5, 2, 5), (5, 3, 4)])
def test_a_floor_is_never_lowered(floors: tuple[int, int, int]) -> None:
    public, insider, small = floors

    with pytest.raises(ValueError, match="never lowered"):
        audit(_rounded(), public_floor=public, insider_floor=insider, small=small)


@pytest.mark.usefixtures("without_solver")
def test_a_certificate_of_margins_spares_the_solver() -> None:
    report = audit(_rounded(), one_case(_rounded()), tables=[WITNESS])

    assert report.passed
    assert report.min_width == 10


def test_a_false_certificate_is_not_believed() -> None:
    assert audit(_rounded(), tables=[{"Arras": 99}]).passed
    hidden = ReleasedCell("Douai", ("Douai",), 2, 0)
    false = {**WITNESS, "Douai": 60}

    assert not audit(_rounded(hidden), tables=[false]).passed


@pytest.mark.usefixtures("without_solver")
def test_an_exact_total_over_margins_is_cleared_by_one_compensation() -> None:
    """All of it but the groups whose every pair is inside or outside."""
    cells = [ReleasedCell(name, (name,), value, 5) for name, value in WITNESS.items()]
    total = ReleasedCell("département", tuple(WITNESS), 35)
    found = hunt.Hunt(_system(gathered([Release("2026", (total, *cells))])), 5, 5)
    found._centre = lambda: None  # type: ignore[method-assign]

    assert found.run([np.array([10, 10, 5, 10])]) == []


def _system(knowledge: Knowledge) -> System:
    return system(board(knowledge))


@pytest.mark.parametrize(("most", "impossible"), [(12, False), (50, True)])
def test_a_solver_that_lies_clears_nothing(
    monkeypatch: pytest.MonkeyPatch, most: int, impossible: bool
) -> None:
    """Tables that do not hold, too few counts tried, no answer: nothing was shown."""

    def any_table(system: System, *_: object) -> Integers:
        return np.arange(len(system.columns), dtype=np.int64) * 7

    class Liar:
        def __init__(self, system: System) -> None:
            self._system = system

        def least(self, objective: Integers) -> Optimum:
            return Optimum(-most if objective.min() < 0 else 0, any_table(self._system))

    monkeypatch.setattr(hunt, "Extremes", Liar)
    monkeypatch.setattr(hunt, "centred", any_table)
    monkeypatch.setattr(hunt, "table_where", lambda system, *_: (any_table(system), impossible))
    report = audit(_rounded())

    assert not report.passed
    assert {(each.values_left, each.proven) for each in report.findings} == {(0, "witnesses")}


def test_what_was_published_once_counts_for_ever() -> None:
    first = Release("mars", (ReleasedCell("Lens", ("Lens",), 7, 5),))
    withdrawn = Release("mars, retiré", (ReleasedCell("Lens", ("Lens",), 3, 0),))

    assert audit_releases([first]).passed
    assert not audit_releases([first, withdrawn]).passed
    with pytest.raises(Contradiction):
        audit_releases([withdrawn, Release("avril", (ReleasedCell("Lens", ("Lens",), 9),))])


def test_without_object_is_a_structural_zero_and_no_secret() -> None:
    nothing = ReleasedCell("CDDF de Lens", ("x",), None, flag="///")
    knowledge = gathered([Release("2026", (nothing,))], zeros=["y"])

    assert knowledge.zeros == {"x", "y"}
    assert audit(knowledge).passed


def test_declared_logic_is_known_to_the_attacker() -> None:
    """Bilans are never above suivis: a narrow figure of the one narrows the other."""
    release = Release(
        "2026", (ReleasedCell("suivis", ("s",), 2, 2), ReleasedCell("bilans", ("b",), 8, 5))
    )

    assert audit_releases([release]).passed
    report = audit_releases([release], orders=((("b",), ("s",)),))
    assert {(each.target, each.low, each.high) for each in report.findings} == {
        ("suivis (2026)", 3, 4),
        ("bilans (2026)", 3, 4),
    }


@pytest.mark.parametrize(
    "cell",
    [
        {"value": None},
        {"value": 5, "flag": "c"},
        {"value": -1},
        {"value": 5, "margin": -1},
    ],
)
def test_a_figure_that_says_two_things_is_refused(cell: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Lens"):
        ReleasedCell("Lens", ("Lens",), **cell)  # type: ignore[arg-type]


def test_an_atom_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown atom: y"):
        Knowledge(("x",), (Statement("x", ("x", "y"), 0, 5, 0),))
    with pytest.raises(ValueError, match="twice"):
        Knowledge(("x", "x"), ())


def test_a_case_that_cannot_be_has_no_line_but_false_records_stop_the_audit() -> None:
    knowledge = gathered([Release("2026", (ReleasedCell("Lens", ("Lens",), 0),))])

    assert set(audit(knowledge, one_case(knowledge)).values_left) == {"public"}
    with pytest.raises(Contradiction):
        audit(knowledge, [Insider("cellule de Lens", {"Lens": 4})])


def test_measures_that_share_nothing_are_attacked_apart_and_told_together() -> None:
    one = (ReleasedCell("rappels", ("r1", "r2"), 5, 5), ReleasedCell("CDDF", ("c",), 2))
    knowledge = gathered([Release("2026", one)])
    linked = gathered([Release("2026", one)], orders=((("c",), ("r1",)),))

    assert [part.atoms for part in parts(knowledge)] == [("r1", "r2"), ("c",)]
    assert parts(linked) == (linked,)
    assert audit(knowledge).cells == 2
    assert [each.target for each in audit(knowledge).findings] == ["CDDF (2026)"]
    assert audit(knowledge, [Insider("x", {"r1": 1})]).values_left["x"] >= 3


def test_who_attacks_is_built_from_the_records_of_each() -> None:
    arrondissements = {"Lens-Liévin": ["Lens", "Liévin"], "seul": ["Calais"]}
    pairs = arrondissements_but_one(RECORDS, arrondissements)

    assert [each.name for each in cellules(RECORDS)] == list(RECORDS)
    assert [(each.name, each.known) for each in pairs] == [
        ("Lens-Liévin sauf Lens", {"Liévin": 5}),
        ("Lens-Liévin sauf Liévin", {"Lens": 10}),
    ]
    assert [len(each.known) for each in all_but_one(RECORDS)] == [3, 3, 3, 3]
    assert {each.at_least["Lens"] for each in one_case(_rounded()) if "Lens" in each.at_least} == {
        1
    }


def test_who_knows_all_but_one_is_reported_and_refuses_nothing() -> None:
    cells = [ReleasedCell("duo", ("a", "b"), 8), *_hidden("a", "b")]
    knowledge = gathered([Release("2026", tuple(cells))])
    records = {"A": {"a": 5}, "B": {"b": 3}}

    told = audit(knowledge, all_but_one(records))
    refused = audit(knowledge, cellules(records))

    assert told.passed
    assert [(each.adversary, each.low) for each in told.findings] == [("toutes sauf B", 3)]
    assert not refused.passed


def _hidden(*names: str) -> list[ReleasedCell]:
    return [ReleasedCell(name, (name,), None, flag="c") for name in names]


def test_the_report_is_plain_data_with_a_line_for_each_kind_of_adversary() -> None:
    knowledge = gathered(
        [Release("2026", (ReleasedCell("duo", ("a", "b"), 8), *_hidden("a", "b")))]
    )
    records = {"A": {"a": 5}, "B": {"b": 3}}
    report = audit(knowledge, [*cellules(records), *all_but_one(records)])
    data = json.loads(json.dumps(as_data(report)))

    assert [line["kind"] for line in data["matrix"]] == ["A0", "A1", "A4"]
    assert [line["refuses"] for line in data["matrix"]] == [False, True, False]
    assert [line["says"] for line in data["matrix"][1:]] == [
        "valeur exacte",
        "valeur exacte (signalé, sans refus)",
    ]
    assert data["verdict"].startswith("Publication refusée : 1 effectifs")
    assert data["findings"][0] == {
        "adversary": "A",
        "target": "duo (2026)",
        "values_left": 1,
        "low": 3,
        "high": 3,
        "proven": "solver",
        "refuses": True,
    }
    assert as_data(audit(knowledge))["verdict"].startswith("3 chiffres attaqués")
