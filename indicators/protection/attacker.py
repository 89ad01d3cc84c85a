"""What whoever reads a table with holes can deduce of each hole: the attacker’s two programs.

For a hidden cell k, the greatest and the least value of the sum of its atoms over the tables
f >= 0 that agree with every cell that is shown. The programs hold f less the true counts: small
numbers, whatever the counts. Linear bounds are outer bounds; a bound reached by
an integer table is the true one, and is asked of an integer program otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indicators.protection.blocks import Block
from indicators.protection.solver import INFINITY, Program, Solution, SolverFailed, outcome

_NODES: Final = 5_000
_NEAR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of a cell: lower <= sum of its atoms <= upper."""

    lower: float
    upper: float


# Counts are >= 0 anyway: a second bound would share the proof with them.
FREE: Final = Bounds(-INFINITY, INFINITY)


@dataclass(frozen=True, slots=True)
class Extreme:
    """The end of an interval, the table that reaches it, the weights of the cells in its proof."""

    value: float
    table: Sequence[float]
    weights: Sequence[float]

    @property
    def integral(self) -> bool:
        """Whether the table is one of whole counts."""
        table = np.array(self.table)
        return bool((np.abs(table - np.rint(table)) <= _NEAR).all())


class Attacker:
    """The programs of one block, kept warm: only objectives and bounds of cells change."""

    def __init__(self, block: Block, reach: int) -> None:
        """``reach``: how far from the count a cell is followed; beyond, it is wide enough."""
        self._block = block
        self._reach = reach
        self._known = [FREE] * len(block.cells)
        self._totals = [block.total(cell) for cell in range(len(block.cells))]
        self._program = self._built()
        self._highs = self._program.loaded(presolve="off", simplex_strategy=4)
        self._columns = np.arange(len(block.groups), dtype=np.int32)

    def _built(self) -> Program:
        program = Program()
        for count in self._block.counts:
            program.column(-count, INFINITY)
        for cell, (members, known) in enumerate(zip(self._block.members, self._known, strict=True)):
            program.row(*self._room(cell, known), [(group, 1.0) for group in members])
        self._block.add_orders(program, shifted=True)
        return program

    def learn(self, known: Mapping[int, Bounds]) -> None:
        """What is known of these cells from now on."""
        for cell, bounds in known.items():
            if bounds != self._known[cell]:
                self._known[cell] = bounds
                self._highs.changeRowBounds(cell, *self._room(cell, bounds))

    def _room(self, cell: int, known: Bounds) -> tuple[float, float]:
        total = self._totals[cell]
        return known.lower - total, known.upper - total

    def width(self, cell: int) -> tuple[Extreme, Extreme]:
        """The least and the greatest value of this cell, whatever is known of it alone."""
        return self.end(cell, 1), self.end(cell, -1)

    def end(self, cell: int, sign: int) -> Extreme:
        """The least (1) or the greatest (-1) value of this cell, whatever is known of it alone."""
        known = self._known[cell]
        self._highs.changeRowBounds(cell, -float(self._reach), float(self._reach))
        costs = np.zeros(len(self._columns))
        costs[list(self._block.members[cell])] = sign
        self._highs.changeColsCost(len(self._columns), self._columns, costs)
        found = outcome(self._highs)
        self._highs.changeRowBounds(cell, *self._room(cell, known))
        if found is None:
            raise SolverFailed("the figures shown contradict each other")
        weights = [sign * dual for dual in found.duals[: len(self._block.cells)]]
        return self._end(cell, sign, found, weights)

    def whole(self, cell: int, sign: int) -> Extreme:
        """The same end over tables of whole counts: least (1) or greatest (-1)."""
        program = self._built()
        program.integral = [True] * len(program.integral)
        program.row_lower[cell] = -float(self._reach)
        program.row_upper[cell] = float(self._reach)
        for group in self._block.members[cell]:
            program.cost[group] = float(sign)
        found: Solution | None = program.solve(nodes=_NODES)
        if found is None or not found.optimal:
            raise SolverFailed("no end of an interval in whole counts")
        return self._end(cell, sign, found, ())

    def _end(self, cell: int, sign: int, found: Solution, weights: Sequence[float]) -> Extreme:
        pairs = zip(self._block.counts, found.values, strict=True)
        table = [count + added for count, added in pairs]
        return Extreme(self._totals[cell] + sign * found.objective, table, weights)
