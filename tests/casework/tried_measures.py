"""The acts of the measures, and those that begin something."""

from __future__ import annotations

from datetime import timedelta

from casework.choices.states import CaseState as C
from casework.services import bilans, cddf, follow_ups, rappels, saisines, seances
from notifications.choices import MessageKind as M
from tests.casework import factories as people
from tests.casework.tried import (
    FORMAL,
    Tried,
    consulted,
    convoked,
    engaged,
    heard,
    on_bilan,
    on_case,
    on_convened,
    on_family,
    on_mission,
    on_rappel,
    programmed,
    told_to,
    written,
)

RAPPELS = (
    Tried(
        "rappel.consult",
        lambda path: engaged(path).propose_rappel(),
        on_rappel(rappels.consult, attested=True),
        row="rappel",
        moves=("propose", "consultation_parquet"),
        told=told_to((M.CONSULTATION_EXPECTED, "parquet")),
        **FORMAL,
    ),
    Tried(
        "rappel.answer",
        consulted,
        on_rappel(rappels.answer, given=rappels.Answer("accord", "2026-17")),
        row="rappel",
        by="parquet",
        not_by="mayor",
        moves=("consultation_parquet", "accord"),
        told=told_to((M.PARQUET_ANSWERED, "coordinator"), (M.PARQUET_ANSWERED, "mayor")),
        **FORMAL,
    ),
    Tried(
        "rappel.answer",
        consulted,
        on_rappel(rappels.answer, given=rappels.Answer("opposition", "2026-18", "poursuites")),
        row="rappel",
        not_by="mayor",
        moves=("consultation_parquet", "refuse"),
        told=told_to((M.PARQUET_ANSWERED, "coordinator"), (M.PARQUET_ANSWERED, "mayor")),
        **FORMAL,
    ),
    Tried(
        "rappel.decide",
        lambda path: engaged(path).propose_rappel(),
        on_convened(rappels.decide),
        row="rappel",
        by="mayor",
        not_by="coordinator",
        moves=("propose", "convoque"),
    ),
    Tried(
        "rappel.postpone",
        lambda path: consulted(path).answer().decide(),
        on_convened(rappels.postpone, code="indisponibilite_famille"),
        row="rappel",
        not_by="parquet",
        moves=("convoque", "convoque"),
        **FORMAL,
    ),
    Tried(
        "rappel.record",
        lambda path: convoked(path).wait(8),
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
        lambda path: convoked(path).wait(9),
        on_rappel(rappels.record_absence),
        row="rappel",
        moves=("convoque", "carence"),
    ),
    Tried(
        "rappel.cancel",
        consulted,
        on_rappel(rappels.cancel, code="erreur"),
        row="rappel",
        moves=("consultation_parquet", "sans_objet"),
        **FORMAL,
    ),
)

FAMILIES = (
    Tried(
        "cddf.accept",
        lambda path: engaged(path).propose_cddf(),
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
        told=told_to((M.CDDF_SITTING, "cddf_member")),
    ),
    Tried(
        "cddf.refuse",
        lambda path: engaged(path).propose_cddf(),
        on_family(cddf.refuse),
        row="referral",
        by="mayor",
        not_by="coordinator",
        moves=("proposee", "refusee"),
    ),
    Tried(
        "cddf.convene",
        programmed,
        on_family(cddf.convene),
        row="referral",
        not_by="cddf_member",
        moves=("programmee", "famille_convoquee"),
    ),
    Tried(
        "cddf.hear",
        lambda path: programmed(path).convene_family().wait(5),
        on_family(cddf.hear, hearing=cddf.Hearing("un_parent", "present")),
        row="referral",
        by="cddf_member",
        moves=("famille_convoquee", "famille_entendue"),
    ),
    Tried(
        "cddf.record_absence",
        lambda path: programmed(path).convene_family().wait(5),
        on_family(cddf.record_absence),
        row="referral",
        by="cddf_member",
        moves=("famille_convoquee", "carence"),
    ),
    Tried(
        "cddf.recommend",
        heard,
        on_family(cddf.recommend, recommendations=("activite_encadree",), engagements=()),
        row="referral",
        by="mayor",
        not_by="coordinator",
        moves=("famille_entendue", "recommandations_emises"),
    ),
    Tried(
        "cddf.follow",
        lambda path: heard(path).recommend(),
        on_family(cddf.follow),
        row="referral",
        not_by="cddf_member",
        moves=("recommandations_emises", "suivie"),
    ),
    Tried(
        "cddf.close",
        lambda path: heard(path).recommend(),
        on_family(cddf.close),
        row="referral",
        not_by="cddf_member",
        moves=("recommandations_emises", "close"),
    ),
    Tried(
        "cddf.cancel",
        programmed,
        on_family(cddf.cancel),
        row="referral",
        not_by="cddf_member",
        moves=("programmee", "sans_objet"),
    ),
)

MISSIONS = (
    Tried(
        "follow_up.accept",
        lambda path: engaged(path).designate(),
        on_mission(follow_ups.accept),
        row="mission",
        by="referent",
        moves=("designe", "accepte"),
    ),
    Tried(
        "follow_up.first_contact",
        lambda path: engaged(path).designate().accept_mission(),
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
        lambda path: engaged(path).designate().accept_mission(),
        on_mission(follow_ups.record_attempt),
        row="mission",
        by="referent",
        not_by="coordinator",
    ),
    Tried(
        "follow_up.adhesion",
        lambda path: engaged(path).designate().accept_mission().first_contact(),
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
        lambda path: engaged(path).designate().accept_mission().first_contact(),
        on_mission(follow_ups.record_refusal),
        row="mission",
        by="referent",
        not_by="coordinator",
        moves=("premier_contact", "refus"),
    ),
    Tried(
        "follow_up.suspend",
        lambda path: engaged(path).follow(),
        on_mission(follow_ups.suspend),
        row="mission",
        by="referent",
        not_by="mayor",
        moves=("actif", "suspendu"),
    ),
    Tried(
        "follow_up.resume",
        lambda path: follow_ups.suspend(
            follow_up_id=engaged(path).follow().mission.pk, actor=path.referent, sent=path.sent
        ),
        on_mission(follow_ups.resume),
        row="mission",
        not_by="mayor",
        moves=("suspendu", "actif"),
    ),
    Tried(
        "follow_up.end",
        lambda path: engaged(path).follow(),
        on_mission(follow_ups.end),
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
        told=told_to((M.BILAN_TO_VALIDATE, "coordinator")),
    ),
    Tried(
        "bilan.validate",
        written,
        on_bilan(bilans.validate),
        row="bilan",
        not_by="referent",
        moves=("redige", "valide"),
    ),
    Tried(
        "bilan.communicate",
        lambda path: path.to(C.BILAN_PRESENTE),
        on_bilan(bilans.communicate),
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
        engaged,
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
        told=told_to((M.DECISION_EXPECTED, "mayor")),
    ),
    Tried(
        "cddf.propose",
        engaged,
        on_case(cddf.propose),
        not_by="member",
        told=told_to((M.DECISION_EXPECTED, "mayor")),
    ),
    Tried(
        "follow_up.designate",
        engaged,
        lambda path, actor, sent: follow_ups.designate(
            case_id=path.case.pk,
            actor=actor,
            referent_id=path.referent.hat_id,
            employer_agreed_on=path.today,
            sent=sent,
        ),
        not_by="mayor",
        told=told_to((M.MISSION_PROPOSED, "referent")),
    ),
    Tried(
        "follow_up.add_step",
        engaged,
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
