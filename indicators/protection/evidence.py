"""Tables met so far, and what they prove together: a cell that differs enough is protected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indicators.protection.moves import Plan


class Evidence:
    """Tables of whole counts of one block, the true one first."""

    def __init__(self, plan: Plan) -> None:
        self._threshold = plan.threshold
        members = plan.block.members
        self._members = np.fromiter(chain.from_iterable(members), dtype=np.int64)
        self._owners = np.repeat(np.arange(len(members)), [len(each) for each in members])
        self._lower = np.array([known.lower for known in plan.known])
        self._upper = np.array([known.upper for known in plan.known])
        self._tables: list[Sequence[int]] = []
        # Every table kept agrees with the cells that are not among these.
        self._base = frozenset(range(len(members)))
        # One line for each table kept: what every cell is worth in it.
        self._met = np.zeros((0, len(members)))
        self.meet(plan.block.counts)

    def meet(self, table: Sequence[int]) -> None:
        """Remember a table, whatever figures it agrees with."""
        counts = np.array(table, dtype=float)[self._members]
        worth = np.bincount(self._owners, weights=counts, minlength=len(self._lower))
        shown = [s for s in range(len(worth)) if s not in self._base]
        if ((worth >= self._lower) & (worth <= self._upper))[shown].all():
            self._tables.append(table)
            self._met = np.vstack([self._met, worth])

    def forget(self, hidden: Collection[int]) -> None:
        """From now on only these cells, or fewer, are hidden: keep the tables that serve."""
        kept = np.flatnonzero(self._agreeing(hidden))
        self._tables = [self._tables[number] for number in kept]
        self._met = self._met[kept]
        self._base = frozenset(hidden)

    def exposed(self, hidden: Collection[int]) -> list[int]:
        """The hidden cells on which the tables that agree with the cells shown differ by less than
        the threshold.
        """
        cells = np.array(sorted(hidden), dtype=np.int64)
        met = self._met[np.ix_(self._agreeing(hidden), cells)]
        if not len(met):
            return sorted(hidden)
        open_to = np.ptp(met, axis=0) < self._threshold
        return [int(cell) for cell in cells[open_to]]

    def ends(self, hidden: Collection[int]) -> list[Sequence[int]]:
        """The starting table, then those met where a hidden cell is at its least or greatest."""
        agreeing = np.flatnonzero(self._agreeing(hidden))
        kept = {0}
        for cell in sorted(hidden):
            worth = self._met[agreeing, cell]
            kept |= {int(agreeing[worth.argmin()]), int(agreeing[worth.argmax()])}
        return [self._tables[number] for number in sorted(kept)]

    def _agreeing(self, hidden: Collection[int]) -> NDArray[np.bool_]:
        shown = sorted(self._base.difference(hidden))
        met = self._met[:, shown]
        lower, upper = self._lower[shown], self._upper[shown]
        together: NDArray[np.bool_] = np.all((met >= lower) & (met <= upper), axis=1)
        return together
