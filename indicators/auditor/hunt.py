"""One adversary against the board: what is possible is shown, table by table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indicators.auditor.board import FARTHEST, Integers, System
from indicators.auditor.cases import Places, places
from indicators.auditor.links import Links
from indicators.auditor.solver import Extremes, centred, table_where
from indicators.auditor.statements import Proof
from indicators.auditor.swaps import Swaps
from indicators.auditor.targets import Target, targets


@dataclass(frozen=True, slots=True)
class Interval:
    """What is left of one target: outer bounds, counts shown possible, all of them or not."""

    target: Target
    low: int
    high: int | None
    values: frozenset[int]
    proven: Proof


class Hunt:
    """Tables found so far, and the targets that they do not clear yet."""

    def __init__(
        self, system: System, floor: int, small: int, near: Integers | None = None
    ) -> None:
        """``floor``: counts that must be shown possible; ``small``: from where none need be.
        ``near``: a table of another adversary, near which the first one is looked for.
        """
        self.system = system
        self._near = near
        self.tables: list[Integers] = []
        self._floor, self._small = floor, small
        # For each column, how many counts a single move shows.
        self.spread = np.ones(len(system.columns), dtype=np.int64)
        self._values: dict[Target, set[int]] = {}
        self._extremes: Extremes | None = None
        self._swaps = Swaps(system)
        self._links = Links(system, floor)
        self.fewest = FARTHEST
        self.found: list[Interval] = []

    def learn(self, table: Integers) -> None:
        """Keep a table, checked again, and all that its single moves show."""
        if not self.system.holds(table):
            return
        self.tables.append(table)
        up, down = self.system.moves(table)
        self.spread = np.maximum(self.spread, up + down + 1)
        self._links.ground(up + down + 1 >= self._floor)
        self._links.learn(table, self._swaps)
        if self._values:
            self._harvest(table, up, down)

    def _harvest(self, table: Integers, up: Integers, down: Integers) -> None:
        left = list(self._values)
        starts = np.cumsum([0, *(len(target.columns) for target in left[:-1])])
        columns = np.concatenate([np.array(target.columns, dtype=np.int64) for target in left])
        counts = np.add.reduceat(table[columns], starts).tolist()
        ups = np.maximum.reduceat(up[columns], starts).tolist()
        downs = np.maximum.reduceat(down[columns], starts).tolist()
        for target, count, above, below in zip(left, counts, ups, downs, strict=True):
            farthest = min(above, self._floor), min(below, self._floor)
            self._show(target, count - farthest[1], count + farthest[0])
        self._harvest_swaps(table)

    def _harvest_swaps(self, table: Integers) -> None:
        """What pairs of moves show, the longest first."""
        for depth in range(self._floor - 1, 0, -1):
            left = list(self._values)
            for index, low, high in self._swaps.reach(table, depth, left):
                self._show(left[index], low, high)

    def _show(self, target: Target, low: int, high: int) -> None:
        values = self._values[target]
        values.update(range(low, high + 1))
        if len(values) >= self._floor:
            self._clear(target)

    def _clear(self, target: Target) -> None:
        self.fewest = min(self.fewest, len(self._values.pop(target)))

    def run(self, seeds: Iterable[Integers]) -> list[Interval]:
        """The targets that keep fewer counts than the floor. Empty: all is shown protected."""
        for table in seeds:
            self.learn(table)
            if self._links.closed:
                break
        if not self.system.columns:
            return []
        self._centre()
        free = self.spread >= self._floor
        self.fewest = int(min([FARTHEST, *self.spread[free].tolist()]))
        if not free.all():
            self.fewest = min(self.fewest, self._floor)
        # A release whose cells are found is refused: what lies between them waits until they hold.
        self.found = self._attack(cells=True) or self._attack(cells=False)
        return self.found

    @cached_property
    def with_a_case(self) -> Places:
        """What is proven for whoever knows of one case; its tables serve those who are attacked."""
        found = places(self.system, self._swaps, self._floor, self.tables)
        for table in found.tables:
            self.learn(table)
        return found

    def most(self, atom: str) -> int:
        """The largest count that an atom may have, proven; nought when it has no column."""
        for index, column in enumerate(self.system.columns):
            if atom in self.system.board.groups[column]:
                return -self._end(-np.eye(len(self.system.columns), dtype=np.int64)[index])
        return 0

    def _centre(self) -> None:
        """Look for tables that link many columns, as long as each leaves fewer of them apart."""
        if not self.tables and self._near is not None:
            self._look(self._near)
        if not self.tables:
            self._end(np.zeros(len(self.system.columns), dtype=np.int64))
        left = len(self.system.columns) + 1
        while not self._links.closed and len(self._links.stray) < left:
            left = len(self._links.stray)
            self._look(self.tables[-1] if self.tables else None)

    def _look(self, near: Integers | None) -> None:
        table = centred(self.system, self._floor - 1, self._links.stray, near)
        if table is not None:
            self.learn(table)

    def _attack(self, *, cells: bool) -> list[Interval]:
        apart = self._links.apart
        found_targets = targets(self.system, apart, self._small, cells=cells) if apart else ()
        self._values = {each: set() for each in found_targets}
        for table in self.tables:
            if self._values:
                self._harvest(table, *self.system.moves(table))
        found = []
        for target in list(self._values):
            if target in self._values:
                interval = self._interval(target)
                if interval is not None:
                    found.append(interval)
        return found

    def _interval(self, target: Target) -> Interval | None:
        """None once the target is cleared, or proven empty or large."""
        objective = np.zeros(len(self.system.columns), dtype=np.int64)
        objective[list(target.columns)] = 1
        low = self._end(objective)
        high = -self._end(-objective)
        if target not in self._values:
            return None
        if low >= self._small or high <= 0:
            del self._values[target]
            return None
        return self._closed(target, objective, low, high)

    def _end(self, objective: Integers) -> int:
        if self._extremes is None:
            self._extremes = Extremes(self.system)
        optimum = self._extremes.least(objective)
        if optimum.table is not None:
            self.learn(optimum.table)
        return optimum.bound

    def _closed(self, target: Target, objective: Integers, low: int, high: int) -> Interval | None:
        """Ask for each count in turn, until enough are shown or none is left to ask."""
        last = min(high, low + 4 * self._floor)
        proven: Proof = "solver" if last == high else "witnesses"
        for count in range(low, last + 1):
            if count in self._values.get(target, ()):
                continue
            table, impossible = table_where(self.system, objective, count)
            if table is not None:
                self.learn(table)
            if target not in self._values:
                return None
            if not impossible and count not in self._values[target]:
                proven = "witnesses"
        values = self._values.pop(target)
        self.fewest = min(self.fewest, len(values))
        if proven == "solver" and values:
            low, high = min(values), max(values)
        bounded = None if high >= self.system.room else high
        return Interval(target, low, bounded, frozenset(values), proven)
