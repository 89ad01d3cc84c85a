"""Parts of a table that share nothing, each with as few unknowns as possible.

Atoms that enter the same cells cannot be told apart by anything published: they are one unknown.
Cells that share no atom and no order are protected apart: five measures are five small problems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indicators.protection.solver import INFINITY, Program
from indicators.protection.tables import Cell, Table


@dataclass(frozen=True, slots=True)
class Block:
    """``members[c]``: the groups that cell c adds up. ``orders``: sum of terms <= 0.

    A group is a set of atoms with the same cells and the same orders; ``counts`` are theirs.
    """

    cells: tuple[Cell, ...]
    members: tuple[tuple[int, ...], ...]
    groups: tuple[tuple[str, ...], ...]
    counts: tuple[int, ...]
    orders: tuple[tuple[tuple[int, int], ...], ...]

    def total(self, cell: int) -> int:
        """The true count of this cell."""
        return sum(self.counts[group] for group in self.members[cell])

    def add_orders(self, program: Program, *, shifted: bool) -> None:
        """Ask the orders of the first columns: counts of the groups or, ``shifted``, what is
        added to their counts.
        """
        for terms in self.orders:
            slack = -sum(sign * self.counts[group] for group, sign in terms) if shifted else 0
            program.row(-INFINITY, slack, terms)


def blocks(table: Table, *, covered: bool = False) -> Iterator[Block]:
    """The blocks of the table. A cell that was published as « c » says nothing: it is in one only
    if asked for (``covered``).
    """
    silent = {name for name, past in table.frozen.items() if past.value is None}
    cells = [cell for cell in table.cells if covered or cell.id not in silent]
    signatures = _signatures(table, cells)
    parts = _parts(len(cells), len(table.orders), signatures.values())
    groups: dict[int, dict[tuple[tuple[int, int], ...], list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for atom, signature in signatures.items():
        groups[parts[_first(signature, len(cells))]][signature].append(atom)
    for part in sorted(set(parts[: len(cells)])):
        numbers = [c for c in range(len(cells)) if parts[c] == part]
        yield _block(table, [cells[c] for c in numbers], numbers, groups[part])


# One use of an atom: (number of a cell, 0), or (number of an order, its sign).
_Use = tuple[int, int]


def _signatures(table: Table, cells: Sequence[Cell]) -> dict[str, tuple[_Use, ...]]:
    """What each atom that may count somebody enters, in the order of the table."""
    uses: dict[str, list[_Use]] = {atom: [] for atom in table.counts if atom not in table.zeros}
    for number, cell in enumerate(cells):
        for atom in cell.atoms:
            if atom in uses:
                uses[atom].append((number, 0))
    for number, order in enumerate(table.orders):
        for sign, side in ((1, order.left), (-1, order.right)):
            for atom in set(side) - set(order.right if sign > 0 else order.left):
                if atom in uses:
                    uses[atom].append((number, sign))
    return {atom: tuple(found) for atom, found in uses.items() if found}


def _first(signature: Sequence[_Use], cells: int) -> int:
    number, sign = signature[0]
    return number + cells if sign else number


def _parts(cells: int, orders: int, signatures: Iterable[Sequence[_Use]]) -> list[int]:
    parents = list(range(cells + orders))

    def root(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for signature in signatures:
        first = root(_first(signature, cells))
        for number, sign in signature[1:]:
            other = root(number + cells if sign else number)
            low, high = sorted((first, other))
            parents[high] = first = low
    return [root(node) for node in range(cells + orders)]


def _block(
    table: Table,
    cells: Sequence[Cell],
    numbers: Sequence[int],
    groups: dict[tuple[_Use, ...], list[str]],
) -> Block:
    local = {number: n for n, number in enumerate(numbers)}
    members: list[list[int]] = [[] for _ in cells]
    orders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for group, signature in enumerate(groups):
        for number, sign in signature:
            if sign:
                orders[number].append((group, sign))
            else:
                members[local[number]].append(group)
    return Block(
        cells=tuple(cells),
        members=tuple(tuple(each) for each in members),
        groups=tuple(tuple(atoms) for atoms in groups.values()),
        counts=tuple(sum(table.counts[atom] for atom in atoms) for atoms in groups.values()),
        orders=tuple(tuple(orders[number]) for number in sorted(orders)),
    )
