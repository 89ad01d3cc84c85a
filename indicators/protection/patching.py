"""A good set of cells to hide, for tables too large for the best one.

Each hidden cell in turn, from the largest: a linear program finds the cheapest way to add
``threshold`` to it, moving hidden cells for nothing and shown ones at the price of their count;
the cells that move are hidden, and each that moves by the threshold is done with. Whole tables are
then sought for all of them at once. Last, each complementary cell, from the largest, is shown
again if every hidden cell stays protected without it: those it was hidden for are asked first.
"""

from __future__ import annotations

from collections.abc import Collection

from indicators.protection.moves import Moves, Plan
from indicators.protection.solver import SolverFailed
from indicators.protection.watch import Watch


def patched(plan: Plan, watch: Watch) -> frozenset[int]:
    """Cells to hide, the primary ones among them. Raises SolverFailed if some stay unprotected."""
    hidden, reasons = _covered(plan, watch)
    if _unproved(watch, hidden):
        hidden |= set(plan.free)
        if _unproved(watch, hidden):
            raise SolverFailed("a cell stays unprotected")
    return _shown_again(plan, watch, frozenset(hidden), reasons)


def _unproved(watch: Watch, hidden: Collection[int]) -> bool:
    left = watch.settle(hidden, hidden)
    return not all(watch.protected(cell, hidden) for cell in left)


def _covered(plan: Plan, watch: Watch) -> tuple[set[int], dict[int, int]]:
    """Cells to hide, protected as far as linear programs tell, and for which cell each is."""
    moves = Moves(plan)
    hidden = set(plan.hidden)
    reasons: dict[int, int] = {}
    # Hiding more never takes protection away.
    safe = hidden.difference(watch.settle(hidden, hidden))
    while waiting := hidden - safe:
        cell = min(waiting, key=lambda s: (-plan.totals[s], s))
        move = moves.up(cell, hidden)
        if move is not None:
            added = move.cells - plan.shown - hidden
            reasons |= dict.fromkeys(added, cell)
            hidden |= added
            safe |= move.far & hidden
        elif not watch.wide(cell, hidden):
            hidden |= set(plan.free)
        safe.add(cell)
    return hidden, reasons


def _shown_again(
    plan: Plan, watch: Watch, hidden: frozenset[int], reasons: dict[int, int]
) -> frozenset[int]:
    watch.forget(hidden)
    for cell in sorted(hidden - plan.hidden, key=lambda s: (-plan.totals[s], s)):
        without = hidden - {cell}
        if watch.proved(reasons.get(cell), without):
            hidden = without
            watch.forget(hidden)
    return hidden
