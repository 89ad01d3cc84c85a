"""The groups that an attacker would count: cells, groups never published, and slivers.

A group is a set of columns of the board, one bit each. Slivers come from subtraction: a total
without one of its parts (a territory, a shorter period), without a whole family of disjoint
parts, and what two cells that overlap have in common or apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.auditor.board import BOUNDLESS, Integers, System


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


def targets(
    system: System, apart: Sequence[Integers], small: int, *, cells: bool
) -> tuple[Target, ...]:
    """Every group whose count could be found, once each: cells, or the others.

    A group is made of whole components (``apart``, see ``links``): any other holds a column that
    moves without the rest of it, and is not counted finely. Groups proven by subtraction alone to
    be empty, or to reach ``small``, are left out.
    """
    position = {column: index for index, column in enumerate(system.columns)}
    published = _cells(system)
    own = {cell.mask: cell.name for cell in reversed(published)}
    whole = [sum(1 << system.columns[index] for index in each.tolist()) for each in apart]
    if not cells and len(whole) == 1 and whole[0] in own:
        return ()
    found: dict[int, str] = {}
    for mask, name in own.items() if cells else _unpublished(system, published):
        if mask not in found and (cells or mask not in own) and _is_whole(mask, whole):
            found[mask] = name
    for mask in _settled(published, small):
        found.pop(mask, None)
    return tuple(
        Target(tuple(position[column] for column in _bits(mask)), name)
        for mask, name in found.items()
    )


def _is_whole(mask: int, apart: Sequence[int]) -> bool:
    """Whether these columns are whole components, at least one."""
    left = mask
    for component in apart:
        inside = mask & component
        if inside and inside != component:
            return False
        left ^= inside
    return mask != 0 and not left


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
