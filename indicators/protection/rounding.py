"""Keyed additive controlled rounding: figures true to a margin that all add up, now and before.

The true counts of the atoms are x, those of the cells z = B x. An integer table y >= 0 (the
**witness**) and multiples a of the base are chosen with B y = a over every cell ever published,
|a - z| <= margin, as near as possible to targets drawn by HMAC-SHA256(key, cell), up or down, of
mean z. Whatever was published keeps its value; exact cells have a = z; structural zeros stay zero.

What it gives, for any set S of atoms: y agrees with all that is published, and so does y with up
to ``margin`` more, or fewer, in S. So at least margin + 1 values of S remain possible for whoever
knows only what is published; ``indicators/verify.py`` computes it again from the publication.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from secrets import token_bytes
from typing import Final

from indicators.protection.blocks import Block, blocks
from indicators.protection.conflicts import Infeasible, conflict
from indicators.protection.nearest import Rules, Wish, nearest
from indicators.protection.published import Protected
from indicators.protection.solver import INFINITY, Program, SolverFailed
from indicators.protection.tables import Table

_NODES_AT_MOST: Final = 100_000


def rounded(table: Table) -> Protected:
    """The figures to publish. Raises Infeasible, with the cells in conflict, or SolverFailed.

    Without a key in the table, a key is drawn for this run alone. A cell has a margin of twice
    the base only when no rounding exists otherwise, and there are then as few as possible.
    """
    key = table.key if table.key is not None else token_bytes(32)
    rules = Rules(table.base, table.margin)
    values: dict[str, int | None] = dict.fromkeys(cell.id for cell in table.cells)
    margins = {name: _margin(table, name) for name in values}
    certificate = dict.fromkeys(table.counts, 0)
    for block in blocks(table):
        wishes = [_wish(table, cell.id, key) for cell in block.cells]
        settled = [wish.settled for wish in wishes if wish.settled is not None]
        found = settled if len(settled) == len(wishes) else nearest(block, wishes, rules)
        for cell, wish, value in zip(block.cells, wishes, found, strict=True):
            values[cell.id] = value
            if abs(value - wish.count) > margins[cell.id]:
                margins[cell.id] = rules.widest
        certificate |= witness(block, found)
    result = Protected(values, margins, certificate)
    _check(table, result)
    return result


def _settled(table: Table, name: str) -> int | None:
    past = table.frozen.get(name)
    if past is not None:
        return past.value
    return table.totals[name] if name in table.exact or name in table.empty else None


def _margin(table: Table, name: str) -> int:
    past = table.frozen.get(name)
    if past is not None:
        return past.margin
    return table.margin if _settled(table, name) is None else 0


def _wish(table: Table, name: str, key: bytes) -> Wish:
    """Up with probability (z mod base) / base, so of mean z; a multiple is its own target."""
    count = table.totals[name]
    below, rest = divmod(count, table.base)
    drawn = int.from_bytes(hmac.digest(key, name.encode(), "sha256")[:8], "big")
    return Wish(count, _settled(table, name), below + (drawn * table.base < rest << 64))


def witness(block: Block, values: Sequence[int]) -> dict[str, int]:
    """A table of counts that gives exactly these values. Raises Infeasible.

    Computed from what is published and from nothing else, so that it may be published too: all
    the count of a group is on its first atom.
    """

    def program(names: frozenset[str] | None = None) -> Program:
        built = Program()
        for _ in block.groups:
            built.column(0, INFINITY, integral=True)
        block.add_orders(built, shifted=False)
        for cell, members, value in zip(block.cells, block.members, values, strict=True):
            if names is None or cell.id in names:
                built.row(value, value, [(group, 1.0) for group in members])
        return built

    found = program().solve(nodes=_NODES_AT_MOST)
    if found is None:
        names = [cell.id for cell in block.cells]
        raise Infeasible(
            conflict(names, lambda kept: program(kept).solve(nodes=_NODES_AT_MOST) is not None)
        )
    return {atoms[0]: found.integer(group) for group, atoms in enumerate(block.groups)}


def _check(table: Table, result: Protected) -> None:
    """Every promise again, in integers: the solver is not trusted. Raises SolverFailed."""
    witnessed = result.certificate
    sides = [(order.left, order.right) for order in table.orders]
    kept = all(count >= 0 for count in witnessed.values())
    kept &= not any(witnessed[atom] for atom in table.zeros)
    kept &= all(sum(witnessed[i] for i in a) <= sum(witnessed[i] for i in b) for a, b in sides)
    for cell in table.cells:
        value, margin = result.values[cell.id], result.margins[cell.id]
        if value is None:
            continue
        kept &= value == sum(witnessed[atom] for atom in cell.atoms)
        kept &= abs(value - table.totals[cell.id]) <= margin
        kept &= _settled(table, cell.id) in (value, None)
        kept &= value % table.base == 0 or _settled(table, cell.id) is not None
    if not kept:
        raise SolverFailed("the rounding breaks one of its promises")
