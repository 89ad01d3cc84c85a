"""From the true table to another one that agrees with what is shown, by as little as possible."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.protection.attacker import Attacker, Bounds
from indicators.protection.blocks import Block
from indicators.protection.solver import INFINITY, Program, outcome

_NEAR: Final = 1e-6


@dataclass(frozen=True)
class Plan:
    """The cells of a block: ``shown`` and ``hidden`` whatever happens, the others free.

    ``known``: what a cell tells when it is shown.
    """

    block: Block
    threshold: int
    shown: frozenset[int]
    hidden: frozenset[int]
    known: tuple[Bounds, ...]

    @cached_property
    def free(self) -> list[int]:
        """The cells that may be hidden or shown."""
        cells = range(len(self.known))
        return [s for s in cells if s not in self.shown and s not in self.hidden]

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """The true count of each cell."""
        return tuple(self.block.total(s) for s in range(len(self.known)))

    def attacker(self) -> Attacker:
        """Who reads this block."""
        return Attacker(self.block, 2 * self.threshold)


@dataclass(frozen=True, slots=True)
class Move:
    """The cells that move, and those of them that move by the threshold."""

    cells: frozenset[int]
    far: frozenset[int]


class Moves:
    """The linear program of one block, kept warm: what a shown cell moves by, it pays."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        program = Program()
        for count in plan.block.counts:
            program.column(-count, INFINITY)
        self._first = len(plan.block.counts)
        for members, total in zip(plan.block.members, plan.totals, strict=True):
            up = program.column(0, INFINITY)
            down = program.column(0, total)
            program.row(0, 0, [*((g, 1.0) for g in members), (up, -1.0), (down, 1.0)])
        plan.block.add_orders(program, shifted=True)
        self._highs = program.loaded(presolve="off")
        self._columns = np.arange(len(program.cost), dtype=np.int32)
        self._lower, self._upper = np.array(program.lower), np.array(program.upper)
        self._costs = np.zeros(len(program.cost))
        self._costs[self._first :] = _NEAR
        for s, known in enumerate(plan.known):
            columns = self._both(s)
            if s in plan.shown:
                self._upper[columns] = known.upper - plan.totals[s], plan.totals[s] - known.lower
            elif s not in plan.hidden:
                self._costs[columns] = known.lower

    def up(self, cell: int, hidden: Collection[int]) -> Move | None:
        """The cheapest move that adds ``threshold`` to this cell; None when there is none.

        A cell that is always shown keeps within what it tells. Another may move: for nothing when
        it is ``hidden``, otherwise for the price of its count.
        """
        self._ask(cell, hidden)
        found = outcome(self._highs)
        if found is None:
            return None
        pairs = np.array(found.values[self._first :]).reshape(-1, 2)
        apart: NDArray[np.float64] = np.abs(pairs[:, 0] - pairs[:, 1])
        return Move(
            frozenset(np.flatnonzero(pairs.max(axis=1) > _NEAR).tolist()),
            frozenset(np.flatnonzero(apart >= self._plan.threshold - _NEAR).tolist()),
        )

    def _ask(self, cell: int, hidden: Collection[int]) -> None:
        low, high, costs = self._lower.copy(), self._upper.copy(), self._costs.copy()
        for s in hidden:
            costs[self._both(s)] = _NEAR
        low[self._first + 2 * cell] = self._plan.threshold
        high[self._first + 2 * cell + 1] = 0
        self._highs.changeColsBounds(len(low), self._columns, low, high)
        self._highs.changeColsCost(len(costs), self._columns, costs)

    def _both(self, cell: int) -> slice:
        """The columns of this cell: up, then down."""
        return slice(self._first + 2 * cell, self._first + 2 * cell + 2)
