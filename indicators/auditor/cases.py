"""Whoever knows of one case, wherever it is: proven for many places at once.

The case is put in each table that links are taken from (see ``links``). One more person in a
column, and one fewer in its partner, takes at most one from what each link allows, up and down: of
``floor`` counts two at most are lost, and one where columns move one way only. So a place is proven
once the tables that can hold the case there join all the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from indicators.auditor.board import FARTHEST, Integers, System
from indicators.auditor.links import Links
from indicators.auditor.solver import centred
from indicators.auditor.swaps import Swaps

# Tables looked for beyond those of the public, each for a place that is not proven yet.
_MORE: Final = 12


@dataclass(frozen=True, slots=True)
class Places:
    """``columns``: where the case may be for ``left`` counts of every group to be proven possible;
    elsewhere it must be attacked. ``tables``: those found on the way.
    """

    left: int
    columns: frozenset[int]
    tables: Sequence[Integers]


def places(system: System, swaps: Swaps, floor: int, tables: Sequence[Integers]) -> Places:
    """What is proven for whoever knows of one case. ``tables``: those of the public, checked.

    What they leave is asked of the solver, whose tables are checked too.
    """
    cases = _Cases(system, swaps, floor)
    for table in reversed(tables):
        cases.learn(table)
    found: list[Integers] = []
    while tables and cases.waiting and len(found) < _MORE:
        place = max(cases.waiting, key=lambda each: len(each.columns))
        more = place.table(system, floor - 1, tables[-1])
        if more is None:
            cases.waiting.remove(place)
        else:
            cases.learn(more)
            found.append(more)
    return Places(cases.left, frozenset(np.flatnonzero(cases.proven).tolist()), found)


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Columns where the same tables can hold the case, and what these tables join."""

    columns: Integers
    links: Links

    def table(self, system: System, depth: int, near: Integers) -> Integers | None:
        """One that holds the case in the first of the columns, and joins more."""
        least = system.least.copy()
        least[self.columns[0]] += 1
        return centred(replace(system, least=least), depth, self.links.stray, near)


class _Cases:
    """The places that are not proven yet: each table takes some of them apart."""

    def __init__(self, system: System, swaps: Swaps, floor: int) -> None:
        self._system, self._swaps, self._floor = system, swaps, floor
        self.proven = np.zeros(len(system.columns), dtype=bool)
        self.waiting = [_Place(np.flatnonzero(~self.proven), Links(system, floor))]
        self.left = FARTHEST

    def learn(self, table: Integers) -> None:
        """Join what the table links, in the places where it can hold the case."""
        up, down = self._system.moves(table)
        able = (table > 0) | (up > 0) | self._swaps.risers(table)
        free = up + down + 1 >= self._floor
        alone = 1 + np.maximum(up - 1, 0) + np.maximum(down - 1, 0)
        fewest = int(alone[free].min(initial=FARTHEST if free.all() else self._floor - 2))
        waiting, self.waiting = self.waiting, []
        for place in waiting:
            held = able[place.columns]
            if not held.all():
                self.waiting.append(_Place(place.columns[~held], place.links))
            if held.any():
                links = place.links.copy()
                links.ground(free)
                links.learn(table, self._swaps)
                self.left = min(self.left, fewest)
                self._keep(_Place(place.columns[held], links))

    def _keep(self, place: _Place) -> None:
        if place.links.closed:
            self.proven[place.columns] = True
        else:
            self.waiting.append(place)
