"""From frozen accounts to a document: measure by measure, then put together.

Pure: the same accounts, the same past and the same key give the same bytes, so that making a
bulletin again never draws again (rules R3, R4, R8, R9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from indicators.auditor.report import as_data
from indicators.auditor.statements import INSIDER_FLOOR, AuditReport, together
from indicators.cell_keys import CellKey
from indicators.knowledge import summary_of
from indicators.protection.bulletin import bulletin
from indicators.protection.published import joined as all_protected
from indicators.protection.tables import joined as all_tables
from indicators.releasing.cells import closes_the_year
from indicators.releasing.pieces import NotComposed, Piece, Year, attacked_again, made


@dataclass(frozen=True, slots=True)
class Composed:
    """A document and the attack on it. ``fresh``: the figures that it adds to the past;
    ``covered``: those of the plan that it keeps for itself (« c »).
    """

    document: bytes
    report: Mapping[str, Any]
    passed: bool
    fresh: tuple[CellKey, ...]
    covered: tuple[CellKey, ...] = ()


def compose(year: Year, key: bytes, covered: frozenset[CellKey] = frozenset()) -> Composed:
    """The bulletin of a period without the figures ``covered``. ``key``: that of the year.

    The total of a year is exact where no adversary gains by it, else rounded like the rest: a
    plan that says less, never another draw. Raises NotComposed.
    """
    return _composed([_piece(year, measure, key, covered) for measure in year.measures])


def compose_coarser(year: Year, key: bytes) -> Composed:
    """The same bulletin without the figures that an adversary counts too finely, nor those that
    no rounding fits to the past.

    The others keep the same draw. What still fails when nothing is left to cover is given as it
    is. Raises NotComposed.
    """
    return _composed([_coarser(year, measure, key) for measure in year.measures])


def attack(year: Year, certificate: Mapping[str, int]) -> Mapping[str, Any]:
    """The report of a new attack on all that was published in the year. Raises NotComposed."""
    return as_data(together(attacked_again(year, certificate)))


def _piece(year: Year, measure: str, key: bytes, covered: frozenset[CellKey]) -> Piece:
    total = [
        each
        for each in year.wanted
        if each.measure == measure
        and each.span == closes_the_year(year.period)
        and each not in covered
    ]
    if total:
        # No rounding may keep this total: then it is one of the rounded figures.
        with suppress(NotComposed):
            piece = made(year, measure, key, covered, total)
            if piece.report.passed:
                return piece
    return made(year, measure, key, covered)


def _coarser(year: Year, measure: str, key: bytes) -> Piece:
    covered: frozenset[CellKey] = frozenset()
    while True:
        try:
            piece = _piece(year, measure, key, covered)
        except NotComposed as conflict:
            left = [each for each in year.wanted if each.measure == measure]
            more = frozenset(each for each in left if each.id in conflict.cells) - covered
            if not more:
                raise
        else:
            more = frozenset() if piece.report.passed else _offending(piece)
            if not more:
                return piece
        covered |= more


def _offending(piece: Piece) -> frozenset[CellKey]:
    """The new figures that the findings name; failing that, all the new ones."""
    targets = [each.target for each in piece.report.findings if not each.reported_only]
    named = [each for each in piece.fresh if any(_names(target, each.id) for target in targets)]
    return frozenset(named or piece.fresh)


def _names(target: str, name: str) -> bool:
    """Whether a target is this figure, or the difference of it and another."""
    return name in re.split(r" sauf | et | en commun", target)


def _composed(pieces: Sequence[Piece]) -> Composed:
    report = together([each.report for each in pieces])
    table = all_tables([each.table for each in pieces])
    protected = all_protected([each.protected for each in pieces])
    return Composed(
        bulletin(table, protected, _told(report)),
        as_data(report),
        report.passed,
        tuple(sorted(key for each in pieces for key in each.fresh)),
        tuple(sorted(key for each in pieces for key in each.covered)),
    )


def _told(report: AuditReport) -> Mapping[str, Any]:
    """What is published of the audit. How many values each insider is left with depends on true
    counts: only the floor that all of them reach is told.
    """
    kinds = sorted(set(report.kinds.values()) - {"A0", "A4"})
    floor = [{"id": kind, "values_left": INSIDER_FLOOR} for kind in kinds]
    return {**summary_of(report), "insiders": floor if report.passed else []}
