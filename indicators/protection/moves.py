"""From the true table to another one that agrees with what is shown, by as little as possible."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.protection.attacker import FREE, Attacker, Bounds
from indicators.protection.blocks import Block
from indicators.protection.solver import INFINITY, Program, SolverFailed, outcome

_NEAR: Final = 1e-6
# Columns and nodes of the integer program tried when the linear one answers by fractions.
_LIKED: Final = 800
_NODES: Final = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """The cells of a block: ``shown`` and ``hidden`` whatever happens, the others free.

    ``known``: what a cell tells when it is shown.
    """

    block: Block
    threshold: int
    shown: frozenset[int]
    hidden: frozenset[int]
    known: tuple[Bounds, ...]

    @property
    def free(self) -> list[int]:
        """The cells that may be hidden or shown."""
        cells = range(len(self.known))
        return [s for s in cells if s not in self.shown and s not in self.hidden]

    def attacker(self) -> Attacker:
        """Who reads this block."""
        return Attacker(self.block, 2 * self.threshold)


@dataclass(frozen=True, slots=True)
class Move:
    """The cells that move, and the table of whole counts that is reached, if it is one."""

    cells: frozenset[int]
    table: Sequence[int] | None


class Moves:
    """The linear program of one block, kept warm: what a shown cell moves by, it pays."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        program = Program()
        for count in plan.block.counts:
            program.column(-count, INFINITY)
        self._first = len(plan.block.counts)
        for s, members in enumerate(plan.block.members):
            up = program.column(0, INFINITY)
            down = program.column(0, plan.block.total(s))
            program.row(0, 0, [*((g, 1.0) for g in members), (up, -1.0), (down, 1.0)])
        plan.block.add_orders(program, shifted=True)
        self._program = program
        self._highs = program.loaded(presolve="off")
        self._columns = np.arange(len(program.cost), dtype=np.int32)
        self._bounds = program.lower, program.upper

    def up(self, cell: int, hidden: Collection[int], *, strict: bool) -> Move | None:
        """The cheapest move that adds ``threshold`` to this cell; None when there is none.

        A shown cell keeps within what it tells; with ``strict``, so does any cell not in
        ``hidden``: otherwise a free cell may move, for the price of its count.
        """
        self._ask(cell, hidden, strict=strict)
        found = outcome(self._highs)
        return None if found is None else self._read(found.values)

    def whole(self, cell: int, hidden: Collection[int]) -> Sequence[int] | None:
        """A table of whole counts with ``threshold`` more in this cell, the shown cells kept.

        Sought among the groups that the linear program likes best: None proves nothing.
        """
        self._ask(cell, hidden, strict=True)
        found = outcome(self._highs)
        if found is None:
            return None
        liked = sorted(
            range(self._first),
            key=lambda g: (abs(found.values[g]) <= _NEAR, abs(found.reduced[g]), g),
        )
        kept = [*sorted(liked[:_LIKED]), *range(self._first, len(self._program.cost))]
        program = self._program.among(kept)
        program.lower, program.upper = ([bounds[c] for c in kept] for bounds in self._bounds)
        program.cost = [float(column >= self._first) for column in kept]
        program.integral = [column < self._first for column in kept]
        try:
            whole = program.solve(gap=INFINITY, nodes=_NODES)
        except SolverFailed:
            return None
        if whole is None:
            return None
        values = [0.0] * len(self._program.cost)
        for column, value in zip(kept, whole.values, strict=True):
            values[column] = value
        return self._read(values).table

    def _ask(self, cell: int, hidden: Collection[int], *, strict: bool) -> None:
        low, high = np.array(self._program.lower), np.array(self._program.upper)
        costs = np.zeros(len(self._columns))
        costs[self._first :] = _NEAR
        for s, known in enumerate(self._plan.known):
            columns = slice(self._first + 2 * s, self._first + 2 * s + 2)
            if s in hidden:
                continue
            if strict or s in self._plan.shown:
                count = self._plan.block.total(s)
                high[columns] = known.upper - count, count - known.lower
            else:
                costs[columns] = known.lower
        low[self._first + 2 * cell] = self._plan.threshold
        high[self._first + 2 * cell + 1] = 0
        self._highs.changeColsBounds(len(low), self._columns, low, high)
        self._highs.changeColsCost(len(costs), self._columns, costs)
        self._bounds = low.tolist(), high.tolist()

    def _read(self, values: Sequence[float]) -> Move:
        cells = frozenset(
            s
            for s in range(len(self._plan.known))
            if max(values[self._first + 2 * s : self._first + 2 * s + 2]) > _NEAR
        )
        added = values[: self._first]
        if any(abs(each - round(each)) > _NEAR for each in added):
            return Move(cells, None)
        pairs = zip(self._plan.block.counts, added, strict=True)
        return Move(cells, [count + round(each) for count, each in pairs])


class Watch:
    """Who is protected: proved by two tables of whole counts, the true one and those met so far.

    One table often answers for many cells; each is checked again against what is shown.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._attacker = plan.attacker()
        self.moves = Moves(plan)
        block = plan.block
        self._sums = np.zeros((len(block.cells), len(block.groups)))
        for s, members in enumerate(block.members):
            self._sums[s, list(members)] = 1.0
        self._lower = np.array([known.lower for known in plan.known])
        self._upper = np.array([known.upper for known in plan.known])
        # One line for each table met: what every cell is worth in it.
        self._tables: list[Sequence[int]] = [block.counts]
        self._met = np.array([self._sums @ np.array(block.counts, dtype=float)])

    def meet(self, table: Sequence[int]) -> None:
        """Remember a table of whole counts, once checked in integers: the solver is not trusted."""
        orders = self._plan.block.orders
        if min(table) < 0 or any(sum(sign * table[g] for g, sign in o) > 0 for o in orders):
            raise SolverFailed("a table that is not one")
        self._tables.append(table)
        self._met = np.vstack([self._met, self._sums @ np.array(table, dtype=float)])

    def seen(self, cell: int, hidden: Collection[int]) -> bool:
        """Whether tables already met that agree with the cells shown differ enough on this one."""
        worth = self._met[self._agreeing(hidden), cell]
        return bool(len(worth) and worth.max() - worth.min() >= self._plan.threshold)

    def tables(self, hidden: Collection[int]) -> list[Sequence[int]]:
        """The starting table, then those met where a hidden cell is at its least or greatest."""
        agreeing = np.flatnonzero(self._agreeing(hidden))
        kept = {0}
        for cell in sorted(hidden):
            worth = self._met[agreeing, cell]
            kept |= {int(agreeing[worth.argmin()]), int(agreeing[worth.argmax()])}
        return [self._tables[number] for number in sorted(kept)]

    def _agreeing(self, hidden: Collection[int]) -> NDArray[np.bool_]:
        covered = np.array([s in hidden for s in range(len(self._plan.known))])
        agrees = ((self._met >= self._lower) & (self._met <= self._upper)) | covered
        together: NDArray[np.bool_] = agrees.all(axis=1)
        return together

    def movable(self, cell: int, hidden: Collection[int]) -> bool:
        """Whether the cell is protected as far as one linear program tells: it may miss some."""
        if self.seen(cell, hidden):
            return True
        move = self.moves.up(cell, hidden, strict=True)
        if move is None or move.table is None:
            return False
        self.meet(move.table)
        return self.seen(cell, hidden)

    def protected(self, cell: int, hidden: Collection[int]) -> bool:
        """Whether the cell is protected: exact, at the price of integer programs in rare cases."""
        if self.movable(cell, hidden):
            return True
        self._attacker.learn(
            {s: FREE if s in hidden else known for s, known in enumerate(self._plan.known)}
        )
        least, greatest = self._attacker.width(cell)
        if greatest.value - least.value < self._plan.threshold - _NEAR:
            return False
        for end in (least, greatest):
            if end.integral:
                self.meet([round(each) for each in end.table])
        if self.seen(cell, hidden):
            return True
        table = self.moves.whole(cell, hidden)
        if table is not None:
            self.meet(table)
            return True
        for sign in (1, -1):
            self.meet([round(each) for each in self._attacker.whole(cell, sign).table])
        return self.seen(cell, hidden)
