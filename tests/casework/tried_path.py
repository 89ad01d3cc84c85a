"""The acts of a saisine, of a séance, and of the path of a young person."""

from __future__ import annotations

from datetime import timedelta

from casework.choices.lists import DecisionCode
from casework.choices.states import CaseState as C
from casework.services import bilans, cases, saisines, seances
from casework.services import people as services_people
from notifications.choices import MessageKind as M
from tests.casework import factories as people
from tests.casework.tried import (
    Tried,
    engaged,
    on_case,
    on_saisine,
    on_seance,
    planned,
    suspend,
    suspended,
    told_to,
    written,
)

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
        on_saisine(saisines.describe, description=lambda path: path.description()),
        row="saisine",
        by="member",
    ),
    Tried(
        "saisine.submit",
        lambda path: path.draft().describe(),
        on_saisine(saisines.submit, attested=True),
        row="saisine",
        by="member",
        moves=("brouillon", "soumise"),
        told=told_to((M.SAISINE_RECEIVED, "coordinator")),
    ),
    Tried(
        "saisine.withdraw",
        lambda path: path.report(),
        on_saisine(saisines.withdraw),
        row="saisine",
        by="member",
        not_by="mayor",
        moves=("soumise", "retiree"),
    ),
    Tried(
        "saisine.ask_complement",
        lambda path: path.report(),
        on_saisine(saisines.ask_complement, code="faits"),
        row="saisine",
        not_by="member",
        moves=("soumise", "a_completer"),
        told=told_to((M.COMPLEMENT_ASKED, "member")),
    ),
    Tried(
        "saisine.declare_irrecevable",
        lambda path: path.report(),
        on_saisine(saisines.declare_irrecevable, code="hors_objet"),
        row="saisine",
        not_by="member",
        moves=("soumise", "irrecevable"),
        told=told_to((M.SAISINE_ANSWERED, "member")),
    ),
    Tried(
        "saisine.declare_recevable",
        lambda path: path.report(),
        on_saisine(saisines.declare_recevable),
        row="saisine",
        not_by="mayor",
        moves=("soumise", "recevable"),
        told=told_to((M.SAISINE_ANSWERED, "member")),
    ),
)

SEANCES = (
    Tried(
        "seance.convene",
        planned,
        on_seance(seances.convene),
        row="seance",
        not_by="member",
        moves=("planifiee", "convoquee"),
        told=told_to((M.SEANCE_CONVENED, "member")),
    ),
    Tried(
        "seance.move",
        planned,
        lambda path, actor, sent: seances.move_seance(
            seance_id=path.seance.pk,
            actor=actor,
            held_at=path.now + timedelta(days=14),
            place="Autre salle",
            sent=sent,
        ),
        row="seance",
        not_by="member",
        moves=("planifiee", "planifiee"),
    ),
    Tried(
        "seance.cancel",
        planned,
        on_seance(seances.cancel_seance),
        row="seance",
        not_by="member",
        moves=("planifiee", "annulee"),
    ),
    Tried(
        "seance.record_attendance",
        lambda path: planned(path).convene(),
        on_seance(seances.record_attendance, present=lambda path: {path.member.hat_id}),
        row="seance",
        not_by="mayor",
    ),
    Tried(
        "seance.open",
        lambda path: planned(path).convene().attend(),
        on_seance(seances.open_seance),
        row="seance",
        not_by="member",
        moves=("convoquee", "ouverte"),
    ),
    Tried(
        "seance.close",
        lambda path: path.to(C.ORIENTE),
        on_seance(seances.close_seance),
        row="seance",
        not_by="parquet",
        moves=("ouverte", "close"),
    ),
    Tried(
        "seance.validate_releve",
        lambda path: path.to(C.ORIENTE).close_seance(),
        on_seance(seances.validate_releve),
        row="seance",
        not_by="member",
        moves=("close", "releve_valide"),
        told=told_to((M.RELEVE_VALIDATED, "member"), (M.RELEVE_VALIDATED, "coordinator")),
    ),
)

CASES = (
    Tried(
        "case.record_information",
        lambda path: path.to(C.REPERE),
        on_case(
            cases.record_information,
            information=lambda path: cases.Information(informed_on=path.today),
        ),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "case.record_contact",
        lambda path: path.to(C.REPERE),
        on_case(
            services_people.record_contact, contact=services_people.Contact(phone="0321000000")
        ),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "case.add_representative",
        lambda path: path.to(C.REPERE),
        on_case(
            services_people.add_representative,
            given=services_people.Representative("mere", "Exemple", "Dominique"),
        ),
        row="case",
        not_by="mayor",
    ),
    Tried(
        "case.inscribe",
        planned,
        on_case(cases.inscribe, seance_id=lambda path: path.seance.pk),
        row="case",
        not_by="mayor",
        moves=("repere", "inscrit"),
    ),
    Tried(
        "case.open_examination",
        lambda path: path.to(C.INSCRIT).wait(7).attend().open_seance(),
        on_case(cases.open_examination),
        row="case",
        not_by="member",
        moves=("inscrit", "en_examen"),
    ),
    Tried(
        "case.adjourn",
        lambda path: path.to(C.EN_EXAMEN),
        on_case(cases.adjourn, code="partenaire_absent"),
        row="case",
        not_by="mayor",
        moves=("en_examen", "ajourne"),
    ),
    Tried(
        "case.leave_agenda",
        lambda path: path.to(C.INSCRIT),
        on_case(cases.leave_agenda, code="partenaire_absent"),
        row="case",
        not_by="mayor",
        moves=("inscrit", "ajourne"),
    ),
    Tried(
        "case.dismiss",
        lambda path: path.to(C.EN_EXAMEN),
        on_case(cases.dismiss, code="hors_champ"),
        row="case",
        not_by="member",
        moves=("en_examen", "non_retenu"),
    ),
    Tried(
        "case.orient",
        lambda path: path.to(C.EN_EXAMEN),
        on_case(cases.orient, orientation=lambda path: path.plan_of()),
        row="case",
        not_by="mayor",
        moves=("en_examen", "oriente"),
    ),
    Tried(
        "case.engage",
        lambda path: path.to(C.ORIENTE),
        on_case(cases.engage),
        row="case",
        not_by="mayor",
        moves=("oriente", "en_cours"),
    ),
    Tried(
        "case.suspend",
        engaged,
        suspend,
        row="case",
        not_by="mayor",
        moves=("en_cours", "suspendu"),
    ),
    Tried(
        "case.resume",
        lambda path: suspended(engaged(path)),
        on_case(cases.resume),
        row="case",
        not_by="mayor",
        moves=("suspendu", "en_cours"),
    ),
    Tried(
        "case.request_bilan",
        lambda path: engaged(path).follow(),
        on_case(bilans.request_bilan, kind="final"),
        row="case",
        not_by="referent",
        moves=("en_cours", "bilan_attendu"),
        told=told_to((M.BILAN_EXPECTED, "referent")),
    ),
    Tried(
        "case.present_bilan",
        lambda path: written(path).validate_bilan().go_before_the_cellule(),
        on_case(cases.present_bilan),
        row="case",
        not_by="mayor",
        moves=("en_examen", "bilan_presente"),
    ),
    Tried(
        "case.continue",
        lambda path: path.to(C.BILAN_PRESENTE),
        on_case(cases.carry_on),
        row="case",
        not_by="referent",
        moves=("bilan_presente", "en_cours"),
    ),
    Tried(
        "case.reorient",
        lambda path: path.to(C.BILAN_PRESENTE),
        on_case(cases.reorient, orientation=lambda path: path.plan_of(DecisionCode.DROIT_COMMUN)),
        row="case",
        not_by="mayor",
        moves=("bilan_presente", "oriente"),
    ),
    Tried(
        "case.close",
        lambda path: path.to(C.BILAN_PRESENTE).end_mission(),
        on_case(cases.close, code="objectifs_atteints"),
        row="case",
        not_by="mayor",
        moves=("bilan_presente", "clos"),
    ),
)
