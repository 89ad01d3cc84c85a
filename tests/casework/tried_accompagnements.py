"""The acts of the accompagnement parental, step by step."""

from __future__ import annotations

from typing import Any

from casework.services import accompagnements
from tests.casework.path import Path
from tests.casework.tried import TO_MAYOR, Doing, Tried, engaged, on_accompagnement, on_case, today


def all_four(path: Path) -> accompagnements.Informations:
    return accompagnements.Informations(path.today, path.today, path.today, path.today)


def answer(*, agreed: bool = True, refusal: str = "") -> Doing:
    """What the parents answer, that day."""
    return on_accompagnement(
        accompagnements.answer,
        given=lambda path: accompagnements.ParentsAnswer(path.today, agreed, refusal),
    )


consult_cddf = on_accompagnement(accompagnements.consult_cddf, on=today)
verify = on_accompagnement(accompagnements.verify, attested=True)
propose = on_accompagnement(accompagnements.propose, months=6)
agree = answer()
ask_pcd = on_accompagnement(accompagnements.ask_pcd, on=today)
inform = on_accompagnement(accompagnements.inform, given=all_four)
start = on_accompagnement(accompagnements.start)
complete = on_accompagnement(accompagnements.complete, attested_on=today)


def considered(path: Path) -> Path:
    return consider(engaged(path))


def consider(path: Path) -> Path:
    """On a path already engaged."""
    path.accompagnement = accompagnements.consider(
        case_id=path.case.pk,
        actor=path.coordinator,
        trigger="defaut_assiduite",
        threat="tranquillite",
        sent=path.sent,
    )
    return path


def cddf_consulted(path: Path) -> Path:
    consult_cddf(considered(path), path.coordinator, path.sent)
    return path


def verified(path: Path) -> Path:
    verify(cddf_consulted(path), path.coordinator, path.sent)
    return path


def proposed(path: Path) -> Path:
    propose(verified(path), path.mayor, path.sent)
    return path


def accepted(path: Path) -> Path:
    agree(proposed(path), path.coordinator, path.sent)
    return path


def asked(path: Path) -> Path:
    ask_pcd(accepted(path), path.coordinator, path.sent)
    return path


def told(path: Path) -> Path:
    inform(asked(path), path.coordinator, path.sent)
    return path


def started(path: Path) -> Path:
    start(told(path), path.mayor, path.sent)
    return path


_AP: dict[str, Any] = {"row": "accompagnement"}

ACCOMPAGNEMENTS = (
    Tried(
        "accompagnement.consult_cddf",
        considered,
        consult_cddf,
        moves=("envisage", "cddf_consulte"),
        **_AP,
    ),
    Tried(
        "accompagnement.verify",
        cddf_consulted,
        verify,
        moves=("cddf_consulte", "verifie"),
        told=TO_MAYOR,
        **_AP,
    ),
    Tried(
        "accompagnement.propose",
        verified,
        propose,
        by="mayor",
        not_by="coordinator",
        moves=("verifie", "propose"),
        **_AP,
    ),
    Tried(
        "accompagnement.answer",
        proposed,
        agree,
        moves=("propose", "accepte"),
        **_AP,
    ),
    Tried(
        "accompagnement.answer",
        proposed,
        answer(agreed=False, refusal="sans_motif"),
        by="mayor",
        moves=("propose", "refuse"),
        **_AP,
    ),
    Tried(
        "accompagnement.ask_pcd",
        accepted,
        ask_pcd,
        moves=("accepte", "avis_pcd_demande"),
        **_AP,
    ),
    Tried(
        "accompagnement.inform",
        asked,
        inform,
        moves=("avis_pcd_demande", "avis_pcd_demande"),
        told=TO_MAYOR,
        **_AP,
    ),
    Tried(
        "accompagnement.record_opinion",
        asked,
        on_accompagnement(accompagnements.record_opinion, opinion="favorable"),
        moves=("avis_pcd_demande", "avis_pcd_demande"),
        **_AP,
    ),
    Tried(
        "accompagnement.start",
        told,
        start,
        by="mayor",
        not_by="coordinator",
        moves=("avis_pcd_demande", "en_cours"),
        **_AP,
    ),
    Tried(
        "accompagnement.complete",
        started,
        complete,
        moves=("en_cours", "termine"),
        **_AP,
    ),
    Tried(
        "accompagnement.end_partial",
        started,
        on_accompagnement(accompagnements.end_partial),
        moves=("en_cours", "partiel"),
        **_AP,
    ),
    Tried(
        "accompagnement.cancel",
        considered,
        on_accompagnement(accompagnements.cancel, code="conditions_non_remplies"),
        moves=("envisage", "sans_objet"),
        **_AP,
    ),
)

CONSIDERED = (
    Tried(
        "accompagnement.consider",
        engaged,
        on_case(accompagnements.consider, trigger="initiative_parents", threat=""),
        not_by="member",
    ),
)
