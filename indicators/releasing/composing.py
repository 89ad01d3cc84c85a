"""From frozen accounts to a document: protected with all that was published, then attacked.

Pure: the same accounts, the same past and the same key give the same bytes, so that making a
bulletin again never draws again (rules R3, R4, R8, R9).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from indicators.auditor.adversaries import (
    all_but_one,
    arrondissements_but_one,
    cellules,
    one_case,
)
from indicators.auditor.attack import audit
from indicators.auditor.report import as_data
from indicators.auditor.solver import SolverFailed as AuditFailed
from indicators.auditor.statements import (
    INSIDER_FLOOR,
    AuditReport,
    Contradiction,
    Insider,
    Knowledge,
)
from indicators.cell_keys import CellKey
from indicators.diffusion import DiffusionPlan
from indicators.knowledge import knowledge_of, summary_of
from indicators.periods import AccountPeriod
from indicators.protection.bulletin import bulletin, protect
from indicators.protection.conflicts import Infeasible
from indicators.protection.published import Protected
from indicators.protection.reading import UnusableInput
from indicators.protection.solver import SolverFailed
from indicators.protection.tables import Frozen, Table, parse
from indicators.releasing.cells import Board, atom_id, closes_the_year, planned
from indicators.releasing.ground import Place
from indicators.releasing.holdings import Holdings, Line, months_until

Published = Mapping[CellKey, Frozen]

# How many who know a case attack each measure: each costs half a second over a whole year.
_CASES: Final = 8
_CASES_WITH_A_TOTAL: Final = 40


class NotComposed(Exception):
    """No document could be made; ``problem`` says why, in French. ``cells``: those in conflict."""

    def __init__(self, problem: str, cells: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.cells = frozenset(cells)


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


@dataclass(frozen=True, slots=True)
class Year:
    """What a bulletin is made from: accounts, places and publications of one year so far."""

    period: AccountPeriod
    plan: DiffusionPlan
    places: Sequence[Place]
    holdings: Holdings
    published: Published


def compose(year: Year, key: bytes, covered: frozenset[CellKey] = frozenset()) -> Composed:
    """The bulletin of a period without the figures ``covered``. ``key``: that of the year.

    The totals of a year are exact where no adversary gains by it, else rounded like the rest: a
    plan that says less, never another draw. Raises NotComposed.
    """
    fresh = tuple(_wanted(year, covered))
    kept = tuple(each for each in _wanted(year, frozenset()) if each in covered)
    totals = [each for each in fresh if each.span == closes_the_year(year.period)]
    exact = [each for each in totals if _passes(year, fresh, key, each)]
    made = _made(year, fresh, key, exact) if exact else None
    if made is None or not made.passed:
        made = _made(year, fresh, key, [])
    if made is None:
        raise NotComposed("Aucun arrondi ne respecte les chiffres déjà publiés.")
    return replace(made, covered=kept)


def compose_coarser(year: Year, key: bytes) -> Composed:
    """The same bulletin without the figures that an adversary counts too finely, nor those that
    no rounding fits to the past.

    The others keep the same draw. What still fails when nothing is left to cover is given as it
    is. Raises NotComposed.
    """
    covered: frozenset[CellKey] = frozenset()
    while True:
        try:
            made = compose(year, key, covered)
        except NotComposed as conflict:
            more = frozenset(key for key in _wanted(year, covered) if key.id in conflict.cells)
            if not more:
                raise
        else:
            more = frozenset() if made.passed else _offending(made)
            if not more:
                return made
        covered |= more


def _offending(made: Composed) -> frozenset[CellKey]:
    """The new figures that the findings name; failing that, all those of their measures."""
    targets = [each["target"] for each in made.report["findings"] if each["refuses"]]
    named = {each for each in made.fresh if any(_names(target, each.id) for target in targets)}
    measures = {
        measure for target in targets for measure in _measures(target, made.fresh) if not named
    }
    return frozenset(named | {each for each in made.fresh if each.measure in measures})


def _names(target: str, name: str) -> bool:
    """Whether a target is this figure, or the difference of it and another."""
    return name in re.split(r" sauf | et | en commun", target)


def _measures(target: str, fresh: Sequence[CellKey]) -> set[str]:
    return {each.measure for each in fresh if f"{each.measure}|" in target}


def _wanted(year: Year, covered: frozenset[CellKey]) -> list[CellKey]:
    """What the plan wants of the period, but for what is published or covered."""
    keys = planned(year.plan, year.period, year.places)
    return [each for each in keys if each not in year.published and each not in covered]


def _passes(year: Year, fresh: Sequence[CellKey], key: bytes, total: CellKey) -> bool:
    """Whether this total alone may be exact; the other measures share no event with it."""
    alike = [each for each in fresh if each.measure == total.measure]
    past = {k: frozen for k, frozen in year.published.items() if k.measure == total.measure}
    alone = Year(year.period, year.plan, year.places, year.holdings, past)
    made = _made(alone, alike, key, [total])
    return made is not None and made.passed


def _made(
    year: Year, fresh: Sequence[CellKey], key: bytes, exact: Sequence[CellKey]
) -> Composed | None:
    """None when no rounding keeps these exact totals. Raises NotComposed for other failures."""
    board = _board(year, fresh)
    try:
        table = parse(_content(year, board, fresh, key, exact))
        protected = protect(table)
        report = _attacked(table, protected, year, board)
    except Infeasible as conflict:
        if exact:
            return None
        cells = "\u202f; ".join(conflict.cells[:20])
        problem = f"Aucun arrondi possible. Cases en conflit\u202f: {cells}"
        raise NotComposed(problem, conflict.cells) from None
    except UnusableInput as error:
        raise NotComposed(f"Comptes contradictoires\u202f: {error}") from None
    except (SolverFailed, AuditFailed, Contradiction):
        raise NotComposed("Le calcul n’a pas abouti dans ses limites.") from None
    document = bulletin(table, protected, _told(report))
    return Composed(document, as_data(report), report.passed, tuple(fresh))


def _board(year: Year, fresh: Sequence[CellKey]) -> Board:
    crossed = any(each.age_band for each in (*fresh, *year.published))
    return Board(year.plan, year.places, months_until(year.period), crossed)


def _content(
    year: Year, board: Board, fresh: Sequence[CellKey], key: bytes, exact: Sequence[CellKey]
) -> bytes:
    """The table to protect, in the format of docs/indicators-formats.md."""
    counts = _counts(year, board)
    cells = {each: board.members(each) for each in (*fresh, *year.published)}
    used = sorted({line for lines in cells.values() for line in lines})
    by_code = {place.code: place for place in year.places}
    content = {
        "key": key.hex(),
        "atoms": [{"id": atom_id(line), "count": counts[line]} for line in used],
        "cells": [
            {"id": each.id, "atoms": [atom_id(line) for line in lines]}
            for each, lines in cells.items()
        ],
        "frozen": [_frozen(each, past) for each, past in year.published.items()],
        "exact": [each.id for each in exact],
        "zeros": [
            atom_id(line)
            for line in used
            if board.impossible(by_code[line.cellule], line.measure, line.month)
        ],
    }
    return json.dumps(content).encode()


def _frozen(key: CellKey, past: Frozen) -> dict[str, object]:
    if past.value is None:
        return {"id": key.id, "value": None}
    return {"id": key.id, "value": past.value, "margin": past.margin}


def _counts(year: Year, board: Board) -> defaultdict[Line, int]:
    """Counts as finely as the figures of the year can tell apart."""
    counts: defaultdict[Line, int] = defaultdict(int)
    for line, count in year.holdings.items():
        kept = line if board.crossed else Line(line.measure, line.cellule, "", "", line.month)
        counts[kept] += count
    return counts


def _attacked(table: Table, protected: Protected, year: Year, board: Board) -> AuditReport:
    """Attacked by the public, each cellule, one who knows a case, an arrondissement or the whole
    département but one cellule.
    """
    knowledge = knowledge_of(table, protected)
    records: dict[str, dict[str, int]] = {each.name: {} for each in year.places}
    arrondissements: defaultdict[str, list[str]] = defaultdict(list)
    for place in year.places:
        arrondissements[place.arrondissement_name].append(place.name)
        for measure in year.plan.measures:
            for line in board.lines(place, measure):
                if (atom := atom_id(line)) in table.counts:
                    records[place.name][atom] = table.counts[atom]
    insiders: list[Insider] = [
        *cellules(records),
        *_who_know_a_case(knowledge),
        *arrondissements_but_one(records, arrondissements),
        *all_but_one(records),
    ]
    return audit(knowledge, insiders, tables=[protected.certificate, table.counts])


def _who_know_a_case(knowledge: Knowledge) -> Iterator[Insider]:
    """Adversaries A2, measure by measure, spread over its groups.

    Where every figure has its margin m, m values remain whoever knows a case (docs/decisions/0040):
    a few are attacked all the same. Where a total is exact, many more.
    """
    groups: defaultdict[str, list[Insider]] = defaultdict(list)
    for each in one_case(knowledge):
        groups[next(iter(each.at_least)).partition("|")[0]].append(each)
    settled = {
        each.cell.partition("|")[0]
        for each in knowledge.statements
        if each.low is not None and each.low == each.high and each.high
    }
    for measure, insiders in groups.items():
        most = _CASES_WITH_A_TOTAL if measure in settled else _CASES
        yield from insiders[:: -(-len(insiders) // most)]


def _told(report: AuditReport) -> Mapping[str, Any]:
    """What is published of the audit. How many values each insider is left with depends on true
    counts: only the floor that all of them reach is told.
    """
    kinds = sorted(set(report.kinds.values()) - {"A0", "A4"})
    floor = [{"id": kind, "values_left": INSIDER_FLOOR} for kind in kinds]
    return {**summary_of(report), "insiders": floor if report.passed else []}
