"""The rounding of one block: an integer program in the differences d = y - x and multiples k.

For each cell, sum of d over its atoms = base x k - z: a small number on both sides, whatever the
counts. A settled cell has its value in place of base x k. What is minimised is the sum over the
cells of |k - target|.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from indicators.protection.blocks import Block
from indicators.protection.conflicts import Infeasible, conflict
from indicators.protection.solver import INFINITY, Program, Solution, SolverFailed

# A point nearer than that to the optimum is hardly nearer to the targets.
_GAP: Final = 0.02
_NODES: Final = 500
_NODES_AT_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Wish:
    """One cell: its value when it is settled, else the multiple of the base to come near."""

    count: int
    settled: int | None
    target: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """Parameters of the publication. ``widest``: the margin of last resort."""

    base: int
    margin: int

    @property
    def widest(self) -> int:
        return max(2 * self.base, self.margin)

    def multiples(self, count: int, margin: int) -> tuple[int, int]:
        """The least and the greatest multiple, >= 0, within this margin of the count."""
        return max(0, -((margin - count) // self.base)), (count + margin) // self.base


@dataclass(slots=True)
class _Model:
    program: Program
    # By cell: the column of its multiple, less the least multiple within the margin.
    multiples: dict[int, int] = field(default_factory=dict)
    # The columns that are 1 when a cell needs the margin of last resort.
    wide: list[int] = field(default_factory=list)


def nearest(block: Block, wishes: Sequence[Wish], rules: Rules) -> list[int]:
    """The value of each cell of the block. Raises Infeasible, with the cells in conflict.

    The margin of last resort is used only when there is no rounding without it, by as few cells
    as possible; among those roundings, the nearest to the targets is taken.
    """
    model = _model(block, wishes, rules)
    found = _best(model.program)
    if found is None:
        model, found = _widened(block, wishes, rules)
    return [
        wish.count + round(sum(found.integer(group) for group in block.members[number]))
        for number, wish in enumerate(wishes)
    ]


def _widened(block: Block, wishes: Sequence[Wish], rules: Rules) -> tuple[_Model, Solution]:
    model = _model(block, wishes, rules, widened=True)
    costs = model.program.cost
    model.program.cost = [0.0] * len(costs)
    for column in model.wide:
        model.program.cost[column] = 1.0
    fewest = model.program.solve(nodes=_NODES_AT_MOST)
    if fewest is None:
        raise Infeasible(_conflict(block, wishes, rules))
    model.program.cost = costs
    model.program.row(0, round(fewest.objective), [(column, 1) for column in model.wide])
    found = _best(model.program)
    if found is None:
        raise SolverFailed("margins of last resort")
    return model, found


def _best(program: Program) -> Solution | None:
    try:
        return program.solve(gap=_GAP, nodes=_NODES)
    except SolverFailed:
        # No point at all after those nodes: the first one is enough.
        return program.solve(gap=INFINITY, nodes=_NODES_AT_MOST)


def _conflict(block: Block, wishes: Sequence[Wish], rules: Rules) -> tuple[str, ...]:
    """The cells that contradict each other, even with margins of last resort."""
    numbers = {cell.id: number for number, cell in enumerate(block.cells)}

    def possible(names: frozenset[str]) -> bool:
        wanted = {numbers[name] for name in names}
        model = _model(block, wishes, rules, widened=True, only=wanted)
        model.program.cost = [0.0] * len(model.program.cost)
        try:
            return model.program.solve(nodes=_NODES) is not None
        except SolverFailed:
            # Unknown: these cells stay in the conflict.
            return True

    return conflict(list(numbers), possible)


def _model(
    block: Block,
    wishes: Sequence[Wish],
    rules: Rules,
    *,
    widened: bool = False,
    only: Collection[int] | None = None,
) -> _Model:
    model = _Model(Program())
    # First the groups, so that a column has the number of its group.
    for count in block.counts:
        model.program.column(-count, INFINITY, integral=True)
    block.add_orders(model.program, shifted=True)
    for number, wish in enumerate(wishes):
        if only is not None and number not in only:
            continue
        terms = [(group, 1.0) for group in block.members[number]]
        if wish.settled is not None:
            difference = wish.settled - wish.count
            model.program.row(difference, difference, terms)
        else:
            _add_multiple(model, number, wish, rules, terms, widened=widened)
    return model


def _add_multiple(
    model: _Model,
    number: int,
    wish: Wish,
    rules: Rules,
    terms: Sequence[tuple[int, float]],
    *,
    widened: bool,
) -> None:
    program = model.program
    least, most = rules.multiples(wish.count, rules.margin)
    if not widened or rules.widest == rules.margin:
        column = program.column(0, most - least, integral=True)
    else:
        first, last = rules.multiples(wish.count, rules.widest)
        column = program.column(first - least, last - least, integral=True)
        wide = program.column(0, 1, integral=True)
        program.row(-INFINITY, most - least, [(column, 1), (wide, most - last)])
        program.row(0, INFINITY, [(column, 1), (wide, least - first)])
        model.wide.append(wide)
    # base x (least + column) = z + sum of d
    origin = rules.base * least - wish.count
    program.row(origin, origin, [*terms, (column, -float(rules.base))])
    _add_distance(program, column, wish.target - least)
    model.multiples[number] = column


def _add_distance(program: Program, column: int, target: int) -> None:
    """Add |column - target| to the cost."""
    if program.lower[column] == target:
        program.cost[column] = 1.0
    elif program.upper[column] == target:
        program.cost[column] = -1.0
    else:
        distance = program.column(0, INFINITY, cost=1.0)
        program.row(-target, INFINITY, [(distance, 1), (column, -1)])
        program.row(target, INFINITY, [(distance, 1), (column, 1)])
