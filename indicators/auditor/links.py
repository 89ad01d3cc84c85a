"""Columns that stand or fall together: what closed forms leave to the solver.

Two columns are **linked** when, in one table, one may rise while the other falls by as much, far
enough to show as many counts as are wanted; a column that moves alone is linked to the ground. Let
a group hold one of two linked columns and not the other: its count follows the move, so as many of
its counts are possible, one after the other. What remains to be attacked is made of whole
components, without the ground. So an exact total costs nothing once all its columns are linked.
"""

from __future__ import annotations

import numpy as np

from indicators.auditor.board import Integers, System
from indicators.auditor.swaps import Flags, Swaps


class Links:
    """The components of one system: every table may join some of them, none takes them apart."""

    def __init__(self, system: System, floor: int) -> None:
        """``floor``: how many counts a link shows."""
        self._system, self._floor = system, floor
        self._size = len(system.columns)
        # The ground is the last one.
        self._labels = np.arange(self._size + 1)

    @property
    def closed(self) -> bool:
        """Whether nothing is left to attack but, perhaps, all the columns together."""
        return bool((self._labels[:-1] == self._labels[:1]).all())

    @property
    def apart(self) -> list[Integers]:
        """The columns of each component that is not linked to the ground."""
        labels = np.unique(self._labels[:-1])
        return [
            np.flatnonzero(self._labels[:-1] == label)
            for label in labels[labels != self._labels[-1]]
        ]

    @property
    def stray(self) -> Integers:
        """The columns outside the largest component."""
        labels, counts = np.unique(self._labels, return_counts=True)
        return np.flatnonzero(self._labels[:-1] != labels[counts.argmax()])

    def copy(self) -> Links:
        """The same components, joined further on their own."""
        found = Links(self._system, self._floor)
        found._labels = self._labels.copy()
        return found

    def ground(self, free: Flags) -> None:
        """These columns move alone, far enough."""
        for column in np.flatnonzero(free).tolist():
            self._join(self._size, column)

    def learn(self, table: Integers, swaps: Swaps) -> None:
        """Join what the pairs of a table link: as far as wanted one way, or some of it each way."""
        for up in range(self._floor - 1, 0, -1):
            down = self._floor - 1 - up
            if down > up or self.closed:
                return
            able, givers = swaps.pairs(table, up)
            takers = np.arange(self._size)
            if down:
                back, takers = swaps.pairs(table, down)
                able = able[takers] & back[givers].T
            edges = self._spanning(able, takers, givers)
            held = swaps.hold(table, edges, up) & swaps.hold(table, edges[:, ::-1], down)
            for taker, giver in edges[held].tolist():
                self._join(taker, giver)

    def _spanning(self, able: Flags, takers: Integers, givers: Integers) -> Integers:
        """Pairs enough to join all that these join: taker, giver."""
        labels = self._labels.copy()
        edges = []
        for index, giver in enumerate(givers.tolist()):
            linked = takers[able[:, index]]
            kept, firsts = np.unique(labels[linked], return_index=True)
            for label, first in zip(kept.tolist(), firsts.tolist(), strict=True):
                if label != labels[giver]:
                    edges.append((int(linked[first]), giver))
            labels[np.isin(labels, kept)] = labels[giver]
        return np.array(edges, dtype=np.int64).reshape(-1, 2)

    def _join(self, one: int, other: int) -> None:
        self._labels[self._labels == self._labels[one]] = self._labels[other]
