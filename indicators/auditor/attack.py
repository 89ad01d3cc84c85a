"""The door of the auditor: a release passes when no adversary counts a small group finely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import numpy as np

from indicators.auditor.adversaries import one_case
from indicators.auditor.board import FARTHEST, Board, Integers, System, board, supposing, system
from indicators.auditor.hunt import Hunt, Interval
from indicators.auditor.parts import parts, restricted
from indicators.auditor.releases import Orders, Release, gathered
from indicators.auditor.statements import (
    INSIDER_FLOOR,
    PUBLIC,
    PUBLIC_FLOOR,
    SMALL_GROUP,
    AuditReport,
    Contradiction,
    Finding,
    Insider,
    Kind,
    Knowledge,
)

Tables = Sequence[Mapping[str, int]]

# The line of the report where all those who know of a case are put together.
WHO_KNOWS_A_CASE: Final = "qui connaît un cas"
# How many of them are attacked in one part, when no proof covers them.
_CASES: Final = 40


def audit(
    knowledge: Knowledge,
    insiders: Sequence[Insider] = (),
    *,
    public_floor: int = PUBLIC_FLOOR,
    insider_floor: int = INSIDER_FLOOR,
    small: int = SMALL_GROUP,
    tables: Tables = (),
    cases: bool = False,
) -> AuditReport:
    """Attack all that is published, as the public then as each insider.

    A group is safe when ``public_floor`` counts of it are shown possible (``insider_floor`` for
    insiders), each by a whole table checked by integer arithmetic, or when it is proven to be
    empty or to hold ``small`` persons. ``tables``: tables of counts that may spare the solver, such
    as a certificate; they are checked, never believed. ``cases``: attack too as whoever knows of
    one case (A2), in each group that the figures tell apart. Raises ValueError for a floor lowered,
    Contradiction for figures that no population gives, SolverFailed when HiGHS does not answer.
    Source: disclosure control as decided in docs/decisions.
    """
    floors = _Floors(public_floor, insider_floor, small)
    started = perf_counter()
    found = _Found({each.name: each.kind for each in insiders})
    for part in parts(knowledge):
        attack = _Attack(board(part), floors, tables)
        found.cells += len(attack.rows.cells)
        found.add(PUBLIC, attack.public.found, attack.public.fewest)
        for insider in insiders:
            hunt = attack.by(restricted(insider, part))
            if hunt is not None:
                found.add(insider.name, hunt.found, hunt.fewest, reported=insider.reported_only)
        if cases:
            _suppose(found, attack, one_case(part))
    return found.report(floors, perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Floors:
    public: int
    insider: int
    small: int

    def __post_init__(self) -> None:
        if self.public < PUBLIC_FLOOR or self.insider < INSIDER_FLOOR or self.small < SMALL_GROUP:
            raise ValueError("the floors of an audit are raised, never lowered")


@dataclass(slots=True)
class _Found:
    """What the attacks gave so far, all parts together."""

    kinds: dict[str, Kind]
    findings: list[Finding] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=lambda: {PUBLIC: FARTHEST})
    cells: int = 0
    cases: int = 0

    def add(
        self, name: str, found: Iterable[Interval], fewest: int, *, reported: bool = False
    ) -> None:
        self.left[name] = min(self.left.get(name, FARTHEST), fewest)
        self.findings += [
            Finding(
                name, each.target.name, len(each.values), each.low, each.high, each.proven, reported
            )
            for each in found
        ]

    def report(self, floors: _Floors, seconds: float) -> AuditReport:
        return AuditReport(
            findings=tuple(self.findings),
            values_left=self.left,
            kinds={PUBLIC: "A0", **self.kinds},
            public_floor=floors.public,
            insider_floor=floors.insider,
            cells=self.cells,
            cases=self.cases,
            seconds=seconds,
        )


class _Attack:
    """One part: the public first, whose tables then serve every insider."""

    def __init__(self, rows: Board, floors: _Floors, tables: Tables) -> None:
        self.rows, self.floors, self._tables = rows, floors, tables
        self.public = Hunt(system(rows), floors.public, floors.small)
        self.public.run(_given(self.public.system, {}, tables))
        self._done: dict[frozenset[tuple[str, int]], Hunt] = {}

    def by(self, insider: Insider) -> Hunt | None:
        """The attack of an insider; None when nothing is known here, or a case that cannot be."""
        if not insider.known and not insider.at_least:
            return None
        known = frozenset(insider.known.items())
        if insider.at_least:
            return self._supposing(insider)
        # The other cellule of an arrondissement of two knows what an A1 knows.
        if known not in self._done:
            self._done[known] = self._hunt(system(self.rows, insider), insider)
        return self._done[known]

    def _supposing(self, insider: Insider) -> Hunt | None:
        try:
            if insider.known:
                return self._hunt(system(self.rows, insider), insider)
            return self._hunt(supposing(self.public.system, insider), insider)
        except Contradiction:
            supposed = insider.at_least.items()
            if insider.known or all(self.public.most(atom) >= count for atom, count in supposed):
                raise
            return None

    def _hunt(self, found: System, insider: Insider) -> Hunt:
        alike = found.columns == self.public.system.columns and self.public.tables
        near = self.public.tables[-1] if alike else None
        hunt = Hunt(found, self.floors.insider, self.floors.small, near)
        hunt.run(self._seeds(found, insider))
        return hunt

    def _seeds(self, found: System, insider: Insider) -> Iterator[Integers]:
        """Tables of the public that also hold for the insider, one case added where it is known."""
        kept = np.searchsorted(self.public.system.columns, found.columns)
        for table in self.public.tables:
            yield np.maximum(table[kept], found.least)
        yield from _given(found, insider.known, self._tables)


def _suppose(found: _Found, attack: _Attack, insiders: Sequence[Insider]) -> None:
    """Who knows of a case, group by group: by the proof of the public, or by an attack.

    Of those that are not proven, some are attacked, spread over the figures: each takes seconds.
    """
    proven = attack.public.with_a_case
    left, columns = proven.left, attack.public.system.columns
    groups = {attack.rows.groups[columns[index]][0] for index in proven.columns}
    waiting = []
    for insider in insiders:
        if left >= attack.floors.insider and not groups.isdisjoint(insider.at_least):
            found.cases += 1
            found.add(WHO_KNOWS_A_CASE, (), left)
        else:
            waiting.append(insider)
    if insiders:
        found.kinds[WHO_KNOWS_A_CASE] = "A2"
    for insider in waiting[:: -(-len(waiting) // _CASES) or 1]:
        hunt = attack.by(insider)
        if hunt is not None:
            found.cases += 1
            found.add(WHO_KNOWS_A_CASE, hunt.found, hunt.fewest)


def audit_releases(
    releases: Sequence[Release],
    insiders: Sequence[Insider] = (),
    *,
    zeros: Iterable[str] = (),
    orders: Orders = (),
    tables: Tables = (),
) -> AuditReport:
    """Attack every release together, at the floors of the code: the newest is one of them.

    Raises what ``audit`` raises; a figure published twice with no count in common is a
    Contradiction.
    """
    knowledge = gathered(releases, zeros=zeros, orders=orders)
    return audit(knowledge, insiders, tables=tables)


def _given(found: System, known: Mapping[str, int], tables: Tables) -> Iterator[Integers]:
    """The tables given, for what is left to find; an atom that one does not name counts nought."""
    groups = [found.board.groups[column] for column in found.columns]
    for table in tables:
        counts = (sum(table.get(a, 0) for a in atoms if a not in known) for atoms in groups)
        yield np.array(list(counts), dtype=np.int64)
