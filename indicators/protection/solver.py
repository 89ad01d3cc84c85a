"""Linear and integer programs, solved by HiGHS: nothing else here knows the library.

Two rules learnt from it. Every instance runs with one thread: instances of one process with
different numbers of threads give empty solutions, silently. And a solution is only ever read
after the status of the model was. Limits count nodes, never seconds: what is published does not
depend on the speed of the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import highspy
import numpy as np

INFINITY: Final[float] = highspy.kHighsInf
_OPTIONS: Final[Mapping[str, bool | int | float]] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 20_260_101,
    "mip_feasibility_tolerance": 1e-7,
}
_PLAIN: Final[Mapping[str, bool | float]] = {
    "mip_heuristic_effort": 0.0,
    "mip_allow_restart": False,
    "mip_detect_symmetry": False,
}
_Status = highspy.HighsModelStatus
_LIMITS: Final = (_Status.kSolutionLimit, _Status.kIterationLimit)
_PRIMAL_FEASIBLE: Final = 2


class _Quiet(highspy.Highs):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:
        """Not used here; enabling them prints a banner, whatever the options."""


class SolverFailed(Exception):
    """HiGHS gave no answer that can be used; its status is the message."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best point found. ``optimal``: proved to the gap asked for."""

    values: Sequence[float]
    duals: Sequence[float]
    reduced: Sequence[float]
    objective: float
    optimal: bool

    def integer(self, column: int) -> int:
        """The integer that this column holds, to the tolerance of the solver."""
        return round(self.values[column])


@dataclass(slots=True)
class Program:
    """A program to minimise, built column by column, then row by row."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    integral: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    _starts: list[int] = field(default_factory=lambda: [0])
    _columns: list[int] = field(default_factory=list)
    _coefficients: list[float] = field(default_factory=list)

    def column(self, lower: float, upper: float, *, cost: float = 0, integral: bool = False) -> int:
        """A new variable; its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        self.integral.append(integral)
        return len(self.lower) - 1

    def row(self, lower: float, upper: float, terms: Iterable[tuple[int, float]]) -> int:
        """lower <= sum of coefficient x column <= upper; its number."""
        for column, coefficient in terms:
            self._columns.append(column)
            self._coefficients.append(coefficient)
        self._starts.append(len(self._columns))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1

    def loaded(self, **options: float | int | bool | str) -> highspy.Highs:
        """An instance of HiGHS that holds this program."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.lower), len(self.row_lower)
        lp.col_cost_ = np.array(self.cost, dtype=np.double)
        lp.col_lower_ = np.array(self.lower, dtype=np.double)
        lp.col_upper_ = np.array(self.upper, dtype=np.double)
        lp.row_lower_ = np.array(self.row_lower, dtype=np.double)
        lp.row_upper_ = np.array(self.row_upper, dtype=np.double)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self._starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(self._columns, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(self._coefficients, dtype=np.double)
        if any(self.integral):
            kinds = highspy.HighsVarType
            lp.integrality_ = [
                kinds.kInteger if each else kinds.kContinuous for each in self.integral
            ]
        highs = _Quiet()
        for name, value in {**_OPTIONS, **options}.items():
            if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise SolverFailed(f"option {name}")
        if highs.passModel(lp) == highspy.HighsStatus.kError:
            raise SolverFailed("model")
        return highs

    def solve(
        self, *, gap: float = 0.0, nodes: int | None = None, plain: bool = False
    ) -> Solution | None:
        """The best point; None when there is none. Raises SolverFailed when it is not known.

        ``gap``: relative distance to the optimum that is enough. ``nodes``: after that many, the
        best point found is enough. ``plain``: without the searches that only long runs repay.
        """
        if not self.lower:
            rows = zip(self.row_lower, self.row_upper, strict=True)
            nil = Solution((), [0.0] * len(self.row_lower), (), 0.0, optimal=True)
            return nil if all(low <= 0 <= high for low, high in rows) else None
        limits: dict[str, float | int | bool] = {"mip_rel_gap": gap}
        if plain:
            limits |= _PLAIN
        if nodes is not None:
            limits["mip_max_nodes"] = nodes
        return outcome(self.loaded(**limits))


def outcome(highs: highspy.Highs) -> Solution | None:
    """Run, read the status, then the solution. None: infeasible, proved."""
    highs.run()
    status = highs.getModelStatus()
    if status == _Status.kUnboundedOrInfeasible:
        highs.setOptionValue("presolve", "off")
        highs.run()
        status = highs.getModelStatus()
    if status == _Status.kInfeasible:
        return None
    info = highs.getInfo()
    if status in _LIMITS and info.primal_solution_status == _PRIMAL_FEASIBLE:
        optimal = False
    elif status == _Status.kOptimal:
        optimal = True
    else:
        raise SolverFailed(status.name)
    found = highs.getSolution()
    return Solution(
        values=list(found.col_value),
        duals=list(found.row_dual),
        reduced=list(found.col_dual),
        objective=info.objective_function_value,
        optimal=optimal,
    )
