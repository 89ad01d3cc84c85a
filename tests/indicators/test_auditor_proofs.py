"""The auditor against whoever tries every population: the same counts, or more refused."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.auditor.board import board, supposing, system
from indicators.auditor.hunt import Hunt, Interval
from indicators.auditor.solver import Extremes, proven_bound
from indicators.auditor.statements import Contradiction, Insider, Knowledge, Statement
from indicators.auditor.swaps import Swaps
from indicators.auditor.targets import targets
from tests.indicators.attackers import counted, ends, populations

ATOMS = ("a", "b", "c", "d")
MOST = 12
GROUPS = [group for size in (1, 2, 3) for group in combinations(ATOMS, size)]
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def _worlds(draw: st.DrawFn) -> tuple[Knowledge, Insider | None]:
    """A small population, what is published of it, and perhaps someone who knows more."""
    truth = {atom: draw(st.integers(0, 2)) for atom in ATOMS}
    zeros = frozenset(a for a in ATOMS if truth[a] == 0 and draw(st.booleans()))
    statements = []
    for group in [ATOMS, *draw(st.lists(st.sampled_from(GROUPS), max_size=5, unique=True))]:
        margin = draw(st.sampled_from([0, 0, 1, 2] if group == ATOMS else [0, 1, 2, 3, None]))
        count = sum(truth[atom] for atom in group)
        if margin is None:
            statements.append(Statement("".join(group), group, None, None, None))
            continue
        value = max(0, count + draw(st.integers(-margin, margin)))
        statements.append(
            Statement("".join(group), group, max(0, value - margin), value + margin, value)
        )
    pairs = [(x, y) for x in GROUPS for y in GROUPS if not {*x} & {*y}]
    left, right = draw(st.sampled_from(pairs))
    holds = sum(truth[a] for a in left) <= sum(truth[a] for a in right)
    orders = ((left, right),) if holds and draw(st.booleans()) else ()
    return Knowledge(ATOMS, tuple(statements), zeros, orders), draw(_insiders(truth))


def _insiders(truth: dict[str, int]) -> st.SearchStrategy[Insider | None]:
    one = st.sampled_from(ATOMS)
    present = [atom for atom in ATOMS if truth[atom]]
    kinds = [st.none(), one.map(lambda atom: Insider("cellule", {atom: truth[atom]}))]
    if present:
        kinds.append(st.sampled_from(present).map(lambda a: Insider("voisin", {}, {a: 1})))
    return st.one_of(kinds)


def _groups(hunt: Hunt, columns: tuple[int, ...], insider: Insider | None) -> list[str]:
    """The atoms behind a target that the adversary does not know already."""
    known = insider.known if insider else {}
    of_the_board = hunt.system.board.groups
    return [
        atom
        for column in columns
        for atom in of_the_board[hunt.system.columns[column]]
        if atom not in known
    ]


def _hunted(
    knowledge: Knowledge, insider: Insider | None, floor: int
) -> tuple[Hunt, list[Interval]]:
    found = system(board(knowledge), insider)
    if insider and not insider.known:
        alike = supposing(system(board(knowledge)), insider)
        assert (alike.least == found.least).all()
        assert alike.columns == found.columns
    hunt = Hunt(found, floor, 5)
    return hunt, hunt.run([])


@slow
@given(_worlds(), st.integers(3, 5))
def test_what_is_found_is_exactly_what_every_population_leaves(
    world: tuple[Knowledge, Insider | None], floor: int
) -> None:
    knowledge, insider = world
    every = populations(knowledge, insider, most=MOST)
    hunt, found = _hunted(knowledge, insider, floor)

    for interval in found:
        left = counted(every, _groups(hunt, interval.target.columns, insider))
        assert interval.values == left
        assert (interval.low, interval.high) == (min(left), max(left))
        assert len(left) < floor


@slow
@given(_worlds(), st.integers(3, 5))
def test_no_group_that_is_narrow_escapes(
    world: tuple[Knowledge, Insider | None], floor: int
) -> None:
    knowledge, insider = world
    every = populations(knowledge, insider, most=MOST)
    hunt, found = _hunted(knowledge, insider, floor)
    each_apart = [np.array([column]) for column in range(len(hunt.system.columns))]
    asked = targets(hunt.system, each_apart, 5, cells=True)
    told = {interval.target.columns for interval in found}
    if told.isdisjoint(cell.columns for cell in asked):
        # Behind a cell that is found, the groups between cells wait.
        asked += targets(hunt.system, each_apart, 5, cells=False)

    for target in asked:
        left = counted(every, _groups(hunt, target.columns, insider))
        harmful = len(left) < floor and min(left) < 5 and max(left) > 0
        assert not harmful or target.columns in told


@slow
@given(_worlds())
def test_outer_bounds_hold_every_population_and_meet_the_other_solver(
    world: tuple[Knowledge, Insider | None],
) -> None:
    knowledge, insider = world
    every = populations(knowledge, insider, most=MOST)
    found = system(board(knowledge), insider)
    if not found.columns:
        return
    extremes = Extremes(found)
    for column in range(len(found.columns)):
        objective = np.zeros(len(found.columns), dtype=np.int64)
        objective[column] = 1
        group = _groups(Hunt(found, 3, 5), (column,), insider)
        least, most = extremes.least(objective).bound, -extremes.least(-objective).bound
        left = counted(every, group)
        assert least <= min(left) <= max(left) <= most
        assert ends(knowledge, group, insider) == (min(left), max(left))


@slow
@given(_worlds(), st.lists(st.floats(-3, 3), min_size=12, max_size=12))
def test_no_multiplier_however_wrong_gives_a_false_bound(
    world: tuple[Knowledge, Insider | None], multipliers: list[float]
) -> None:
    knowledge, insider = world
    every = populations(knowledge, insider, most=MOST)
    found = system(board(knowledge), insider)
    duals = np.array(multipliers[: len(found.low)])
    group = _groups(Hunt(found, 3, 5), tuple(range(len(found.columns))), insider)

    bound = proven_bound(found, np.ones(len(found.columns), dtype=np.int64), duals)

    assert bound <= min(counted(every, group), default=0)


@slow
@given(_worlds(), st.integers(1, 3))
def test_moves_and_swaps_lead_to_populations_only(
    world: tuple[Knowledge, Insider | None], depth: int
) -> None:
    found = system(board(world[0]), world[1])
    if not found.columns:
        return
    table = Extremes(found).least(np.zeros(len(found.columns), dtype=np.int64)).table
    if table is None:
        return
    up, down = found.moves(table)
    ok, donors = Swaps(found).pairs(table, depth)
    for column in range(len(table)):
        step = np.eye(len(table), dtype=np.int64)[column]
        assert found.holds(table + step * up[column])
        assert found.holds(table - step * down[column])
        for index, donor in enumerate(donors):
            moved = table + depth * (step - np.eye(len(table), dtype=np.int64)[donor])
            assert ok[column, index] <= found.holds(moved)


@slow
@given(_worlds())
def test_what_is_proven_for_whoever_knows_a_case_is_left_by_every_population(
    world: tuple[Knowledge, Insider | None],
) -> None:
    """Every group of columns but the whole, whichever column the case is in."""
    knowledge, _ = world
    every = populations(knowledge, None, most=MOST)
    hunt, _ = _hunted(knowledge, None, 5)
    proven = hunt.with_a_case
    left, size = proven.left, len(hunt.system.columns)

    for column in proven.columns:
        (*_, case) = _groups(hunt, (column,), None)
        told = [each for each in every if each[case]]
        for chosen in range(1, 2**size - 1):
            group = _groups(hunt, tuple(i for i in range(size) if chosen >> i & 1), None)
            assert len(counted(told, group)) >= min(left, 3)


def test_a_case_that_is_known_is_never_moved_away() -> None:
    cell = Statement("ab", ("a", "b"), 0, 10, 5)
    known = Insider("voisin", {}, {"a": 1})
    found = system(board(Knowledge(("a", "b"), (cell, Statement("a", ("a",), 0, 5, 0)))), known)
    up, down = found.moves(np.array([2, 1]))

    assert (up.tolist(), down.tolist()) == ([3, 7], [1, 1])


def test_figures_that_exclude_each_other_are_a_contradiction() -> None:
    cells = (Statement("a", ("a",), 3, 3, 3), Statement("ab", ("a", "b"), 2, 2, 2))

    with pytest.raises(Contradiction):
        _hunted(Knowledge(("a", "b"), cells), None, 5)
    with pytest.raises(Contradiction, match="release"):
        board(Knowledge(("a",), (cells[0], Statement("a", ("a",), 4, 5, 4))))


def test_a_hidden_cell_that_nothing_bounds_has_no_largest_count() -> None:
    cells = (Statement("a", ("a",), None, None, None), Statement("ab", ("a", "b"), 3, None, None))
    found = system(board(Knowledge(("a", "b"), cells)))
    objective = np.array([1, 0], dtype=np.int64)

    assert Extremes(found).least(objective).bound == 0
    assert -Extremes(found).least(-objective).bound >= found.room
    assert _hunted(Knowledge(("a", "b"), cells), None, 5)[1] == []
