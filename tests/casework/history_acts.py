"""Every kind of act that a history tries: those of ``tried`` and those it alone reaches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework.choices.conservation import ReadingReason
from casework.choices.lists import ClosingReason
from casework.choices.states import CaseState
from casework.services import archives, cases, conservation, saisines, undo
from confidentiality.actors import Actor
from confidentiality.errors import NotVisible
from tests.casework.archives import JUSTIFICATION
from tests.casework.path import Path
from tests.casework.tried import Tried, on_case
from tests.casework.tried_mayor import MAYOR, MAYOR_BEGINNINGS
from tests.casework.tried_measures import BEGINNINGS, FAMILIES, MISSIONS, RAPPELS
from tests.casework.tried_path import CASES, SAISINES, SEANCES
from tests.casework.tried_rights import BEGINNINGS_OF_RIGHTS, JUSTICE, RELAIS, RIGHTS


def _ask_reading(path: Path, actor: Actor, sent: Any) -> Any:
    return archives.ask_reading(
        case_id=path.case.pk,
        actor=actor,
        reason=ReadingReason.CONTENTIEUX,
        reference="COURRIER-2026-7",
        justification=JUSTIFICATION,
        sent=sent,
    )


def _approve_reading(path: Path, actor: Actor, sent: Any) -> Any:
    asked = path.case.motivated_readings.filter(opened_at=None).order_by("pk").first()
    if asked is None:
        raise NotVisible
    return archives.approve_reading(reading_id=asked.pk, actor=actor, sent=sent)


def _closed(path: Path) -> Any:
    """An archive, as the night of the closing leaves it."""
    path.to(CaseState.EN_COURS).close(ClosingReason.PERTE)
    return conservation.archive(case_id=path.case.pk, at=path.now)


def _asked(path: Path) -> Any:
    _closed(path)
    return _ask_reading(path, path.coordinator, path.sent)


def _again(path: Path) -> Any:
    """A second saisine about somebody whose case is open."""
    path.to(CaseState.EN_COURS).report()


EXTRA = (
    Tried(
        "case.undo",
        lambda path: path.to(CaseState.ORIENTE),
        on_case(undo.undo),
        row="case",
        not_by="mayor",
        moves=("oriente", "en_examen"),
    ),
    Tried(
        "case.defer_information",
        lambda path: path.report().wait(1).receive(),
        lambda path, actor, sent: cases.defer_information(
            case_id=path.case.pk,
            actor=actor,
            code="demande_du_parquet",
            until=path.today + timedelta(days=60),
            sent=sent,
        ),
        row="case",
        by="mayor",
        not_by="coordinator",
    ),
    Tried(
        "saisine.declare_recevable",
        _again,
        lambda path, actor, sent: saisines.declare_recevable(
            saisine_id=path.saisine.pk, actor=actor, link_to=path.case.pk, sent=sent
        ),
        row="saisine",
        not_by="mayor",
        moves=("soumise", "recevable"),
    ),
    Tried(
        "case.close",
        lambda path: path.to(CaseState.EN_COURS),
        on_case(cases.close, code=ClosingReason.PERTE),
        row="case",
        not_by="mayor",
        moves=("en_cours", "clos"),
    ),
    Tried("archive.ask", _closed, _ask_reading, row="case", not_by="member"),
    Tried("archive.approve", _asked, _approve_reading, row="case", by="mayor", not_by="referent"),
)
ACTS: tuple[Tried, ...] = (
    *SAISINES,
    *SEANCES,
    *CASES,
    *RAPPELS,
    *FAMILIES,
    *MISSIONS,
    *MAYOR,
    *RIGHTS,
    *RELAIS,
    *JUSTICE,
    *BEGINNINGS,
    *MAYOR_BEGINNINGS,
    *BEGINNINGS_OF_RIGHTS,
    *EXTRA,
)
KINDS = frozenset(tried.act for tried in ACTS)
