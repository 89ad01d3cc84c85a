"""Many hidden cells moved at once: a few whole tables then prove what each is protected by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from indicators.protection.moves import Plan
from indicators.protection.solver import INFINITY, Program, SolverFailed

# Far enough to take from one group what another one receives, near enough to be found at once.
_ROOM: Final = 2
# Any table is a proof: the first good one is enough.
_GAP, _NODES = 0.1, 30


def moved(
    plan: Plan,
    hidden: Collection[int],
    ways: Mapping[int, int],
    among: Collection[int] | None = None,
) -> Sequence[int] | None:
    """Whole counts that agree with each cell not in ``hidden``, where the cells of ``ways`` have
    moved up (1) or down (-1) from the true count, by the threshold for as many as may be.

    ``among``: the groups that may move, all by default. None: nothing was found, which proves
    nothing.
    """
    block, program = plan.block, Program()
    still = _still(plan, hidden)
    if among is not None:
        still |= set(range(len(block.counts))).difference(among)
    for group, count in enumerate(block.counts):
        if group in still:
            program.column(0, 0)
        else:
            program.column(-count, _ROOM * plan.threshold, integral=True)
    block.add_orders(program, shifted=True)
    for s, members in enumerate(block.members):
        terms = [(group, 1.0) for group in members if group not in still]
        known, total = plan.known[s], plan.totals[s]
        if s not in hidden and terms:
            program.row(known.lower - total, known.upper - total, terms)
    for cell, way in ways.items():
        far = program.column(-INFINITY, plan.threshold, cost=-1.0)
        terms = [(g, float(way)) for g in block.members[cell] if g not in still]
        program.row(0, INFINITY, [*terms, (far, -1.0)])
    try:
        found = program.solve(gap=_GAP, nodes=_NODES, plain=True)
    except SolverFailed:
        return None
    if found is None:
        return None
    return [count + found.integer(group) for group, count in enumerate(block.counts)]


def _still(plan: Plan, hidden: Collection[int]) -> set[int]:
    """The groups that a cell shows alone, or in a sum of nobody."""
    still: set[int] = set()
    for s, members in enumerate(plan.block.members):
        known = plan.known[s]
        told = s not in hidden and known.lower == known.upper
        if told and (len(members) == 1 or not known.upper):
            still.update(members)
    return still
