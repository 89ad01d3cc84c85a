"""The acts on requests about data, on a hand-over, and on what the parquet communicates."""

from __future__ import annotations

from uuid import uuid4

from casework.choices.states import CaseState as C
from casework.services import conservation, justice, rectification, relais, rights
from notifications.choices import MessageKind as M
from tests.casework.path import Path
from tests.casework.tried import (
    TO_MAYOR,
    Tried,
    engaged,
    on_case,
    on_relais,
    on_request,
    today,
    told_to,
)
from veille.models import Commune


def asked(path: Path, kind: str = "opposition") -> Path:
    """A request of the young person, received that day on an engaged case."""
    engaged(path)
    path.request = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(kind, "jeune", path.today),
        sent=path.sent,
    )
    return path


def known(path: Path, kind: str = "opposition") -> Path:
    return known_about(asked(path, kind))


def known_about(path: Path) -> Path:
    """The identity of whoever made the request that the path bears, checked."""
    path.request = rights.check_identity(
        request_id=path.request.pk,
        actor=path.coordinator,
        proof="connu_du_service",
        sent=path.sent,
    )
    return path


def advised(path: Path, kind: str = "opposition", advice: str = "fondee") -> Path:
    return advised_about(asked(path, kind), advice)


def advised_about(path: Path, advice: str = "fondee") -> Path:
    known_about(path)
    path.request = rights.advise(
        request_id=path.request.pk,
        actor=path.dpo,
        advice=advice,
        reason="" if advice == "fondee" else "donnee_exacte",
        sent=path.sent,
    )
    return path


def decided(path: Path, kind: str = "opposition", outcome: str = "fondee") -> Path:
    return decided_about(asked(path, kind), outcome)


def decided_about(path: Path, outcome: str = "fondee") -> Path:
    """The request that the path bears, examined by the DPO then decided by the maire."""
    advised_about(path, outcome)
    path.request = rights.decide(
        request_id=path.request.pk,
        actor=path.mayor,
        outcome=outcome,
        reason="" if outcome == "fondee" else "donnee_exacte",
        sent=path.sent,
    )
    return path


def decided_on_archive(path: Path) -> Path:
    """An erasure granted to somebody whose only case is archived."""
    path.to(C.CLOS)
    path.case = conservation.archive(case_id=path.case.pk, at=path.now)
    path.request = rights.receive_on_archive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received("effacement", "jeune", path.today),
        sent=path.sent,
    )
    return decided_about(path)


def answered(path: Path, kind: str = "opposition", outcome: str = "fondee") -> Path:
    return answered_about(decided(path, kind, outcome))


def answered_about(path: Path) -> Path:
    """The person has the answer to the request that the path bears."""
    path.request = rights.answer(
        request_id=path.request.pk,
        actor=path.coordinator,
        mode="courrier",
        answered_on=path.today,
        sent=path.sent,
    )
    return path


def leaving(path: Path) -> Path:
    """A hand-over proposed, outside of the département."""
    engaged(path)
    path.relais = relais.propose(
        case_id=path.case.pk, actor=path.coordinator, commune=None, outside=True, sent=path.sent
    )
    return path


def agreed(path: Path) -> Path:
    leaving(path)
    path.relais = relais.agree(
        relais_id=path.relais.pk,
        actor=path.coordinator,
        young_on=path.today,
        representatives_on=path.today,
        sent=path.sent,
    )
    return path


def handed(path: Path) -> Path:
    agreed(path)
    path.relais = relais.hand_over(relais_id=path.relais.pk, actor=path.coordinator, sent=path.sent)
    return path


def word(path: Path) -> justice.Communicated:
    """A letter of the parquet, of that day."""
    return justice.Communicated("PQ-2026-114", path.today)


def with_status(path: Path, code: str = "suivi_justice_en_cours") -> Path:
    engaged(path)
    justice.record_status(
        case_id=path.case.pk, actor=path.coordinator, code=code, source=word(path), sent=path.sent
    )
    path.again()
    return path


def elsewhere(path: Path) -> Commune:
    """A commune that is not of the collectivité."""
    own = path.cellule.collectivite.communes.values("pk")
    found = Commune.objects.exclude(pk__in=own).first()
    assert found is not None
    return found


RIGHTS = (
    Tried(
        "rights.check_identity",
        asked,
        on_request(rights.check_identity, proof="piece_presentee"),
        row="request",
        not_by="mayor",
        moves=("recue", "gel"),
        told=told_to((M.RIGHTS_TO_EXAMINE, "dpo")),
    ),
    Tried(
        "rights.advise",
        known,
        on_request(rights.advise, advice="partielle", reason="donnee_exacte"),
        row="request",
        by="dpo",
        not_by="coordinator",
        moves=("gel", "gel"),
        told=TO_MAYOR,
    ),
    Tried(
        "rights.decide",
        advised,
        on_request(rights.decide, outcome="fondee", reason=""),
        row="request",
        by="mayor",
        not_by="dpo",
        moves=("gel", "instruite"),
        told=told_to((M.RIGHTS_ANSWER_EXPECTED, "coordinator")),
    ),
    Tried(
        "rights.rectify",
        lambda path: decided(path, "rectification"),
        on_request(rectification.rectify, given=rectification.Corrected(last_name="Exact")),
        row="request",
        not_by="mayor",
        moves=("instruite", "instruite"),
        told=told_to(*((M.CASE_RECTIFIED, each) for each in ("mayor", "coordinator", "member"))),
    ),
    Tried(
        "rights.extend",
        known,
        on_request(rights.extend, code="complexite", told_on=today),
        row="request",
        not_by="dpo",
        moves=("gel", "gel"),
    ),
    Tried(
        "rights.answer",
        lambda path: decided(path, "acces"),
        on_request(rights.answer, mode="courrier", answered_on=today),
        row="request",
        not_by="dpo",
        moves=("instruite", "repondue"),
    ),
    Tried(
        "rights.close",
        lambda path: answered(path, "acces"),
        on_request(rights.close),
        row="request",
        by="dpo",
        not_by="mayor",
        moves=("repondue", "close"),
    ),
)

RELAIS = (
    Tried(
        "relais.agree",
        leaving,
        on_relais(relais.agree, young_on=today, representatives_on=today),
        row="relais",
        not_by="mayor",
        moves=("propose", "accord_recueilli"),
    ),
    Tried(
        "relais.refuse",
        agreed,
        on_relais(relais.refuse),
        row="relais",
        not_by="mayor",
        moves=("accord_recueilli", "refuse"),
    ),
    Tried(
        "relais.hand_over",
        agreed,
        on_relais(relais.hand_over),
        row="relais",
        not_by="mayor",
        moves=("accord_recueilli", "remis"),
    ),
    Tried(
        "relais.close",
        handed,
        on_relais(relais.close),
        row="relais",
        not_by="mayor",
        moves=("remis", "clos"),
    ),
)

JUSTICE = (
    Tried(
        "case.classify",
        engaged,
        on_case(justice.classify, programme="prevention_basculement", cadre="exposition_12_25"),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "judicial.record",
        engaged,
        on_case(justice.record_status, code="alternative_en_cours", source=word),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "judicial.communicate",
        engaged,
        on_case(justice.record_communication, source=word),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "judicial.confirm",
        with_status,
        lambda path, actor, sent: justice.confirm_status(
            case_id=path.case.pk,
            actor=actor,
            status_id=path.case.judicial_statuses.get().pk,
            source=word(path),
            sent=sent,
        ),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "judicial.end",
        with_status,
        on_case(
            justice.end_status,
            status_id=lambda path: (
                path.case.judicial_statuses.values_list("pk", flat=True).first() or uuid4()
            ),
        ),
        row="case",
        not_by="mayor",
    ),
)

BEGINNINGS_OF_RIGHTS = (
    Tried(
        "rights.receive",
        lambda path: path.to(C.REPERE),
        on_case(
            rights.receive,
            given=lambda path: rights.Received("acces", "representant_legal", path.today),
        ),
        not_by="mayor",
    ),
    Tried(
        "relais.propose",
        engaged,
        on_case(relais.propose, commune=None, outside=True),
        not_by="mayor",
    ),
)
