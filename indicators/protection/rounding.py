"""Keyed additive controlled rounding: figures true to a margin that all add up, now and before.

The true counts of the atoms are x, those of the cells z = B x. An integer table y >= 0 (the
**witness**) and multiples a of the base are chosen with B y = a over every cell ever published,
|a - z| <= margin, as near as possible to targets drawn by HMAC-SHA256(key, cell), up or down, of
mean z. Whatever was published keeps its value; structural zeros stay zero. An exact cell shows z;
where z is no multiple of the base, y holds a multiple in its place, since the parts of a total are
rounded, and a second table w, computed from the figures too, gives the exact cells exactly and the
others within their margins.

What it gives, for any set S of atoms: y agrees with all that is published, and so does y with up
to ``margin`` more, or fewer, in S. So at least margin + 1 values of S remain possible for whoever
knows only what is published; ``indicators/verify.py`` computes it again from the publication.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
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
    beside: dict[str, int] = {}
    for block in blocks(table):
        wishes = [_wish(table, cell.id, key) for cell in block.cells]
        settled = [wish.settled for wish in wishes if wish.settled is not None]
        found = settled if len(settled) == len(wishes) else nearest(block, wishes, rules)
        exact = [_exact(table, cell.id) for cell in block.cells]
        for cell, wish, value, shown in zip(block.cells, wishes, found, exact, strict=True):
            values[cell.id] = value if shown is None else shown
            if shown is None and abs(value - wish.count) > margins[cell.id]:
                margins[cell.id] = rules.widest
        told = witness(block, found)
        certificate |= told
        if any(shown not in (None, value) for shown, value in zip(exact, found, strict=True)):
            near = [told[atoms[0]] for atoms in block.groups]
            beside |= _beside(block, values, margins, near)
    result = Protected(values, margins, certificate, [certificate | beside] if beside else [])
    _check(table, result)
    return result


def _exact(table: Table, name: str) -> int | None:
    """What is shown of the cell exactly, now or before."""
    past = table.frozen.get(name)
    if past is not None:
        return None if past.margin else past.value
    return table.totals[name] if name in table.exact or name in table.empty else None


def _settled(table: Table, name: str) -> int | None:
    """What the rounded cells add up to there, if it is known: a multiple of the base, or a figure
    with its margin.
    """
    past, exact = table.frozen.get(name), _exact(table, name)
    if exact is not None:
        return None if exact % table.base else exact
    return past.value if past is not None else None


def _margin(table: Table, name: str) -> int:
    past = table.frozen.get(name)
    if past is not None:
        return past.margin
    return table.margin if _exact(table, name) is None else 0


def _wish(table: Table, name: str, key: bytes) -> Wish:
    """Up with probability (z mod base) / base, so of mean z; a multiple is its own target.

    An exact cell draws nothing: beside it, the nearest multiple.
    """
    count = table.totals[name]
    below, rest = divmod(count, table.base)
    if _exact(table, name) is not None:
        return Wish(count, _settled(table, name), below + (2 * rest > table.base))
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


def _beside(
    block: Block, values: Mapping[str, int | None], margins: Mapping[str, int], near: Sequence[int]
) -> dict[str, int]:
    """A table that gives the exact cells exactly, and the others as nearly as may be.

    From the figures alone, like the certificate, ``near``. Raises Infeasible, or SolverFailed.
    """
    for widest in range(1, min(filter(None, margins.values()), default=1) + 1):
        program = Program()
        for count in near:
            program.column(-count, INFINITY, integral=True)
        for terms in block.orders:
            slack = -sum(sign * near[group] for group, sign in terms)
            program.row(-INFINITY, slack, [(group, float(sign)) for group, sign in terms])
        for cell, members in zip(block.cells, block.members, strict=True):
            value = values[cell.id]
            if value is None:
                continue
            apart = value - sum(near[group] for group in members)
            room = widest if margins[cell.id] else 0
            program.row(apart - room, apart + room, [(group, 1.0) for group in members])
        found = program.solve(nodes=_NODES_AT_MOST)
        if found is not None:
            return {
                atoms[0]: near[group] + found.integer(group)
                for group, atoms in enumerate(block.groups)
            }
    raise Infeasible([cell.id for cell in block.cells if not margins[cell.id]])


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
        twin = sum(witnessed[atom] for atom in cell.atoms)
        kept &= value == twin if margin or not value % table.base else not twin % table.base
        kept &= abs(value - table.totals[cell.id]) <= margin
        beside = (sum(each[atom] for atom in cell.atoms) for each in result.witnesses)
        kept &= all(abs(value - count) <= margin for count in beside)
        kept &= _settled(table, cell.id) in (value, None)
        known = _settled(table, cell.id) is not None or _exact(table, cell.id) is not None
        kept &= value % table.base == 0 or known
    if not kept:
        raise SolverFailed("the rounding breaks one of its promises")
