"""Every act of the services, as data: who does it, on which row, what it moves, who is told.

``tests.casework.test_services_acts`` tries each of them in the same ways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.choices.lists import DecisionCode
from casework.choices.measures import RappelLevel
from casework.choices.states import CaseState as C
from casework.services import bilans, cases, cddf, follow_ups, rappels, saisines, seances
from casework.services import people as services_people
from confidentiality.actors import Actor
from confidentiality.door import Sent
from notifications.choices import MessageKind as M
from tests.casework import factories as people
from tests.casework.path import Path

Notices = frozenset[tuple[M, str]]
Doing = Callable[[Path, Actor, Sent], Any]


@dataclass(frozen=True)
class Tried:
    """One act. ``row``, ``by`` and ``not_by`` name attributes of the path.

    ``not_by`` sees the row but has another function; nobody when every reader may act. ``told``:
    which message to whom. ``moves``: the state before and after, when the act moves a state.
    """

    act: str
    door: Callable[[Path], object]
    do: Doing
    row: str = ""
    by: str = "coordinator"
    not_by: str = ""
    moves: tuple[str, str] | None = None
    told: Notices = frozenset()
    level: str = RappelLevel.INFORMEL
    faits: tuple[str, ...] = ("F05",)

    def path(self) -> Path:
        """A path that stops at the door of this act."""
        path = Path(faits=self.faits, level=self.level)
        self.door(path)
        return path


def _told(*notices: tuple[M, str]) -> Notices:
    return frozenset(notices)


_FORMAL: dict[str, Any] = {"level": RappelLevel.PROTOCOLE, "faits": ("F04",)}


def _saisine(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        saisine_id=path.saisine.pk, actor=actor, sent=sent, **given
    )


def _case(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(case_id=path.case.pk, actor=actor, sent=sent, **given)


def _seance(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(seance_id=path.seance.pk, actor=actor, sent=sent, **given)


def _rappel(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(rappel_id=path.rappel.pk, actor=actor, sent=sent, **given)


def _convened(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        rappel_id=path.rappel.pk,
        actor=actor,
        sent=sent,
        appointment_at=path.appointment,
        **given,
    )


def _family(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        referral_id=path.referral.pk, actor=actor, sent=sent, **given
    )


def _mission(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(
        follow_up_id=path.mission.pk, actor=actor, sent=sent, **given
    )


def _bilan(call: Callable[..., Any], **given: Any) -> Doing:
    return lambda path, actor, sent: call(bilan_id=path.bilan.pk, actor=actor, sent=sent, **given)


def _engaged(path: Path) -> Path:
    return path.to(C.EN_COURS)


def _convoked(path: Path) -> Path:
    return _engaged(path).propose_rappel().decide()


def _consulted(path: Path) -> Path:
    return _engaged(path).propose_rappel().consult()


def _programmed(path: Path) -> Path:
    return _engaged(path).propose_cddf().accept_cddf()


def _heard(path: Path) -> Path:
    return _programmed(path).convene_family().wait(5).hear()


def _written(path: Path) -> Path:
    return path.to(C.BILAN_ATTENDU).write_bilan()


def _planned(path: Path) -> Path:
    return path.to(C.REPERE).inform().plan()


SAISINES = (
    Tried(
        "saisine.identify",
        lambda path: path.draft(),
        lambda path, actor, sent: saisines.identify(
            saisine_id=path.saisine.pk,
            actor=actor,
            identity=people.identity(path.cellule),
            commune=path.cellule.collectivite.seat,
            sent=sent,
        ),
        row="saisine",
        by="member",
    ),
    Tried(
        "saisine.describe",
        lambda path: path.draft(),
        lambda path, actor, sent: saisines.describe(
            saisine_id=path.saisine.pk, actor=actor, description=path.description(), sent=sent
        ),
        row="saisine",
        by="member",
    ),
    Tried(
        "saisine.submit",
        lambda path: path.draft().describe(),
        _saisine(saisines.submit, attested=True),
        row="saisine",
        by="member",
        moves=("brouillon", "soumise"),
        told=_told((M.SAISINE_RECEIVED, "coordinator")),
    ),
    Tried(
        "saisine.withdraw",
        lambda path: path.report(),
        _saisine(saisines.withdraw),
        row="saisine",
        by="member",
        not_by="mayor",
        moves=("soumise", "retiree"),
    ),
    Tried(
        "saisine.ask_complement",
        lambda path: path.report(),
        _saisine(saisines.ask_complement, code="faits"),
        row="saisine",
        not_by="member",
        moves=("soumise", "a_completer"),
        told=_told((M.COMPLEMENT_ASKED, "member")),
    ),
    Tried(
        "saisine.declare_irrecevable",
        lambda path: path.report(),
        _saisine(saisines.declare_irrecevable, code="hors_objet"),
        row="saisine",
        not_by="member",
        moves=("soumise", "irrecevable"),
        told=_told((M.SAISINE_ANSWERED, "member")),
    ),
    Tried(
        "saisine.declare_recevable",
        lambda path: path.report(),
        _saisine(saisines.declare_recevable),
        row="saisine",
        not_by="mayor",
        moves=("soumise", "recevable"),
        told=_told((M.SAISINE_ANSWERED, "member")),
    ),
)

SEANCES = (
    Tried(
        "seance.convene",
        _planned,
        _seance(seances.convene),
        row="seance",
        not_by="member",
        moves=("planifiee", "convoquee"),
        told=_told((M.SEANCE_CONVENED, "member")),
    ),
    Tried(
        "seance.record_attendance",
        lambda path: _planned(path).convene(),
        lambda path, actor, sent: seances.record_attendance(
            seance_id=path.seance.pk, actor=actor, present={path.member.hat_id}, sent=sent
        ),
        row="seance",
        not_by="mayor",
    ),
    Tried(
        "seance.open",
        lambda path: _planned(path).convene().attend(),
        _seance(seances.open_seance),
        row="seance",
        not_by="member",
        moves=("convoquee", "ouverte"),
    ),
    Tried(
        "seance.close",
        lambda path: path.to(C.ORIENTE),
        _seance(seances.close_seance),
        row="seance",
        not_by="parquet",
        moves=("ouverte", "close"),
    ),
    Tried(
        "seance.validate_releve",
        lambda path: path.to(C.ORIENTE).close_seance(),
        _seance(seances.validate_releve),
        row="seance",
        not_by="member",
        moves=("close", "releve_valide"),
        told=_told((M.RELEVE_VALIDATED, "member"), (M.RELEVE_VALIDATED, "coordinator")),
    ),
)

CASES = (
    Tried(
        "case.record_information",
        lambda path: path.to(C.REPERE),
        lambda path, actor, sent: cases.record_information(
            case_id=path.case.pk,
            actor=actor,
            information=cases.Information(informed_on=path.today),
            sent=sent,
        ),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "case.record_contact",
        lambda path: path.to(C.REPERE),
        _case(services_people.record_contact, contact=services_people.Contact(phone="0321000000")),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "case.add_representative",
        lambda path: path.to(C.REPERE),
        _case(
            services_people.add_representative,
            given=services_people.Representative("mere", "Exemple", "Dominique"),
        ),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "case.inscribe",
        _planned,
        lambda path, actor, sent: cases.inscribe(
            case_id=path.case.pk, actor=actor, seance_id=path.seance.pk, sent=sent
        ),
        row="case",
        not_by="mayor",
        moves=("repere", "inscrit"),
    ),
    Tried(
        "case.open_examination",
        lambda path: path.to(C.INSCRIT).wait(7).attend().open_seance(),
        _case(cases.open_examination),
        row="case",
        not_by="member",
        moves=("inscrit", "en_examen"),
    ),
    Tried(
        "case.adjourn",
        lambda path: path.to(C.EN_EXAMEN),
        _case(cases.adjourn, code="partenaire_absent"),
        row="case",
        not_by="mayor",
        moves=("en_examen", "ajourne"),
    ),
    Tried(
        "case.dismiss",
        lambda path: path.to(C.EN_EXAMEN),
        _case(cases.dismiss, code="hors_champ"),
        row="case",
        not_by="member",
        moves=("en_examen", "non_retenu"),
    ),
    Tried(
        "case.orient",
        lambda path: path.to(C.EN_EXAMEN),
        lambda path, actor, sent: cases.orient(
            case_id=path.case.pk, actor=actor, orientation=path.plan_of(), sent=sent
        ),
        row="case",
        not_by="mayor",
        moves=("en_examen", "oriente"),
    ),
    Tried(
        "case.engage",
        lambda path: path.to(C.ORIENTE),
        _case(cases.engage),
        row="case",
        not_by="mayor",
        moves=("oriente", "en_cours"),
    ),
    Tried(
        "case.suspend",
        _engaged,
        lambda path, actor, sent: cases.suspend(
            case_id=path.case.pk,
            actor=actor,
            code="attente_entree_dispositif",
            review_on=path.today + timedelta(days=60),
            sent=sent,
        ),
        row="case",
        not_by="mayor",
        moves=("en_cours", "suspendu"),
    ),
    Tried(
        "case.resume",
        lambda path: cases.suspend(
            case_id=_engaged(path).case.pk,
            actor=path.coordinator,
            code="attente_entree_dispositif",
            review_on=path.today + timedelta(days=60),
            sent=path.sent,
        ),
        _case(cases.resume),
        row="case",
        not_by="mayor",
        moves=("suspendu", "en_cours"),
    ),
    Tried(
        "case.request_bilan",
        lambda path: _engaged(path).follow(),
        _case(bilans.request_bilan, kind="final"),
        row="case",
        not_by="referent",
        moves=("en_cours", "bilan_attendu"),
        told=_told((M.BILAN_EXPECTED, "referent")),
    ),
    Tried(
        "case.present_bilan",
        lambda path: _written(path).validate_bilan().go_before_the_cellule(),
        _case(cases.present_bilan),
        row="case",
        not_by="mayor",
        moves=("en_examen", "bilan_presente"),
    ),
    Tried(
        "case.continue",
        lambda path: path.to(C.BILAN_PRESENTE),
        _case(cases.carry_on),
        row="case",
        not_by="referent",
        moves=("bilan_presente", "en_cours"),
    ),
    Tried(
        "case.reorient",
        lambda path: path.to(C.BILAN_PRESENTE),
        lambda path, actor, sent: cases.reorient(
            case_id=path.case.pk,
            actor=actor,
            orientation=path.plan_of(DecisionCode.DROIT_COMMUN),
            sent=sent,
        ),
        row="case",
        not_by="mayor",
        moves=("bilan_presente", "oriente"),
    ),
    Tried(
        "case.close",
        lambda path: path.to(C.BILAN_PRESENTE).end_mission(),
        _case(cases.close, code="objectifs_atteints"),
        row="case",
        not_by="mayor",
        moves=("bilan_presente", "clos"),
    ),
)

RAPPELS = (
    Tried(
        "rappel.consult",
        lambda path: _engaged(path).propose_rappel(),
        _rappel(rappels.consult, attested=True),
        row="rappel",
        moves=("propose", "consultation_parquet"),
        told=_told((M.CONSULTATION_EXPECTED, "parquet")),
        **_FORMAL,
    ),
    Tried(
        "rappel.answer",
        _consulted,
        _rappel(rappels.answer, given=rappels.Answer("accord", "2026-17")),
        row="rappel",
        by="parquet",
        not_by="mayor",
        moves=("consultation_parquet", "accord"),
        told=_told((M.PARQUET_ANSWERED, "coordinator"), (M.PARQUET_ANSWERED, "mayor")),
        **_FORMAL,
    ),
    Tried(
        "rappel.answer",
        _consulted,
        _rappel(rappels.answer, given=rappels.Answer("opposition", "2026-18", "poursuites")),
        row="rappel",
        not_by="mayor",
        moves=("consultation_parquet", "refuse"),
        told=_told((M.PARQUET_ANSWERED, "coordinator"), (M.PARQUET_ANSWERED, "mayor")),
        **_FORMAL,
    ),
    Tried(
        "rappel.decide",
        lambda path: _engaged(path).propose_rappel(),
        _convened(rappels.decide),
        row="rappel",
        by="mayor",
        not_by="coordinator",
        moves=("propose", "convoque"),
    ),
    Tried(
        "rappel.postpone",
        lambda path: _consulted(path).answer().decide(),
        _convened(rappels.postpone, code="indisponibilite_famille"),
        row="rappel",
        not_by="parquet",
        moves=("convoque", "convoque"),
        **_FORMAL,
    ),
    Tried(
        "rappel.record",
        lambda path: _convoked(path).wait(8),
        lambda path, actor, sent: rappels.record(
            rappel_id=path.rappel.pk, actor=actor, interview=path.interview(), sent=sent
        ),
        row="rappel",
        by="mayor",
        not_by="coordinator",
        moves=("convoque", "realise"),
    ),
    Tried(
        "rappel.record_absence",
        lambda path: _convoked(path).wait(9),
        _rappel(rappels.record_absence),
        row="rappel",
        moves=("convoque", "carence"),
    ),
    Tried(
        "rappel.cancel",
        _consulted,
        _rappel(rappels.cancel, code="erreur"),
        row="rappel",
        moves=("consultation_parquet", "sans_objet"),
        **_FORMAL,
    ),
)

FAMILIES = (
    Tried(
        "cddf.accept",
        lambda path: _engaged(path).propose_cddf(),
        lambda path, actor, sent: cddf.accept(
            referral_id=path.referral.pk,
            actor=actor,
            hearing_at=path.now + timedelta(days=20),
            sent=sent,
        ),
        row="referral",
        by="mayor",
        not_by="coordinator",
        moves=("proposee", "programmee"),
        told=_told((M.CDDF_SITTING, "cddf_member")),
    ),
    Tried(
        "cddf.refuse",
        lambda path: _engaged(path).propose_cddf(),
        _family(cddf.refuse),
        row="referral",
        by="mayor",
        not_by="coordinator",
        moves=("proposee", "refusee"),
    ),
    Tried(
        "cddf.convene",
        _programmed,
        _family(cddf.convene),
        row="referral",
        not_by="cddf_member",
        moves=("programmee", "famille_convoquee"),
    ),
    Tried(
        "cddf.hear",
        lambda path: _programmed(path).convene_family().wait(5),
        _family(cddf.hear, hearing=cddf.Hearing("un_parent", "present")),
        row="referral",
        by="cddf_member",
        moves=("famille_convoquee", "famille_entendue"),
    ),
    Tried(
        "cddf.record_absence",
        lambda path: _programmed(path).convene_family().wait(5),
        _family(cddf.record_absence),
        row="referral",
        by="cddf_member",
        moves=("famille_convoquee", "carence"),
    ),
    Tried(
        "cddf.recommend",
        _heard,
        _family(cddf.recommend, recommendations=("activite_encadree",), engagements=()),
        row="referral",
        by="mayor",
        not_by="coordinator",
        moves=("famille_entendue", "recommandations_emises"),
    ),
    Tried(
        "cddf.follow",
        lambda path: _heard(path).recommend(),
        _family(cddf.follow),
        row="referral",
        not_by="cddf_member",
        moves=("recommandations_emises", "suivie"),
    ),
    Tried(
        "cddf.close",
        lambda path: _heard(path).recommend(),
        _family(cddf.close),
        row="referral",
        not_by="cddf_member",
        moves=("recommandations_emises", "close"),
    ),
    Tried(
        "cddf.cancel",
        _programmed,
        _family(cddf.cancel),
        row="referral",
        not_by="cddf_member",
        moves=("programmee", "sans_objet"),
    ),
)

MISSIONS = (
    Tried(
        "follow_up.accept",
        lambda path: _engaged(path).designate(),
        _mission(follow_ups.accept),
        row="mission",
        by="referent",
        moves=("designe", "accepte"),
    ),
    Tried(
        "follow_up.first_contact",
        lambda path: _engaged(path).designate().accept_mission(),
        lambda path, actor, sent: follow_ups.record_first_contact(
            follow_up_id=path.mission.pk, actor=actor, on=path.today, sent=sent
        ),
        row="mission",
        by="referent",
        not_by="coordinator",
        moves=("accepte", "premier_contact"),
    ),
    Tried(
        "follow_up.attempt",
        lambda path: _engaged(path).designate().accept_mission(),
        _mission(follow_ups.record_attempt),
        row="mission",
        by="referent",
        not_by="coordinator",
    ),
    Tried(
        "follow_up.adhesion",
        lambda path: _engaged(path).designate().accept_mission().first_contact(),
        lambda path, actor, sent: follow_ups.record_adhesion(
            follow_up_id=path.mission.pk,
            actor=actor,
            given=follow_ups.AdhesionGiven(path.today, path.today),
            sent=sent,
        ),
        row="mission",
        by="referent",
        not_by="mayor",
        moves=("premier_contact", "actif"),
    ),
    Tried(
        "follow_up.refusal",
        lambda path: _engaged(path).designate().accept_mission().first_contact(),
        _mission(follow_ups.record_refusal),
        row="mission",
        by="referent",
        not_by="coordinator",
        moves=("premier_contact", "refus"),
    ),
    Tried(
        "follow_up.suspend",
        lambda path: _engaged(path).follow(),
        _mission(follow_ups.suspend),
        row="mission",
        by="referent",
        not_by="mayor",
        moves=("actif", "suspendu"),
    ),
    Tried(
        "follow_up.resume",
        lambda path: follow_ups.suspend(
            follow_up_id=_engaged(path).follow().mission.pk, actor=path.referent, sent=path.sent
        ),
        _mission(follow_ups.resume),
        row="mission",
        not_by="mayor",
        moves=("suspendu", "actif"),
    ),
    Tried(
        "follow_up.end",
        lambda path: _engaged(path).follow(),
        _mission(follow_ups.end),
        row="mission",
        not_by="referent",
        moves=("actif", "termine"),
    ),
    Tried(
        "bilan.write",
        lambda path: path.to(C.BILAN_ATTENDU),
        lambda path, actor, sent: bilans.write(
            bilan_id=path.bilan.pk, actor=actor, content=path.content, sent=sent
        ),
        row="bilan",
        by="referent",
        not_by="coordinator",
        moves=("a_rediger", "redige"),
        told=_told((M.BILAN_TO_VALIDATE, "coordinator")),
    ),
    Tried(
        "bilan.validate",
        _written,
        _bilan(bilans.validate),
        row="bilan",
        not_by="referent",
        moves=("redige", "valide"),
    ),
    Tried(
        "bilan.communicate",
        lambda path: path.to(C.BILAN_PRESENTE),
        _bilan(bilans.communicate),
        row="bilan",
        by="referent",
        not_by="mayor",
        moves=("presente", "communique"),
    ),
)

# Acts that begin something: no row to read first, hence no version.
BEGINNINGS = (
    Tried(
        "saisine.create",
        lambda path: None,
        lambda path, actor, sent: saisines.start_draft(
            actor=actor,
            identity=people.identity(path.cellule),
            commune=path.cellule.collectivite.seat,
            cellule=path.cellule,
            sent=sent,
        ),
        by="member",
        not_by="parquet",
    ),
    Tried(
        "seance.plan",
        lambda path: None,
        lambda path, actor, sent: seances.plan_seance(
            actor=actor, cellule=path.cellule, held_at=path.now, place="Salle", sent=sent
        ),
        not_by="mayor",
    ),
    Tried(
        "rappel.propose",
        _engaged,
        lambda path, actor, sent: rappels.propose(
            case_id=path.case.pk,
            actor=actor,
            level=path.level,
            commune=path.cellule.collectivite.seat,
            fait_ids=list(path.saisine.faits.values_list("pk", flat=True)),
            sent=sent,
        ),
        by="mayor",
        not_by="member",
        told=_told((M.DECISION_EXPECTED, "mayor")),
    ),
    Tried(
        "cddf.propose",
        _engaged,
        _case(cddf.propose),
        not_by="member",
        told=_told((M.DECISION_EXPECTED, "mayor")),
    ),
    Tried(
        "follow_up.designate",
        _engaged,
        lambda path, actor, sent: follow_ups.designate(
            case_id=path.case.pk,
            actor=actor,
            referent_id=path.referent.hat_id,
            employer_agreed_on=path.today,
            sent=sent,
        ),
        not_by="mayor",
        told=_told((M.MISSION_PROPOSED, "referent")),
    ),
    Tried(
        "follow_up.add_step",
        _engaged,
        lambda path, actor, sent: follow_ups.add_step(
            case_id=path.case.pk,
            actor=actor,
            given=follow_ups.StepInput(
                "entretien", path.saisine.organisation, path.today, "realise"
            ),
            sent=sent,
        ),
        not_by="mayor",
    ),
)

ON_ROWS = SAISINES + SEANCES + CASES + RAPPELS + FAMILIES + MISSIONS
