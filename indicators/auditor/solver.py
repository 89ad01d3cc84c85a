"""HiGHS, asked and never believed: a table it gives is checked, a bound it gives is proven again.

One function makes every model with the same number of threads: two in one process that differ
silently answer an empty solution. No clock stops a search, so that an audit repeats itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np
from numpy.typing import NDArray

from indicators.auditor.board import BOUNDLESS, Integers, System
from indicators.auditor.statements import Contradiction

Reals = NDArray[np.float64]
_NODES: Final = 2000
_SHORT: Final = 20
_FEW: Final = 200
_CLOSE: Final = 1e-6
_DENOMINATORS: Final = (1, 2, 6, 60)


class SolverFailed(RuntimeError):
    """HiGHS ended otherwise than by an answer: the audit is not an audit."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The least of an objective: bound proven in integers, and the table when it is one."""

    bound: int
    table: Integers | None


class _Quiet(highspy.Highs):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:
        """Not used here; enabling them prints a banner, whatever the options."""


def _fresh() -> highspy.Highs:
    options = highspy.HighsOptions()
    options.output_flag, options.threads, options.random_seed = False, 1, 0
    solver = _Quiet()
    solver.passOptions(options)
    return solver


def _program(system: System, cost: Reals, low: Integers, high: Integers) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(system.columns), len(low)
    program.col_cost_ = cost
    program.col_lower_ = system.least.astype(float)
    program.col_upper_ = system.most.astype(float)
    program.row_lower_ = np.where(low <= -BOUNDLESS, -highspy.kHighsInf, low.astype(float))
    program.row_upper_ = np.where(high >= BOUNDLESS, highspy.kHighsInf, high.astype(float))
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = system.starts.astype(np.int32)
    program.a_matrix_.index_ = system.rows.astype(np.int32)
    program.a_matrix_.value_ = system.signs.astype(float)
    return program


def _checked(system: System, values: object) -> Integers | None:
    """The table, if it is made of whole numbers and holds by exact arithmetic."""
    found = np.asarray(values, dtype=float)[: len(system.columns)]
    if len(found) != len(system.columns):
        return None
    table: Integers = np.rint(found).astype(np.int64)
    return table if system.holds(table) else None


class Extremes:
    """One linear model kept warm: only its objective changes."""

    def __init__(self, system: System) -> None:
        """Raises SolverFailed when HiGHS refuses the model."""
        self._system = system
        self._solver = _fresh()
        self._all = np.arange(len(system.columns), dtype=np.int32)
        nothing = np.zeros(len(system.columns))
        if self._solver.passModel(_program(system, nothing, system.low, system.high)) not in (
            highspy.HighsStatus.kOk,
            highspy.HighsStatus.kWarning,
        ):
            raise SolverFailed("the model was refused")

    def least(self, objective: Integers) -> Optimum:
        """The least value of the objective over all tables, fractions allowed: an outer bound.

        Raises Contradiction when no table agrees, SolverFailed when HiGHS gives no answer.
        """
        self._solver.changeColsCost(len(self._all), self._all, objective.astype(float))
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction("no population agrees with what is published")
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(str(status))
        solution = self._solver.getSolution()
        bound = proven_bound(self._system, objective, np.asarray(solution.row_dual, dtype=float))
        return Optimum(bound, _checked(self._system, solution.col_value))


def proven_bound(system: System, objective: Integers, duals: Reals) -> int:
    """A least value of the objective that holds whatever the multipliers are.

    Weak duality in integers: objective = multipliers x rows + what remains, each part at its
    least. Good multipliers give a tight bound, bad ones a loose one, none a false one.
    """
    # No published figure bounds these: their box is only there for the solver, and proves nothing.
    boundless = system.most >= system.room
    best = -BOUNDLESS
    for scale in _DENOMINATORS:
        whole = np.rint(duals * scale).astype(np.int64)
        whole[(whole > 0) & (system.low <= -BOUNDLESS)] = 0
        whole[(whole < 0) & (system.high >= BOUNDLESS)] = 0
        taken = np.add.reduceat(whole[system.rows] * system.signs, system.starts[:-1])
        remains = objective * scale - taken
        if (remains[boundless] < 0).any():
            continue
        used = whole != 0
        total = int((whole * np.where(whole > 0, system.low, system.high))[used].sum())
        total += int(np.minimum(remains * system.least, remains * system.most).sum())
        best = max(best, -(-total // scale))
    return best


def table_where(system: System, objective: Integers, count: int) -> tuple[Integers | None, bool]:
    """A whole table whose objective is ``count``, and whether its absence was decided.

    (None, False) after too long a search: nothing was shown either way.
    """
    kept = np.flatnonzero(objective)
    solver = _fresh()
    solver.setOptionValue("mip_max_nodes", _NODES)
    solver.passModel(_program(system, np.zeros(len(system.columns)), system.low, system.high))
    solver.addRow(count, count, len(kept), kept.astype(np.int32), objective[kept].astype(float))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None, True
    table = _checked(system, solver.getSolution().col_value)
    if table is None:
        _make_whole(solver, system)
        solver.run()
        table = _checked(system, solver.getSolution().col_value)
    return table, solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible


def _make_whole(solver: highspy.Highs, system: System) -> None:
    columns = np.arange(len(system.columns), dtype=np.int32)
    kinds = np.full(len(columns), highspy.HighsVarType.kInteger)
    solver.changeColsIntegrality(len(columns), columns, kinds)


def centred(
    system: System, depth: int, loose: Integers, near: Integers | None = None
) -> Integers | None:
    """A whole table where many of the loose columns may move up by ``depth``, alone.

    The reward of a column is the least room of its rows; while they are many, rows are rewarded
    instead, which is a smaller model. A row known exactly has no room: it is left to swaps. Any
    whole table will do: none is wrong, some show more than others; so the search is short, and
    shorter still among the columns that count somebody in ``near``.
    """
    solver = _fresh()
    solver.setOptionValue("mip_max_nodes", _SHORT)
    solver.setOptionValue("mip_rel_gap", 0.05)
    program = _program(system, np.zeros(len(system.columns)), system.low, system.high)
    if near is not None:
        kept = (near > 0) | (system.least > 0)
        if len(loose) <= _FEW:
            kept[loose] = True
        program.col_upper_ = np.where(kept, system.most, 0).astype(float)
    solver.passModel(program)
    _make_whole(solver, system)
    room: dict[tuple[int, int], int] = {}
    few = len(loose) <= _FEW
    for column in loose.tolist():
        entries = range(int(system.starts[column]), int(system.starts[column + 1]))
        sides = [
            (int(system.rows[entry]), int(system.signs[entry]))
            for entry in entries
            if system.low[system.rows[entry]] < system.high[system.rows[entry]]
        ]
        for side in sides:
            if side not in room:
                room[side] = _room(solver, system, side, (depth, 0.0 if few else -1.0))
        if few:
            reward = solver.getNumCol()
            solver.addCol(-1.0, 0.0, float(depth), 0, [], [])
            for side in sides:
                solver.addRow(-highspy.kHighsInf, 0.0, 2, [reward, room[side]], [1.0, -1.0])
    solver.run()
    return _checked(system, solver.getSolution().col_value)


def _room(
    solver: highspy.Highs, system: System, side: tuple[int, int], prize: tuple[int, float]
) -> int:
    """Add to the model the room of one end of a row, up to a depth, at a cost; give its column."""
    row, sign = side
    end = int(system.high[row] if sign > 0 else -system.low[row])
    found = int(solver.getNumCol())
    solver.addCol(prize[1], 0.0, float(prize[0]), 0, [], [])
    if end < BOUNDLESS:
        entries = np.flatnonzero(system.rows == row)
        columns = np.searchsorted(system.starts, entries, side="right") - 1
        signs = (sign * system.signs[entries]).astype(float)
        solver.addRow(-highspy.kHighsInf, end, len(columns) + 1, [*columns, found], [*signs, 1.0])
    return found
