"""One measure of a bulletin: protected with all that was published of it, then attacked.

Measures share no event: what is found, covered or exact in one of them changes nothing in another.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from indicators.auditor.adversaries import all_but_one, arrondissements_but_one, cellules
from indicators.auditor.attack import audit
from indicators.auditor.solver import SolverFailed as AuditFailed
from indicators.auditor.statements import AuditReport, Contradiction, Insider
from indicators.cell_keys import CellKey
from indicators.diffusion import DiffusionPlan
from indicators.knowledge import knowledge_of
from indicators.periods import AccountPeriod
from indicators.protection.bulletin import protect
from indicators.protection.conflicts import Infeasible
from indicators.protection.published import Protected
from indicators.protection.reading import UnusableInput
from indicators.protection.solver import SolverFailed
from indicators.protection.tables import Frozen, Table, parse
from indicators.releasing.cells import Board, atom_id, planned
from indicators.releasing.ground import Place
from indicators.releasing.holdings import Holdings, Line, months_until

Published = Mapping[CellKey, Frozen]


class NotComposed(Exception):
    """No document could be made; ``problem`` says why, in French. ``cells``: those in conflict."""

    def __init__(self, problem: str, cells: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.cells = frozenset(cells)


@dataclass(frozen=True)
class Year:
    """What a bulletin is made from: accounts, places and publications of one year so far."""

    period: AccountPeriod
    plan: DiffusionPlan
    places: Sequence[Place]
    holdings: Holdings
    published: Published

    @cached_property
    def wanted(self) -> tuple[CellKey, ...]:
        """The figures of the plan that were not published."""
        keys = planned(self.plan, self.period, self.places)
        return tuple(each for each in keys if each not in self.published)

    @property
    def measures(self) -> list[str]:
        """Those of the figures, old and new."""
        return sorted({key.measure for key in (*self.wanted, *self.published)})

    def past(self, measure: str) -> Published:
        """What was published of one measure."""
        return {key: past for key, past in self.published.items() if key.measure == measure}


@dataclass(frozen=True, slots=True)
class Piece:
    """The figures of one measure, the old and the new, and the attack on them."""

    fresh: tuple[CellKey, ...]
    covered: tuple[CellKey, ...]
    table: Table
    protected: Protected
    report: AuditReport


def made(
    year: Year, measure: str, key: bytes, covered: frozenset[CellKey], exact: Sequence[CellKey] = ()
) -> Piece:
    """The measure without the figures ``covered``. Raises NotComposed."""
    wanted = [each for each in year.wanted if each.measure == measure]
    fresh = tuple(each for each in wanted if each not in covered)
    board = _board(year, measure, fresh)
    try:
        table = parse(_content(year, board, (*fresh, *year.past(measure)), key, exact))
        protected = protect(table)
    except Infeasible as conflict:
        cells = "\u202f; ".join(conflict.cells[:20])
        problem = f"Aucun arrondi possible. Cases en conflit\u202f: {cells}"
        raise NotComposed(problem, conflict.cells) from None
    except UnusableInput as error:
        raise NotComposed(f"Comptes contradictoires\u202f: {error}") from None
    except SolverFailed:
        raise NotComposed(_NO_ANSWER) from None
    report = _attacked(table, protected, year, board, measure)
    kept = tuple(each for each in wanted if each in covered)
    return Piece(fresh, kept, table, protected, report)


def attacked_again(year: Year, certificate: Mapping[str, int]) -> list[AuditReport]:
    """Everything published in the year, attacked as it is: nothing is drawn. Raises NotComposed.

    ``certificate``: that of a bulletin, which may spare the solver.
    """
    reports = []
    for measure in sorted({key.measure for key in year.published}):
        past = year.past(measure)
        board = _board(year, measure, ())
        try:
            table = parse(_content(year, board, tuple(past), b"", ()))
        except UnusableInput as error:
            raise NotComposed(f"Comptes contradictoires\u202f: {error}") from None
        told = Protected(
            {key.id: frozen.value for key, frozen in past.items()},
            {key.id: frozen.margin for key, frozen in past.items()},
            certificate,
        )
        reports.append(_attacked(table, told, year, board, measure))
    return reports


_NO_ANSWER = "Le calcul n’a pas abouti dans ses limites."


def _board(year: Year, measure: str, fresh: Sequence[CellKey]) -> Board:
    crossed = any(each.age_band for each in (*fresh, *year.past(measure)))
    return Board(year.plan, year.places, months_until(year.period), crossed)


def _content(
    year: Year, board: Board, keys: Sequence[CellKey], key: bytes, exact: Sequence[CellKey]
) -> bytes:
    """The table to protect, in the format of docs/indicators-formats.md."""
    counts = _counts(year, board)
    cells = {each: board.members(each) for each in keys}
    used = sorted({line for lines in cells.values() for line in lines})
    by_code = {place.code: place for place in year.places}
    frozen = {each: year.published[each] for each in keys if each in year.published}
    content = {
        **({"key": key.hex()} if key else {}),
        "atoms": [{"id": atom_id(line), "count": counts[line]} for line in used],
        "cells": [
            {"id": each.id, "atoms": [atom_id(line) for line in lines]}
            for each, lines in cells.items()
        ],
        "frozen": [_frozen(each, past) for each, past in frozen.items()],
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


def _attacked(
    table: Table, protected: Protected, year: Year, board: Board, measure: str
) -> AuditReport:
    """Attacked by the public, each cellule, whoever knows a case, an arrondissement or the whole
    département but one cellule. Raises NotComposed.

    The true counts are a table like another for the auditor, which checks it: what remains
    possible beside them has to be shown.
    """
    records: dict[str, dict[str, int]] = {each.name: {} for each in year.places}
    arrondissements: defaultdict[str, list[str]] = defaultdict(list)
    for place in year.places:
        arrondissements[place.arrondissement_name].append(place.name)
        for line in board.lines(place, measure):
            if (atom := atom_id(line)) in table.counts:
                records[place.name][atom] = table.counts[atom]
    insiders: list[Insider] = [
        *cellules(records),
        *arrondissements_but_one(records, arrondissements),
        *all_but_one(records),
    ]
    tables = [protected.certificate, *protected.witnesses, table.counts]
    try:
        return audit(knowledge_of(table, protected), insiders, tables=tables, cases=True)
    except (AuditFailed, Contradiction):
        raise NotComposed(_NO_ANSWER) from None
