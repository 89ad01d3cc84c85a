"""The groups that an attacker would count: cells, groups never published, and slivers.

A group is a set of columns of the board, one bit each. Slivers come from subtraction: a total
without one of its parts (a territory, a shorter period), without a whole family of disjoint
parts, and what two cells that overlap have in common or apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indicators.auditor.board import BOUNDLESS, System


@dataclass(frozen=True, slots=True)
class Target:
    """A group of columns, and how it is named: by the cells it comes from."""

    columns: tuple[int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class _Cell:
    name: str
    mask: int
    low: int
    high: int


def targets(system: System, loose: int, small: int, *, cells: bool) -> tuple[Target, ...]:
    """Every group inside ``loose`` whose count could be found, once each: cells, or the others.

    What is outside holds a column that moves alone: no group with it is counted finely. Groups
    proven by subtraction alone to be empty, or to reach ``small``, are left out.
    """
    position = {column: index for index, column in enumerate(system.columns)}
    published = _cells(system)
    own = {cell.mask: cell.name for cell in reversed(published)}
    found: dict[int, str] = {}
    for mask, name in own.items() if cells else _unpublished(system, published):
        if mask and not mask & ~loose and mask not in found and (cells or mask not in own):
            found[mask] = name
    for mask in _settled(published, small):
        found.pop(mask, None)
    return tuple(
        Target(tuple(position[column] for column in _bits(mask)), name)
        for mask, name in found.items()
    )


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _cells(system: System) -> tuple[_Cell, ...]:
    unknown, rows = system.unknown, system.board.rows
    return tuple(
        _Cell(rows[row].cell, mask & unknown, int(system.low[row]), int(system.high[row]))
        for row, mask in system.board.cells
        if mask & unknown
    )


def _unpublished(system: System, cells: tuple[_Cell, ...]) -> Iterator[tuple[int, str]]:
    for index, one in enumerate(cells):
        for other in cells[index + 1 :]:
            yield from _slivers(one, other)
        yield from _without_families(one, cells)
    for column in system.columns:
        yield 1 << column, f"groupe non publié ({system.board.groups[column][0]})"


def _slivers(one: _Cell, other: _Cell) -> Iterator[tuple[int, str]]:
    common = one.mask & other.mask
    if not common or one.mask == other.mask:
        return
    if common != one.mask:
        yield one.mask & ~common, f"{one.name} sauf {other.name}"
    if common != other.mask:
        yield other.mask & ~common, f"{other.name} sauf {one.name}"
    if common not in (one.mask, other.mask):
        yield common, f"{one.name} et {other.name} en commun"


def _without_families(total: _Cell, cells: tuple[_Cell, ...]) -> Iterator[tuple[int, str]]:
    """What remains of a total once disjoint parts, all published, are taken away."""
    families: list[int] = []
    for part in cells:
        inside = part.mask & ~total.mask == 0 and part.mask != total.mask
        if not inside or part.high >= BOUNDLESS:
            continue
        for index, family in enumerate(families):
            if not family & part.mask:
                families[index] |= part.mask
                break
        else:
            families.append(part.mask)
    for family in families:
        yield total.mask & ~family, f"{total.name} sauf ses parts publiées"


def _settled(cells: tuple[_Cell, ...], small: int) -> Iterator[int]:
    """Groups proven large or empty by one subtraction."""
    for total in cells:
        if total.low >= small or total.high <= 0:
            yield total.mask
        for part in cells:
            if part.mask & ~total.mask or part.mask == total.mask:
                continue
            if total.low - part.high >= small or total.high - part.low <= 0:
                yield total.mask & ~part.mask
