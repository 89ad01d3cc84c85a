"""A good set of cells to hide, for tables too large for the best one.

Each hidden cell in turn, from the largest: a linear program finds the cheapest way to add
``threshold`` to it, moving hidden cells for nothing and shown ones at the price of their count;
the cells that move are hidden. Then each complementary cell, from the largest, is shown again if
every hidden cell stays protected without it.
"""

from __future__ import annotations

from indicators.protection.moves import Plan, Watch
from indicators.protection.solver import SolverFailed


def patched(plan: Plan, watch: Watch) -> frozenset[int]:
    """Cells to hide, the primary ones among them. Raises SolverFailed if some stay unprotected."""
    hidden = set(plan.hidden)
    safe: set[int] = set()
    while waiting := sorted(hidden - safe, key=lambda s: (-plan.block.total(s), s)):
        cell = waiting[0]
        if not watch.seen(cell, hidden):
            move = watch.moves.up(cell, hidden, strict=False)
            if move is not None:
                hidden |= move.cells - plan.shown
                if move.table is not None:
                    watch.meet(move.table)
            if not watch.protected(cell, hidden):
                hidden |= set(plan.free)
                if not watch.protected(cell, hidden):
                    raise SolverFailed("a cell stays unprotected")
        safe.add(cell)
    return _shown_again(plan, watch, frozenset(hidden))


def _shown_again(plan: Plan, watch: Watch, hidden: frozenset[int]) -> frozenset[int]:
    for cell in sorted(hidden - plan.hidden, key=lambda s: (-plan.block.total(s), s)):
        without = hidden - {cell}
        if all(watch.movable(each, without) for each in sorted(without)):
            hidden = without
    return hidden
