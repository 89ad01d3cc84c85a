"""Who is protected: proved by tables of whole counts that agree with what is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from indicators.protection.attacker import FREE, Extreme
from indicators.protection.evidence import Evidence
from indicators.protection.moves import Plan
from indicators.protection.solver import SolverFailed
from indicators.protection.together import moved

_NEAR: Final = 1e-6
_ROUNDS: Final = 30
# Integer programs that may be spent on showing cells again, the largest first.
_ALLOWANCE: Final = 40
# A round for all proves at least that part of them, or is the last one.
_FRUITFUL: Final = 8
# Any odd number that mixes its bits: which cells move up and which down in a round.
_MIXER: Final = 2_654_435_761


class Watch:
    """What proves each hidden cell, as far as it was sought."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._attacker = plan.attacker()
        # The attacker starts by knowing no figure.
        self._told: frozenset[int] = frozenset(range(len(plan.known)))
        self._allowance = _ALLOWANCE
        self._evidence = Evidence(plan)

    def meet(self, table: Sequence[int]) -> None:
        """Remember a table of whole counts, once checked in integers: the solver is not trusted."""
        orders = self._plan.block.orders
        if min(table) < 0 or any(sum(sign * table[g] for g, sign in o) > 0 for o in orders):
            raise SolverFailed("a table that is not one")
        self._evidence.meet(table)

    def meet_end(self, end: Extreme) -> None:
        """Remember the end of an interval if its counts are whole."""
        if end.integral:
            self.meet([round(each) for each in end.table])

    def forget(self, hidden: Collection[int]) -> None:
        """From now on only these cells, or fewer, are hidden: keep the tables that serve."""
        self._evidence.forget(hidden)

    def exposed(self, hidden: Collection[int]) -> list[int]:
        """The hidden cells that no tables of whole counts met so far prove to be protected."""
        return self._evidence.exposed(hidden)

    def tables(self, hidden: Collection[int]) -> list[Sequence[int]]:
        """The starting table, then others enough to prove each hidden cell."""
        return self._evidence.ends(hidden)

    def settle(self, cells: Iterable[int], hidden: Collection[int]) -> list[int]:
        """Meet tables of whole counts that prove these cells: for all at once as long as that
        proves many, then one by one.

        Those that are left, which are not always unprotected.
        """
        wanted = set(cells)
        left = sorted(wanted.intersection(self.exposed(hidden)))
        for number in range(_ROUNDS):
            before = len(left)
            if not before:
                return left
            self._try(hidden, {cell: self._way(cell, number) for cell in left})
            left = sorted(wanted.intersection(self.exposed(hidden)))
            if before - len(left) < before / _FRUITFUL:
                break
        for cell in left:
            self._beside(cell, hidden)
        return sorted(wanted.intersection(self.exposed(hidden)))

    def _try(
        self, hidden: Collection[int], ways: Mapping[int, int], among: Collection[int] | None = None
    ) -> None:
        table = moved(self._plan, hidden, ways, among)
        if table is not None:
            self.meet(table)

    def _beside(self, cell: int, hidden: Collection[int]) -> None:
        """Seek whole counts where the ends of an interval, in fractions, are: among few groups."""
        for way in (1, -1):
            if cell not in self.exposed(hidden):
                return
            end = self._end(cell, way, hidden)
            pairs = enumerate(zip(self._plan.block.counts, end.table, strict=True))
            among = {group for group, (count, found) in pairs if abs(found - count) > _NEAR}
            if not end.integral:
                self._try(hidden, {cell: way}, among)

    def proved(self, first: int | None, hidden: Collection[int]) -> bool:
        """Whether ends of intervals prove each hidden cell; no says nothing. Integer programs
        help as long as their allowance lasts. ``first``: the cell that is most in doubt.
        """
        while left := self.exposed(hidden):
            cell = first if first in left else left[0]
            self._end(cell, 1, hidden)
            if cell in self.exposed(hidden) and not self.wide(cell, hidden):
                return False
            if cell in self.exposed(hidden) and self._allowance > 0:
                self._allowance -= 1
                self._beside(cell, hidden)
            if cell in self.exposed(hidden):
                return False
        return True

    def _way(self, cell: int, number: int) -> int:
        """Up or down in this round; a small count has more room above."""
        bits = ((cell + 1) * _MIXER + number) * _MIXER >> 17
        small = self._plan.totals[cell] < self._plan.threshold
        return -1 if bits & 1 and (not small or bits & 2) else 1

    def wide(self, cell: int, hidden: Collection[int]) -> bool:
        """Whether the cell is protected as far as linear programs tell: no cell is without."""
        greatest, least = (self._end(cell, way, hidden) for way in (1, -1))
        return greatest.value - least.value >= self._plan.threshold - _NEAR

    def _end(self, cell: int, way: int, hidden: Collection[int]) -> Extreme:
        """The greatest value (1) or the least (-1), met."""
        changed = self._told.symmetric_difference(hidden)
        self._told = frozenset(hidden)
        self._attacker.learn({s: FREE if s in hidden else self._plan.known[s] for s in changed})
        end = self._attacker.end(cell, -way)
        self.meet_end(end)
        return end

    def protected(self, cell: int, hidden: Collection[int]) -> bool:
        """Whether the cell is protected: exact, at the price of integer programs in rare cases."""
        if cell not in self.exposed(hidden):
            return True
        if not self.wide(cell, hidden):
            return False
        for way in (1, -1):
            if cell not in self.exposed(hidden):
                return True
            self._try(hidden, {cell: way})
        if cell not in self.exposed(hidden):
            return True
        for way in (1, -1):
            self.meet([round(each) for each in self._attacker.whole(cell, way).table])
        return cell not in self.exposed(hidden)
