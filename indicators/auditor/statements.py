"""What published figures tell, who reads them, and what an audit answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

# No call goes below: a caller may raise them. docs/decisions says why these.
PUBLIC_FLOOR: Final = 5
INSIDER_FLOOR: Final = 3
# A group proven to have as many persons, or none, is not a small group that was found.
SMALL_GROUP: Final = 5

PUBLIC: Final = "public"
Proof = Literal["witnesses", "solver"]
# A0 the public; A1 a cellule or a mayor; A2 who knows one case; A3 all the cellules of an
# arrondissement but one; A4 all cellules but one.
Kind = Literal["A0", "A1", "A2", "A3", "A4"]


class Contradiction(ValueError):
    """Published figures that no population could give: nothing can be proven from them."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One published figure: low <= sum of its atoms <= high. Neither: hidden (« c »)."""

    cell: str
    atoms: tuple[str, ...]
    low: int | None
    high: int | None
    public_value: int | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is public: the atoms are the finest groups that the plan can tell apart."""

    atoms: tuple[str, ...]
    statements: tuple[Statement, ...]
    zeros: frozenset[str] = frozenset()
    # Declared logic: the sum of the first is never above the sum of the second.
    orders: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a figure about an atom that is not declared (ValueError)."""
        known = set(self.atoms)
        if len(known) != len(self.atoms):
            raise ValueError("an atom is declared twice")
        for name in self._mentioned():
            if name not in known:
                raise ValueError(f"unknown atom: {name}")

    def _mentioned(self) -> Iterator[str]:
        yield from self.zeros
        for statement in self.statements:
            yield from statement.atoms
        for left, right in self.orders:
            yield from left
            yield from right


@dataclass(frozen=True, slots=True)
class Insider:
    """Who knows more than the public: own atoms exactly, or that an atom has a case."""

    name: str
    known: Mapping[str, int]
    at_least: Mapping[str, int] = field(default_factory=dict)
    kind: Kind = "A1"

    @property
    def reported_only(self) -> bool:
        """No bounded method resists whoever knows all but one: told, not refused."""
        return self.kind == "A4"


@dataclass(frozen=True, slots=True)
class Finding:
    """A small group that an adversary counts too finely. Names cells, never a person.

    ``low`` and ``high`` bound every count still possible (``high`` None: no bound);
    ``values_left`` is how many are shown possible by a whole table each.
    """

    adversary: str
    target: str
    values_left: int
    low: int
    high: int | None
    proven: Proof
    reported_only: bool = False


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The answer. ``values_left``: for each adversary, the smallest number proven possible.

    Counts beyond sixty-four are not looked for. An adversary who supposes a case that cannot be
    has no line. ``cases``: the groups where one case was supposed, one line for all of them.
    """

    findings: tuple[Finding, ...]
    values_left: Mapping[str, int]
    kinds: Mapping[str, Kind]
    public_floor: int
    insider_floor: int
    cells: int
    seconds: float
    cases: int = 0

    @property
    def exact(self) -> int:
        """Groups found exactly, that refuse the release."""
        return sum(each.values_left <= 1 and not each.reported_only for each in self.findings)

    @property
    def narrow(self) -> int:
        """Groups left with several counts, yet fewer than the floor, that refuse the release."""
        return sum(each.values_left > 1 and not each.reported_only for each in self.findings)

    @property
    def min_width(self) -> int:
        """The smallest number of counts left to the public, less one."""
        return self.values_left[PUBLIC] - 1

    @property
    def passed(self) -> bool:
        """Whether nothing refuses the release."""
        return not self.exact and not self.narrow


def together(reports: Sequence[AuditReport]) -> AuditReport:
    """Attacks on figures that share nothing, told as one. ValueError without any."""
    if not reports:
        raise ValueError("nothing was attacked")
    names = {name for each in reports for name in each.values_left}
    return AuditReport(
        findings=tuple(finding for each in reports for finding in each.findings),
        values_left={
            name: min(each.values_left[name] for each in reports if name in each.values_left)
            for name in sorted(names)
        },
        kinds={name: kind for each in reports for name, kind in each.kinds.items()},
        public_floor=min(each.public_floor for each in reports),
        insider_floor=min(each.insider_floor for each in reports),
        cells=sum(each.cells for each in reports),
        seconds=sum(each.seconds for each in reports),
        cases=sum(each.cases for each in reports),
    )
