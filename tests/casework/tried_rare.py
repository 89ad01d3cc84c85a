"""The acts that need a longer story, or another row than a case: each takes a rare transition."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.choices.lists import DeferralReason
from casework.choices.states import CaseState as C
from casework.services import (
    archives,
    cases,
    cddf,
    conservation,
    follow_ups,
    rappels,
    rights,
    saisines,
    undo,
)
from casework.services.people import identity_of
from confidentiality.choices import CharteState
from tests.casework.archives import JUSTIFICATION
from tests.casework.path import Path
from tests.casework.tried import (
    Tried,
    appointment,
    convoked,
    doing,
    engaged,
    on_case,
    on_family,
    on_mission,
    on_rappel,
    on_request,
    on_saisine,
    programmed,
    suspended,
    today,
)
from tests.casework.tried_rights import decided, decided_on_archive
from tests.veille import factories
from veille.choices import InformationMode, ViolationMeasure, ViolationRisk, ViolationState
from veille.services import chartes, violations

# What completes the acts that the policy of a case names.
DEFERRALS = (
    Tried(
        "case.defer_information",
        lambda path: path.to(C.REPERE),
        on_case(
            cases.defer_information,
            code=DeferralReason.DANGER,
            until=lambda path: path.today + timedelta(days=60),
        ),
        row="case",
        by="mayor",
        not_by="coordinator",
    ),
    Tried(
        "case.undo",
        lambda path: suspended(engaged(path)),
        on_case(undo.undo),
        row="case",
        moves=("suspendu", "en_cours"),
    ),
    Tried(
        "cddf.undo",
        lambda path: programmed(path).convene_family(),
        on_family(cddf.undo_convocation),
        row="referral",
        not_by="cddf_member",
        moves=("famille_convoquee", "programmee"),
    ),
)


# A second saisine about somebody who is known already


def again_reported(path: Path) -> Path:
    """Reported a second time, by the same member, during the follow-up."""
    return _report_again(engaged(path).wait(30))


def reported_after_archive(path: Path) -> Path:
    """Reported a second time, once the first follow-up is in the archive."""
    return _report_again(archived(path))


def _report_again(path: Path) -> Path:
    path.saisine = saisines.start_draft(
        actor=path.member,
        identity=identity_of(path.case.young_person),
        commune=path.cellule.collectivite.seat,
        cellule=path.cellule,
        sent=path.sent,
    )
    return path.describe().submit()


def join(path: Path, actor: Any, sent: Any) -> Any:
    return saisines.declare_recevable(
        saisine_id=path.saisine.pk, actor=actor, link_to=path.case.pk, sent=sent
    )


# The archive


def archived(path: Path) -> Path:
    path.case = conservation.archive(case_id=path.to(C.CLOS).case.pk, at=path.now)
    return path


def approve(path: Path, actor: Any, sent: Any) -> Any:
    reading = path.case.motivated_readings.get()
    return archives.approve_reading(reading_id=reading.pk, actor=actor, sent=sent)


def reading_asked(path: Path) -> Path:
    archives.ask_reading(
        case_id=archived(path).case.pk,
        actor=path.coordinator,
        reason=ReadingReason.CONTENTIEUX,
        reference="COURRIER-2026-7",
        justification=JUSTIFICATION,
        sent=path.sent,
    )
    return path


# A second convocation, a third attempt


def absent(path: Path) -> Path:
    on_rappel(rappels.record_absence)(convoked(path).wait(9), path.coordinator, path.sent)
    return path.wait(1)


def nearly_unreachable(path: Path) -> Path:
    engaged(path).designate().accept_mission()
    for _ in range(2):
        on_mission(follow_ups.record_attempt)(path, path.referent, path.sent)
    return path


# What belongs to no case


def draft_charte(path: Path) -> None:
    path.charte = factories.charte_of(path.cellule, number=2, state=CharteState.PROJET)


def adopted_charte(path: Path) -> None:
    path.charte = factories.charte_of(path.cellule, number=2, state=CharteState.ADOPTEE)


def present_charte(path: Path) -> None:
    path.charte = factories.charte_in_force(path.cellule)


def breach(path: Path, state: str = ViolationState.DETECTEE, **fields: Any) -> None:
    # Its clock counts from a real detection, of yesterday.
    path.now = timezone.localtime()
    path.violation = factories.violation(path.cellule, state=state, **fields)


def _moment(path: Path) -> datetime:
    return path.violation.detected_at + timedelta(hours=2)


_on_charte = doing("charte", "charte_id")
_on_breach = doing("violation", "violation_id")

RARE = (
    Tried(
        "saisine.declare_recevable",
        again_reported,
        join,
        row="saisine",
        not_by="mayor",
        moves=("soumise", "recevable"),
    ),
    Tried(
        "saisine.declare_recevable",
        reported_after_archive,
        on_saisine(saisines.declare_recevable),
        row="saisine",
        not_by="mayor",
        moves=("soumise", "recevable"),
    ),
    Tried(
        "archive.approve",
        reading_asked,
        approve,
        row="case",
        by="mayor",
        moves=("archive", "archive"),
    ),
    Tried(
        "rappel.decide",
        absent,
        on_rappel(rappels.convene_again, appointment_at=appointment),
        row="rappel",
        by="mayor",
        not_by="coordinator",
        moves=("carence", "convoque"),
    ),
    Tried(
        "follow_up.attempt",
        nearly_unreachable,
        on_mission(follow_ups.record_attempt),
        row="mission",
        by="referent",
        moves=("accepte", "injoignable"),
    ),
    Tried(
        "rights.answer",
        decided,
        on_request(rights.answer, mode="courrier", answered_on=today),
        row="request",
        not_by="dpo",
        moves=("instruite", "repondue"),
    ),
    Tried(
        "rights.answer",
        decided_on_archive,
        on_request(rights.answer, mode="courrier", answered_on=today),
        row="request",
        not_by="dpo",
        moves=("instruite", "repondue"),
    ),
    Tried(
        "charte.adopt",
        draft_charte,
        _on_charte(chartes.adopt_charte, on=today, reference="CLSPD-2026-2"),
        row="charte",
        moves=("projet", "adoptee"),
    ),
    Tried(
        "charte.publish",
        adopted_charte,
        _on_charte(chartes.publish_charte),
        row="charte",
        moves=("adoptee", "en_vigueur"),
    ),
    Tried(
        "charte.repeal",
        present_charte,
        _on_charte(chartes.repeal_charte, on=today, reference="CLSPD-2026-3"),
        row="charte",
        moves=("en_vigueur", "abrogee"),
    ),
    Tried(
        "violation.qualify",
        breach,
        _on_breach(
            violations.qualify,
            risk=ViolationRisk.RISQUE_ELEVE,
            measures=(ViolationMeasure.values[0],),
        ),
        row="violation",
        by="dpo",
        moves=("detectee", "qualifiee"),
    ),
    Tried(
        "violation.notify",
        lambda path: breach(path, ViolationState.QUALIFIEE),
        _on_breach(violations.notify_cnil, at=_moment, reference="CNIL-2026-77"),
        row="violation",
        by="dpo",
        moves=("qualifiee", "notifiee_cnil"),
    ),
    Tried(
        "violation.inform",
        lambda path: breach(path, ViolationState.NOTIFIEE),
        _on_breach(
            violations.inform_persons,
            on=today,
            mode=InformationMode.values[0],
        ),
        row="violation",
        by="dpo",
        moves=("notifiee_cnil", "personnes_informees"),
    ),
    Tried(
        "violation.close",
        lambda path: breach(path, ViolationState.QUALIFIEE, risk=ViolationRisk.AUCUN),
        _on_breach(violations.close),
        row="violation",
        by="dpo",
        moves=("qualifiee", "close"),
    ),
)
