"""Cell suppression: small counts are covered (« c »), and as few others as protect them.

Primary cells: 0 < count < threshold. Complementary cells: those hidden so that every hidden cell,
primary or not, keeps an interval [lower, upper] with upper - lower >= threshold for whoever reads
all that is shown and knows that counts are whole and not negative. The count is inside it. The
loss is the sum of the counts of the complementary cells. A cell that counts nobody is shown, and
exact; so are those declared exact, and all that was published keeps its face.

Minimal loss for blocks of at most 200 cells (``covering``), a good one beyond (``patching``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from indicators.protection.attacker import Bounds
from indicators.protection.blocks import Block, blocks
from indicators.protection.conflicts import Infeasible, conflict
from indicators.protection.covering import Covering
from indicators.protection.moves import Plan
from indicators.protection.patching import patched
from indicators.protection.published import Protected
from indicators.protection.solver import INFINITY, Program, SolverFailed
from indicators.protection.tables import Table
from indicators.protection.watch import Watch

LARGEST_OPTIMAL: Final = 200
_NODES: Final = 100_000


def suppressed(table: Table) -> Protected:
    """The figures to publish. Raises Infeasible, with the cells in conflict, or SolverFailed."""
    values: dict[str, int | None] = {}
    margins = {cell.id: 0 for cell in table.cells}
    certificate = dict.fromkeys(table.counts, 0)
    witnesses: list[dict[str, int]] = []
    loss = 0
    for block in blocks(table, covered=True):
        plan = _plan(table, block)
        hidden = _hidden(plan, small=len(block.cells) <= LARGEST_OPTIMAL)
        loss += sum(block.total(s) for s in hidden - plan.hidden)
        for s, cell in enumerate(block.cells):
            past = table.frozen.get(cell.id)
            if past is not None:
                values[cell.id], margins[cell.id] = past.value, past.margin
            else:
                values[cell.id] = None if s in hidden else block.total(s)
        tables = _public_tables(plan, hidden)
        certificate |= tables[0]
        _spread(witnesses, tables[1:])
    completed = [certificate | each for each in witnesses]
    return Protected(values, margins, certificate, completed, loss)


def _spread(witnesses: list[dict[str, int]], tables: Sequence[dict[str, int]]) -> None:
    """Blocks share nothing: the n-th table of each makes one table of the whole."""
    for number, table in enumerate(tables):
        if number == len(witnesses):
            witnesses.append({})
        witnesses[number] |= table


def _public_tables(plan: Plan, hidden: frozenset[int]) -> list[dict[str, int]]:
    """Tables that agree with what is shown, enough of them to protect each hidden cell.

    The true counts are not used: the first comes from the figures, the others from the first.
    """
    program = Program()
    for _ in plan.block.groups:
        program.column(0, INFINITY, integral=True)
    plan.block.add_orders(program, shifted=False)
    for s, members in enumerate(plan.block.members):
        if s not in hidden:
            known = plan.known[s]
            program.row(known.lower, known.upper, [(group, 1.0) for group in members])
    found = program.solve(nodes=_NODES)
    if found is None:
        raise SolverFailed("the figures shown contradict each other")
    first = tuple(found.integer(group) for group in range(len(plan.block.groups)))
    watch = Watch(replace(plan, block=replace(plan.block, counts=first)))
    if not all(watch.protected(cell, hidden) for cell in watch.settle(hidden, hidden)):
        raise SolverFailed("a hidden cell is not protected")
    return [
        {atoms[0]: count for atoms, count in zip(plan.block.groups, table, strict=True)}
        for table in watch.tables(hidden)
    ]


def _plan(table: Table, block: Block) -> Plan:
    shown, hidden, known = set(), set(), []
    for s, cell in enumerate(block.cells):
        count, past = block.total(s), table.frozen.get(cell.id)
        value, margin = count, 0
        if past is not None and past.value is None:
            hidden.add(s)
        elif past is not None:
            value, margin = past.value or 0, past.margin
            shown.add(s)
        elif cell.id in table.exact or not count:
            shown.add(s)
        elif count < table.threshold:
            hidden.add(s)
        known.append(Bounds(max(0, value - margin), value + margin))
    return Plan(block, table.threshold, frozenset(shown), frozenset(hidden), tuple(known))


def _hidden(plan: Plan, *, small: bool) -> frozenset[int]:
    if not plan.hidden:
        return plan.hidden
    if not plan.block.groups:
        # Covered once, and everybody knows now that it counts nobody.
        raise Infeasible([plan.block.cells[cell].id for cell in sorted(plan.hidden)])
    watch = Watch(plan)
    _check_possible(plan, watch)
    hidden = _chosen(plan, watch, small=small)
    if not plan.hidden <= hidden or hidden & plan.shown:
        raise SolverFailed("a cell is not shown as it has to be")
    # Two tables of whole counts for each, added up again against all that is shown.
    if watch.exposed(hidden):
        raise SolverFailed("a hidden cell is not protected")
    return hidden


def _chosen(plan: Plan, watch: Watch, *, small: bool) -> frozenset[int]:
    if small:
        try:
            return Covering(plan, watch).optimal()
        except SolverFailed:
            # Protected all the same.
            pass
    return patched(plan, watch)


def _check_possible(plan: Plan, watch: Watch) -> None:
    """Hide all that may be: whoever is not protected then never is. Raises Infeasible."""
    everything = frozenset(range(len(plan.known)))
    for cell in watch.settle(plan.hidden, everything - plan.shown):
        if watch.protected(cell, everything - plan.shown):
            continue
        shown = {plan.block.cells[s].id: s for s in sorted(plan.shown)}
        possible = _possible(watch, cell, shown, everything)
        raise Infeasible([plan.block.cells[cell].id, *conflict(list(shown), possible)])


def _possible(
    watch: Watch, cell: int, shown: Mapping[str, int], everything: frozenset[int]
) -> Callable[[frozenset[str]], bool]:
    """Whether the cell can be protected when these cells alone have to be shown."""
    return lambda kept: watch.protected(cell, everything - {shown[name] for name in kept})
