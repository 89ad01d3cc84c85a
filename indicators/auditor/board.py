"""Published figures put into rows, atoms that nothing tells apart into one column.

Everything here is exact integer arithmetic. A table is one count for each column: it holds when
every row does, and then it is a population that the published figures do not exclude.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.auditor.statements import Contradiction, Insider, Knowledge

Integers = NDArray[np.int64]
# Stands for no bound: far above any count, far below what 64 bits hold.
BOUNDLESS: Final = 2**40
# Moves are counted this far: no floor asks for more.
FARTHEST: Final = 64
_ROOM: Final = 1000
_AGAINST: Final = "what the insider knows contradicts what is published"


@dataclass(frozen=True, slots=True)
class Row:
    """low <= sum of coefficient x atom <= high. ``cell`` is empty for declared logic."""

    cell: str
    coefficients: Mapping[str, int]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Board:
    """The rows, and the groups of atoms that belong to the same ones."""

    rows: tuple[Row, ...]
    groups: tuple[tuple[str, ...], ...]
    entries: tuple[tuple[tuple[int, int], ...], ...]
    zeros: frozenset[str]

    @property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """Row and columns (one bit each) of every published cell."""
        masks: dict[int, int] = defaultdict(int)
        for column, entries in enumerate(self.entries):
            for row, _ in entries:
                masks[row] |= 1 << column
        return tuple((row, masks[row]) for row in sorted(masks) if self.rows[row].cell)


@dataclass(frozen=True, slots=True)
class System:
    """What an adversary has left to find: the board less what is known exactly."""

    board: Board
    columns: tuple[int, ...]
    starts: Integers
    rows: Integers
    signs: Integers
    low: Integers
    high: Integers
    least: Integers
    most: Integers
    # A column this large is bounded by nothing published.
    room: int

    @property
    def unknown(self) -> int:
        """The columns of the board that are not wholly known, one bit each."""
        return sum(1 << column for column in self.columns)

    def sums(self, table: Integers) -> Integers:
        """What the table gives in each row."""
        found = np.zeros(len(self.low), dtype=np.int64)
        np.add.at(found, self.rows, self.signs * np.repeat(table, np.diff(self.starts)))
        return found

    def holds(self, table: Integers) -> bool:
        """Whether the table is a population that nothing excludes."""
        sums = self.sums(table)
        return bool(
            (table >= self.least).all() and (sums >= self.low).all() and (sums <= self.high).all()
        )

    def moves(self, table: Integers) -> tuple[Integers, Integers]:
        """How far each column alone may go up, and down, and the table still hold.

        The theorem of the margin, row by row: adding d to one column moves each of its rows by d.
        """
        if not self.columns:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        sums = self.sums(table)
        above = np.minimum(self.high - sums, FARTHEST)[self.rows]
        below = np.minimum(sums - self.low, FARTHEST)[self.rows]
        plain = self.signs > 0
        up = np.minimum.reduceat(np.where(plain, above, below), self.starts[:-1])
        down = np.minimum.reduceat(np.where(plain, below, above), self.starts[:-1])
        return up, np.minimum(down, table - self.least)


def board(knowledge: Knowledge) -> Board:
    """The rows of what is public. Raises Contradiction when two figures exclude each other."""
    rows = tuple(_rows(knowledge))
    entries: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, row in enumerate(rows):
        for atom, sign in row.coefficients.items():
            entries[atom].append((index, sign))
    alike: dict[tuple[tuple[int, int], ...], list[str]] = defaultdict(list)
    for atom in knowledge.atoms:
        if atom in entries:
            alike[tuple(entries[atom])].append(atom)
    return Board(
        rows, tuple(tuple(atoms) for atoms in alike.values()), tuple(alike), knowledge.zeros
    )


def _rows(knowledge: Knowledge) -> Iterable[Row]:
    cells: dict[frozenset[str], Row] = {}
    for statement in knowledge.statements:
        atoms = frozenset(statement.atoms) - knowledge.zeros
        low = 0 if statement.low is None else max(0, statement.low)
        high = BOUNDLESS if statement.high is None else statement.high
        known = cells.get(atoms)
        if known is not None:
            low, high = max(low, known.low), min(high, known.high)
        if low > high or (not atoms and low > 0):
            raise Contradiction(f"{statement.cell}: no count agrees with every release")
        name = known.cell if known else statement.cell
        cells[atoms] = Row(name, dict.fromkeys(sorted(atoms), 1), low, high)
    yield from (row for row in cells.values() if row.coefficients)
    for left, right in knowledge.orders:
        first, second = set(left) - knowledge.zeros, set(right) - knowledge.zeros
        kept = dict.fromkeys(sorted(first - second), 1) | dict.fromkeys(sorted(second - first), -1)
        if kept:
            yield Row("", kept, -BOUNDLESS, 0)


def system(board: Board, insider: Insider | None = None) -> System:
    """What is left to find for the public, or for an insider."""
    known = dict(insider.known) if insider else {}
    least = dict(insider.at_least) if insider else {}
    _refuse_the_impossible(board, known, least)
    left = [
        (column, [atom for atom in atoms if atom not in known])
        for column, atoms in enumerate(board.groups)
    ]
    columns = tuple(column for column, atoms in left if atoms)
    shift = [sum(k * known.get(atom, 0) for atom, k in r.coefficients.items()) for r in board.rows]
    low, high = (
        np.array(
            [b if abs(b) >= BOUNDLESS else b - s for b, s in zip(bounds, shift, strict=True)],
            dtype=np.int64,
        )
        for bounds in ([row.low for row in board.rows], [row.high for row in board.rows])
    )
    entries = [entry for column in columns for entry in board.entries[column]]
    counts = [len(board.entries[column]) for column in columns]
    found = System(
        board,
        columns,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([row for row, _ in entries], dtype=np.int64),
        np.array([sign for _, sign in entries], dtype=np.int64),
        low,
        high,
        np.array([sum(least.get(a, 0) for a in atoms) for _, atoms in left if atoms], np.int64),
        np.zeros(0, dtype=np.int64),
        _ROOM + sum(abs(row.high) for row in board.rows if row.high < BOUNDLESS),
    )
    return _without_the_empty(replace(found, most=_most(found)))


def _without_the_empty(found: System) -> System:
    """Columns that one row alone proves empty are known: nothing is left to find in them."""
    kept = found.most > 0
    lengths = np.diff(found.starts)
    entries = np.repeat(kept, lengths)
    smaller = replace(
        found,
        columns=tuple(np.array(found.columns, dtype=np.int64)[kept].tolist()),
        starts=np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64),
        rows=found.rows[entries],
        signs=found.signs[entries],
        least=found.least[kept],
        most=found.most[kept],
    )
    _refuse_the_settled(smaller)
    return smaller


def _refuse_the_settled(found: System) -> None:
    nothing_left = np.setdiff1d(np.arange(len(found.low)), found.rows)
    if (found.low[nothing_left] > 0).any() or (found.high[nothing_left] < 0).any():
        raise Contradiction(_AGAINST)


def supposing(public: System, insider: Insider) -> System:
    """The system of the public with cases supposed in some atoms, nothing known exactly."""
    _refuse_the_impossible(public.board, {}, insider.at_least)
    least = np.zeros(len(public.columns), dtype=np.int64)
    for index, column in enumerate(public.columns):
        for atom in public.board.groups[column]:
            least[index] += insider.at_least.get(atom, 0)
    left = {atom for column in public.columns for atom in public.board.groups[column]}
    told = {atom for atoms in public.board.groups for atom in atoms}
    if any(count and atom in told - left for atom, count in insider.at_least.items()):
        raise Contradiction(_AGAINST)
    if (public.most < least).any():
        raise Contradiction(_AGAINST)
    return replace(public, least=least)


def _refuse_the_impossible(
    board: Board, known: Mapping[str, int], least: Mapping[str, int]
) -> None:
    for atom, count in [*known.items(), *least.items()]:
        if count < 0 or (count and atom in board.zeros):
            raise Contradiction(f"no such count: {atom}")
    for atom, count in least.items():
        if known.get(atom, count) < count:
            raise Contradiction(f"known and at least disagree: {atom}")


def _most(found: System) -> Integers:
    """The largest count of each column: the solver wants a box, and no box may bind."""
    mixed = np.zeros(len(found.low), dtype=bool)
    mixed[found.rows[found.signs < 0]] = True
    most = np.full(len(found.columns), found.room, dtype=np.int64)
    for index in range(len(found.columns)):
        rows = found.rows[found.starts[index] : found.starts[index + 1]]
        most[index] = min([found.room, *(int(found.high[row]) for row in rows if not mixed[row])])
    if (most < found.least).any():
        raise Contradiction(_AGAINST)
    return most
