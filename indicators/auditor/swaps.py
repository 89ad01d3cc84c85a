"""Second neighbours of a table: one column up, another down by as much.

The compensation that a row known exactly asks for. All pairs at once, by counting the rows that
would break: whole numbers far below 2**24, which 32-bit products hold exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indicators.auditor.board import Integers, System
from indicators.auditor.targets import Target

_CHUNK = 2048
Flags = NDArray[np.bool_]


class Swaps:
    """The pairs of one system; built once, asked for each table."""

    def __init__(self, system: System) -> None:
        """Rows of declared logic hold both signs: each is read at two thresholds."""
        self._system = system
        self._size = len(system.columns)
        signs = np.zeros((len(system.low), self._size), dtype=np.int8)
        columns = np.repeat(np.arange(self._size), np.diff(system.starts))
        signs[system.rows, columns] = system.signs
        self._signs = signs
        mixed = np.flatnonzero((signs < 0).any(axis=1))
        self._mixed = mixed
        self._above = np.concatenate([signs >= 1, signs[mixed] >= 0]).astype(np.float32)

    def pairs(self, table: Integers, depth: int) -> tuple[Flags, Integers]:
        """ok[i, j]: column i may rise by ``depth`` while donor j falls by it; and the donors."""
        sums = self._system.sums(table)
        need = np.full(len(sums), depth)
        need[self._mixed] *= 2
        up = self._stacked(self._system.high - sums < need)
        down = self._stacked(sums - self._system.low < need)
        donors = np.flatnonzero(table - self._system.least >= depth)
        giving = self._above[:, donors]
        # Some processors raise a false alarm inside products; whatever is used is checked below.
        with np.errstate(invalid="ignore"):
            broken = (up @ self._above)[:, None] + (down @ giving)[None, :]
            broken -= self._above.T @ ((up + down)[:, None] * giving)
        ok = broken < 0.5
        ok[donors, np.arange(len(donors))] = False
        return ok, donors

    def hold(self, table: Integers, edges: Integers, depth: int) -> Flags:
        """Which pairs (taker, giver) may move by ``depth``, in whole numbers."""
        takers, givers = edges[:, 0], edges[:, 1]
        sums = self._system.sums(table)[:, None]
        moved = sums + depth * (self._signs[:, takers].astype(np.int64) - self._signs[:, givers])
        within = (moved >= self._system.low[:, None]) & (moved <= self._system.high[:, None])
        held: Flags = np.logical_and.reduce(within, axis=0)
        return held & (table[givers] - depth >= self._system.least[givers])

    def risers(self, table: Integers) -> Flags:
        """The columns that one case more may be put in, taken from another."""
        ok, givers = self.pairs(table, 1)
        takers = np.flatnonzero(ok.any(axis=1))
        found = np.zeros(self._size, dtype=bool)
        if len(takers):
            edges = np.stack([takers, givers[ok[takers].argmax(axis=1)]], axis=1)
            found[takers] = self.hold(table, edges, 1)
        return found

    def _stacked(self, tight: Flags) -> NDArray[np.float32]:
        return np.concatenate([tight, tight[self._mixed]]).astype(np.float32)

    def reach(
        self, table: Integers, depth: int, targets: Sequence[Target]
    ) -> Iterator[tuple[int, int, int]]:
        """Each target that a pair astride its edge moves by ``depth``: index, least, most.

        The table at each end is checked in whole numbers; those between hold, rows being convex.
        """
        ok, donors = self.pairs(table, depth)
        if not ok.any():
            return
        weights = ok.astype(np.float32)
        moved = _Moved(self._system, table, depth, ok, donors)
        for first in range(0, len(targets), _CHUNK):
            part = targets[first : first + _CHUNK]
            inside = np.zeros((len(part), self._size), dtype=bool)
            for index, target in enumerate(part):
                inside[index, list(target.columns)] = True
            with np.errstate(invalid="ignore"):
                within = inside.astype(np.float32) @ weights
            giving = inside[:, donors]
            rising = (within > 0.5) & ~giving
            falling = (weights.sum(axis=0) - within > 0.5) & giving
            for index in np.flatnonzero((rising | falling).any(axis=1)).tolist():
                count = int(table[inside[index]].sum())
                most = count + moved.by(rising[index], inside[index])
                yield first + index, count - moved.by(falling[index], ~inside[index]), most


class _Moved:
    """Pairs of one table, each checked once."""

    def __init__(
        self, system: System, table: Integers, depth: int, ok: Flags, donors: Integers
    ) -> None:
        self._system, self._table, self._depth = system, table, depth
        self._ok, self._donors = ok, donors
        self._checked: dict[tuple[int, int], bool] = {}

    def by(self, able: Flags, takers: Flags) -> int:
        """The depth, if a donor that is able gives it to one of the takers; else nought."""
        if not able.any():
            return 0
        donor = int(able.argmax())
        taker = int((self._ok[:, donor] & takers).argmax())
        giver = int(self._donors[donor])
        if (taker, giver) not in self._checked:
            moved = self._table.copy()
            moved[taker] += self._depth
            moved[giver] -= self._depth
            self._checked[taker, giver] = self._system.holds(moved)
        return self._depth if self._checked[taker, giver] else 0
