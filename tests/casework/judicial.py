"""What the parquet communicates of a young person, and who reads the case besides."""

from __future__ import annotations

from typing import Any

from casework.choices.justice import JudicialCode
from casework.models import Case, JudicialStatus
from casework.services import justice
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from tests.casework import factories as people
from tests.casework.path import Path
from tests.casework.tried_rights import word
from tests.veille import factories


def note(path: Path, actor: Actor, code: str = JudicialCode.SUIVI) -> JudicialStatus:
    return justice.record_status(
        case_id=path.case.pk, actor=actor, code=code, source=word(path), sent=path.sent
    )


def communicated(path: Path, *motifs: str) -> Path:
    justice.record_communication(
        case_id=path.case.pk,
        actor=path.coordinator,
        source=word(path),
        motifs=motifs,
        sent=path.sent,
    )
    return path


def classify(path: Path, programme: str, cadre: str = "") -> Case:
    return justice.classify(
        case_id=path.case.pk,
        actor=path.coordinator,
        programme=programme,
        cadre=cadre,
        sent=path.sent,
    )


def reader(case: Case, role: Role, relation: Relation, kind: str = "") -> Actor:
    """Another agent of the cellule, to whom this relation opens the case."""
    body = factories.organisation(kind) if kind else None
    given: dict[str, Any] = {"organisation": body} if body else {}
    actor = factories.agent(role, case.cellule, **given)
    people.grant(case, actor, relation)
    return actor
