"""Every release there has been, gathered: what was published once is known for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from indicators.auditor.statements import Knowledge, Statement

HIDDEN: Final = "c"
WITHOUT_OBJECT: Final = "///"

Orders = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """One figure of a bulletin: value and margin, or a flag in place of them."""

    id: str
    atoms: tuple[str, ...]
    value: int | None
    margin: int = 0
    flag: str = ""

    def __post_init__(self) -> None:
        """A figure has a value; « c » and « /// » have none (ValueError)."""
        if (self.value is None) != (self.flag in (HIDDEN, WITHOUT_OBJECT)):
            raise ValueError(f"a value and its flag disagree: {self.id}")
        if self.margin < 0 or (self.value is not None and self.value < 0):
            raise ValueError(f"a negative figure: {self.id}")

    def statement(self, release: str) -> Statement:
        """What the cell tells. A count is never negative: the lower end stops at nought."""
        name = f"{self.id} ({release})"
        if self.flag == WITHOUT_OBJECT:
            return Statement(name, self.atoms, 0, 0, None)
        if self.value is None:
            return Statement(name, self.atoms, None, None, None)
        low = max(0, self.value - self.margin)
        return Statement(name, self.atoms, low, self.value + self.margin, self.value)


@dataclass(frozen=True, slots=True)
class Release:
    """One bulletin, the withdrawn ones too."""

    name: str
    cells: tuple[ReleasedCell, ...]


def gathered(
    releases: Sequence[Release], *, zeros: Iterable[str] = (), orders: Orders = ()
) -> Knowledge:
    """What a reader of all the releases knows. « /// » adds structural zeros."""
    cells = [(release.name, cell) for release in releases for cell in release.cells]
    impossible = frozenset(zeros).union(
        *(cell.atoms for _, cell in cells if cell.flag == WITHOUT_OBJECT)
    )
    logic = (atom for pair in orders for side in pair for atom in side)
    atoms = dict.fromkeys(atom for _, cell in cells for atom in cell.atoms)
    return Knowledge(
        tuple(atoms | dict.fromkeys([*sorted(impossible), *logic])),
        tuple(cell.statement(name) for name, cell in cells),
        impossible,
        orders,
    )
