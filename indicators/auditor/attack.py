"""The door of the auditor: a release passes when no adversary counts a small group finely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from indicators.auditor.board import FARTHEST, Board, Integers, System, board, supposing, system
from indicators.auditor.hunt import Hunt
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


def audit(
    knowledge: Knowledge,
    insiders: Sequence[Insider] = (),
    *,
    public_floor: int = PUBLIC_FLOOR,
    insider_floor: int = INSIDER_FLOOR,
    small: int = SMALL_GROUP,
    certificate: Mapping[str, int] | None = None,
) -> AuditReport:
    """Attack all that is published, as the public then as each insider.

    A group is safe when ``public_floor`` counts of it are shown possible (``insider_floor`` for
    insiders), each by a whole table checked by integer arithmetic, or when it is proven to be
    empty or to hold ``small`` persons. ``certificate``: a table that may spare the solver; it is
    checked, never believed. Raises ValueError for a floor lowered, Contradiction for figures that
    no population gives, SolverFailed when HiGHS does not answer. Source: disclosure control as
    decided in docs/decisions.
    """
    floors = _Floors(public_floor, insider_floor, small)
    started = perf_counter()
    findings: list[Finding] = []
    left: dict[str, int] = {PUBLIC: FARTHEST}
    cells = 0
    for part in parts(knowledge):
        rows = board(part)
        cells += len(rows.cells)
        inside = [restricted(each, part) for each in insiders]
        for name, hunt, reported_only in _hunts(rows, inside, floors, certificate):
            findings += _findings(name, hunt, reported_only=reported_only)
            left[name] = min(left.get(name, FARTHEST), hunt.fewest)
    return AuditReport(
        findings=tuple(findings),
        values_left=left,
        kinds=_kinds(insiders),
        public_floor=public_floor,
        insider_floor=insider_floor,
        cells=cells,
        seconds=perf_counter() - started,
    )


@dataclass(frozen=True, slots=True)
class _Floors:
    public: int
    insider: int
    small: int

    def __post_init__(self) -> None:
        if self.public < PUBLIC_FLOOR or self.insider < INSIDER_FLOOR or self.small < SMALL_GROUP:
            raise ValueError("the floors of an audit are raised, never lowered")


def _hunts(
    rows: Board,
    insiders: Iterable[Insider],
    floors: _Floors,
    certificate: Mapping[str, int] | None,
) -> Iterator[tuple[str, Hunt, bool]]:
    """The attack of the public, then of each insider who knows something here."""
    public = Hunt(system(rows), floors.public, floors.small)
    public.run(_given(public.system, certificate))
    yield PUBLIC, public, False
    for insider in insiders:
        hunt = _insider_hunt(public, insider, floors)
        if hunt is not None:
            yield insider.name, hunt, insider.reported_only


def _kinds(insiders: Iterable[Insider]) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {PUBLIC: "A0"}
    kinds.update((each.name, each.kind) for each in insiders)
    return kinds


def audit_releases(
    releases: Sequence[Release],
    insiders: Sequence[Insider] = (),
    *,
    zeros: Iterable[str] = (),
    orders: Orders = (),
    certificate: Mapping[str, int] | None = None,
) -> AuditReport:
    """Attack every release together, at the floors of the code: the newest is one of them.

    Raises what ``audit`` raises; a figure published twice with no count in common is a
    Contradiction.
    """
    knowledge = gathered(releases, zeros=zeros, orders=orders)
    return audit(knowledge, insiders, certificate=certificate)


def _insider_hunt(public: Hunt, insider: Insider, floors: _Floors) -> Hunt | None:
    """The attack of an insider; None when nothing is known here, or a case that cannot be."""
    if not insider.known and not insider.at_least:
        return None
    try:
        found = public.system
        found = system(found.board, insider) if insider.known else supposing(found, insider)
        hunt = Hunt(found, floors.insider, floors.small)
        hunt.run(_adapted(hunt.system, public))
    except Contradiction:
        supposed = insider.at_least.items()
        if insider.known or all(public.most(atom) >= count for atom, count in supposed):
            raise
        return None
    return hunt


def _given(found: System, certificate: Mapping[str, int] | None) -> list[Integers]:
    """The table of the certificate; an atom that it does not name counts nought."""
    if certificate is None:
        return []
    groups = (found.board.groups[column] for column in found.columns)
    return [np.array([sum(certificate.get(a, 0) for a in atoms) for atoms in groups], np.int64)]


def _adapted(found: System, public: Hunt) -> Iterable[Integers]:
    """Tables of the public that also hold for the insider, one case added where it is known."""
    kept = np.searchsorted(np.array(public.system.columns), np.array(found.columns, dtype=int))
    for table in public.tables:
        yield np.maximum(table[kept], found.least)


def _findings(adversary: str, hunt: Hunt, *, reported_only: bool) -> list[Finding]:
    return [
        Finding(
            adversary,
            each.target.name,
            len(each.values),
            each.low,
            each.high,
            each.proven,
            reported_only,
        )
        for each in hunt.found
    ]
