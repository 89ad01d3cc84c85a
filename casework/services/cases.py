"""The path of one young person: agenda, examination, information, engagement, closing (FSM-2)."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from casework.choices.counted import Measure
from casework.choices.delays import Delay
from casework.choices.lists import (
    CLOSING_WITHOUT_BILAN,
    ClosingReason,
    DecisionCode,
    DeferralReason,
    InformationMode,
    ProlongationReason,
)
from casework.choices.measures import AgendaKind
from casework.choices.states import BilanState, CaseState
from casework.conservation import DEFERRAL_LONGEST
from casework.deadlines import delays_of
from casework.guards import cases as guards
from casework.guards.accompagnements import young_person_is_minor
from casework.guards.transactions import case_may_use_it
from casework.models import AgendaItem, Case, Decision
from casework.services import counting, grants, windows
from casework.services.door import on_case
from casework.services.justice import forget_statuses, require_reference
from casework.services.people import erase_contact
from casework.services.seances import visible_seances
from confidentiality.actors import Actor
from confidentiality.choices import Relation
from confidentiality.door import Sent
from confidentiality.errors import NotVisible, Refused, refused
from confidentiality.events import changing
from confidentiality.guards import require
from veille.choices import SeanceKind, SeanceState
from veille.models import Cddf, Organisation, Seance


@dataclass(frozen=True, slots=True)
class Orientation:
    """What the cellule decided on a case: codes of L-H, needs of L-F, who pilots, by when."""

    codes: tuple[str, ...]
    needs: tuple[str, ...] = ()
    pilot: Organisation | None = None
    due_on: date | None = None


def inscribe(*, case_id: UUID, actor: Actor, seance_id: UUID, sent: Sent) -> Case:
    """P1: put on the agenda of a séance of the same cellule, not yet closed.

    Opens the reading window of the convened members. Refused in a plenary formation (I08).
    """
    with on_case(case_id=case_id, actor=actor, act="case.inscribe", sent=sent) as case:
        seance = _seance_for(case, actor, seance_id, sent.now)
        kind = _agenda_kind(case)
        first = case.inscribed_on is None
        case.inscribe(on=sent.today)
        if first:
            counting.count(case, Measure.REPERE, on=sent.today)
        AgendaItem.objects.create(
            seance=seance, case=case, kind=kind, position=seance.items.count() + 1
        )
        windows.settle(case, sent.now, actor)
    return case


def leave_agenda(*, case_id: UUID, actor: Actor, code: str, sent: Sent) -> Case:
    """P3: off the agenda before the séance takes it up; its window closes the same minute.

    The way back is to inscribe it again, on this séance or on another.
    """
    with on_case(case_id=case_id, actor=actor, act="case.leave_agenda", sent=sent) as case:
        # Locked: the window is not settled by two at once.
        on_agenda = Seance.objects.filter(items__case=case, items__withdrawn_at=None)
        list(on_agenda.select_for_update(of=("self",)))
        case.leave_agenda(code=code)
        withdraw_point(case, sent.now)
        windows.settle(case, sent.now, actor)
    return case


def withdraw_point(case: Case, at: datetime) -> None:
    """The last point of a case leaves its agenda, unless it was examined."""
    newest = AgendaItem.objects.filter(case=case).order_by("-seance__held_at").first()
    if newest is not None and newest.examined_at is None:
        newest.withdrawn_at = at
        newest.save(update_fields=["withdrawn_at"])


def _seance_for(case: Case, actor: Actor, seance_id: UUID, now: datetime) -> Seance:
    # Locked: a séance that closes at this very moment comes before or after, never between.
    seances = visible_seances(actor, now).select_for_update(of=("self",))
    seance = seances.filter(pk=seance_id, cellule=case.cellule_id).first()
    if seance is None:
        raise NotVisible
    if seance.kind != SeanceKind.GROUPE:
        raise refused(
            "seance_not_groupe",
            "Une situation ne s’examine jamais en formation plénière ou restreinte.",
            "AU-038, art. 1",
        )
    if seance.state in (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE, SeanceState.ANNULEE):
        raise refused(
            "seance_already_over",
            "Cette séance est close ou annulée : choisissez la suivante.",
            "Plan départemental, mesure 2",
        )
    if seance.items.filter(case=case).exists():
        raise refused(
            "already_on_agenda",
            "La situation est déjà passée à cette séance.",
            "Charte de la cellule, clause C11",
        )
    return seance


def _agenda_kind(case: Case) -> AgendaKind:
    if case.state == CaseState.BILAN_ATTENDU:
        return AgendaKind.BILAN
    if case.state == CaseState.EN_COURS:
        return AgendaKind.REITERATION if case.reiterated_on else AgendaKind.SUIVI
    return AgendaKind.SUIVI if case.state == CaseState.AJOURNE else AgendaKind.NOUVELLE


def open_examination(*, case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """P2: the open séance takes up the case."""
    with on_case(case_id=case_id, actor=actor, act="case.open_examination", sent=sent) as case:
        # Locked: the séance that the guard reads does not close meanwhile.
        on_agenda = Seance.objects.filter(items__case=case, items__withdrawn_at=None)
        list(on_agenda.select_for_update(of=("self",)))
        case.open_examination()
    return case


def adjourn(*, case_id: UUID, actor: Actor, code: str, sent: Sent) -> Case:
    """P3: something or somebody is missing."""
    with on_case(case_id=case_id, actor=actor, act="case.adjourn", sent=sent) as case:
        case.adjourn(code=code)
        _decided(case, actor, Orientation((DecisionCode.AJOURNEMENT,)), sent)
    return case


def dismiss(*, case_id: UUID, actor: Actor, code: str, sent: Sent) -> Case:
    """P4: not followed. The data are erased after ninety days if the person has been told, so
    that an answer can still be given, else the same day (retention R5, invariant I59)."""
    with on_case(case_id=case_id, actor=actor, act="case.dismiss", sent=sent) as case:
        kept_until = delays_of(case.cellule).after(Delay.NON_RETENU, sent.today)
        case.dismiss(code=code, purge_due_on=kept_until if case.informed_on else sent.today)
        _decided(case, actor, Orientation((DecisionCode.NON_RETENU,)), sent)
    return case


def orient(*, case_id: UUID, actor: Actor, orientation: Orientation, sent: Sent) -> Case:
    """P5: what the cellule proposes. The measures of the mayor await the mayor (I33)."""
    with on_case(case_id=case_id, actor=actor, act="case.orient", sent=sent) as case:
        _check_orientation(case, orientation, sent.today)
        case.orient(codes=orientation.codes, needs=orientation.needs)
        _decided(case, actor, orientation, sent)
    return case


def reorient(*, case_id: UUID, actor: Actor, orientation: Orientation, sent: Sent) -> Case:
    """P13: another orientation, after a bilan."""
    with on_case(case_id=case_id, actor=actor, act="case.reorient", sent=sent) as case:
        _check_orientation(case, orientation, sent.today)
        case.reorient(codes=orientation.codes, needs=orientation.needs)
        _decided(case, actor, orientation, sent)
    return case


def _check_orientation(case: Case, orientation: Orientation, today: date) -> None:
    if not orientation.codes:
        raise refused("no_proposal", "Choisissez au moins une proposition.", "Mesure 2 du plan")
    if orientation.pilot is None or orientation.due_on is None:
        raise refused(
            "no_pilot",
            "Indiquez qui pilote la décision, et pour quand.",
            "Plan départemental, mesure 2",
        )
    if orientation.due_on < today:
        raise refused(
            "past_due", "L’échéance ne peut pas être dans le passé.", "Plan départemental, mesure 2"
        )
    if DecisionCode.ACCOMPAGNEMENT in orientation.codes:
        require(case, young_person_is_minor)
    if DecisionCode.TRANSACTION in orientation.codes:
        require(case, case_may_use_it)
    if DecisionCode.CDDF not in orientation.codes:
        return
    if not case.young_person.is_minor(case.today):
        raise refused(
            "cddf_adult",
            "Le CDDF reçoit des familles de mineurs. Ce jeune a 18 ans ou plus.",
            "CASF, art. L. 141-1",
        )
    if not Cddf.objects.filter(commune=case.young_person.commune_id).exists():
        raise refused(
            "cddf_none",
            "La commune n’a pas créé de CDDF. Le conseil municipal peut le faire par délibération.",
            "CASF, art. L. 141-1",
        )


def _decided(case: Case, actor: Actor, orientation: Orientation, sent: Sent) -> None:
    """Write the decision on the point of the open séance, if the case is on one."""
    item = case.agenda_items.filter(seance__state=SeanceState.OUVERTE, examined_at=None).first()
    item = item or case.agenda_items.order_by("-seance__held_at").first()
    if item is None:
        return
    item.examined_at = item.examined_at or sent.now
    item.save(update_fields=["examined_at"])
    grants.open_task(
        case=case, pilot=orientation.pilot, due_on=orientation.due_on, by=actor, now=sent.now
    )
    Decision.objects.create(
        item=item,
        codes=list(orientation.codes),
        pilot=orientation.pilot,
        due_on=orientation.due_on,
        recorded_by_id=actor.hat_id,
        recorded_at=sent.now,
    )


@dataclass(frozen=True, slots=True)
class Information:
    """How the young person, and for a minor the representatives, were told (RGPD art. 13, 14)."""

    informed_on: date
    mode: str = InformationMode.COURRIER
    representatives_on: date | None = None
    contrary_interest: bool = False


def record_information(
    *, case_id: UUID, actor: Actor, information: Information, sent: Sent
) -> Case:
    """The persons have been told. No measure starts before (invariant I30)."""
    with on_case(case_id=case_id, actor=actor, act="case.record_information", sent=sent) as case:
        sent.require_past(information.informed_on, information.representatives_on)
        if case.state in (CaseState.CLOS, CaseState.NON_RETENU):
            raise refused("case_closed", "La situation est close.", "AU-038, art. 5")
        case.notice_version = _notice_given(case, information.informed_on)
        case.informed_on = information.informed_on
        case.informed_by_mode = information.mode
        case.representatives_informed_on = information.representatives_on
        case.representatives_not_informed = information.contrary_interest
        case.freeze_code, case.frozen_on = "", None
        case.deferral_code, case.deferred_on, case.deferred_until = "", None, None
        if case.engaged_on is not None:
            # A correction never takes back what let the follow-up start (invariant I30).
            require(case, guards.representatives_are_informed)
    return case


def _notice_given(case: Case, on: date) -> str:
    """The version of the notice in use that day, which proves what the person was told.

    Former versions are not kept: an information older than the notice in use has none, unless it
    was recorded with one before.
    """
    tenant = case.cellule.collectivite
    if case.notice_version and on == case.informed_on:
        return case.notice_version
    return "" if tenant.notice_on and on < tenant.notice_on else tenant.notice_version


def defer_information(*, case_id: UUID, actor: Actor, code: str, until: date, sent: Sent) -> Case:
    """The mayor signs a report of the information, for a coded reason, three months at most.

    RGPD art. 14, 5 b); without it nor information after thirty days, the case freezes (I30).
    """
    with on_case(case_id=case_id, actor=actor, act="case.defer_information", sent=sent) as case:
        require(case, guards.person_is_not_informed)
        if code not in DeferralReason.values:
            raise refused("unknown_deferral", "Choisissez le motif du report.", "RGPD, art. 14")
        if not sent.today < until <= sent.today + DEFERRAL_LONGEST:
            raise refused(
                "deferral_too_long",
                "Le report a un terme à venir, dans trois mois au plus.",
                "RGPD, art. 14",
            )
        case.deferral_code, case.deferred_on, case.deferred_until = code, sent.today, until
        case.freeze_code, case.frozen_on = "", None
    return case


def engage(*, case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """P6: the follow-up starts. First bilan expected three months later."""
    with on_case(case_id=case_id, actor=actor, act="case.engage", sent=sent) as case:
        delays = delays_of(case.cellule)
        case.engage(
            on=sent.today,
            bilan_due_on=delays.after(Delay.BILAN, sent.today),
            term_on=delays.after(Delay.DUREE, sent.today),
        )
    return case


def suspend(*, case_id: UUID, actor: Actor, code: str, review_on: date, sent: Sent) -> Case:
    """P8: paused, to be looked at again within three months."""
    with on_case(case_id=case_id, actor=actor, act="case.suspend", sent=sent) as case:
        last = delays_of(case.cellule).after(Delay.SUSPENSION, sent.today)
        if not sent.today < review_on <= last:
            raise refused(
                "review_date",
                "La date de revue est à venir, dans trois mois au plus.",
                "Plan départemental, mesure 2",
            )
        require_reference(case, code)
        case.suspend(code=code, review_on=review_on)
        case.next_due_on = review_on
    return case


def resume(*, case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """P9: taken up again."""
    with on_case(case_id=case_id, actor=actor, act="case.resume", sent=sent) as case:
        case.resume()
        case.next_due_on = delays_of(case.cellule).after(Delay.BILAN, sent.today)
    return case


def carry_on(*, case_id: UUID, actor: Actor, sent: Sent, prolongation: str = "") -> Case:
    """P12: the cellule lets the follow-up go on; next bilan in three months.

    After twelve months it needs a coded reason, which gives twelve months more.
    """
    with on_case(case_id=case_id, actor=actor, act="case.continue", sent=sent) as case:
        if prolongation and prolongation not in ProlongationReason.values:
            raise refused(
                "unknown_prolongation",
                "Choisissez le motif de la prolongation.",
                "Plan départemental, mesure 2",
            )
        if not prolongation:
            require(case, guards.term_is_not_reached)
        delays = delays_of(case.cellule)
        case.carry_on(bilan_due_on=delays.after(Delay.BILAN, sent.today))
        code = DecisionCode.POURSUITE
        if prolongation:
            code = DecisionCode.PROLONGATION
            case.prolongation_code = prolongation
            case.term_on = delays.after(Delay.DUREE, sent.today)
        _decided(case, actor, Orientation((code,)), sent)
    return case


def close(*, case_id: UUID, actor: Actor, code: str, sent: Sent) -> Case:
    """P14: end of the path. Needs a bilan presented, or a reason that exempts from it (I48).

    Missions and sittings end the same minute; contact details are erased.
    """
    with on_case(case_id=case_id, actor=actor, act="case.close", sent=sent) as case:
        if code not in ClosingReason.values:
            raise refused("unknown_reason", "Choisissez un motif de clôture.", "AU-038, art. 5")
        require_reference(case, code)
        if code not in CLOSING_WITHOUT_BILAN:
            require(case, guards.bilan_was_presented)
        duplicate = code == ClosingReason.DOUBLON
        with counting.restated(lambda: (case,), sent.now) if duplicate else nullcontext():
            case.close(on=sent.today, code=code)
        if case.agenda_items.filter(seance__state=SeanceState.OUVERTE).exists():
            _decided(case, actor, Orientation((DecisionCode.CLOTURE,)), sent)
        end_of_follow_up(case, sent.now)
    return case


def end_of_follow_up(case: Case, at: datetime) -> None:
    """What every closing does: missions and tasks end the same minute; contact data and judicial
    statuses go (R1, R6)."""
    for relation in (Relation.MISSION, Relation.TASK, Relation.CONSULTATION, Relation.SITTING):
        grants.end(case=case, relation=relation, at=at)
    erase_contact(case)
    forget_statuses(case)


def present_bilan(*, case_id: UUID, actor: Actor, sent: Sent) -> Case:
    """P11: the valid bilan is presented to the cellule, in the open séance."""
    with on_case(case_id=case_id, actor=actor, act="case.present_bilan", sent=sent) as case:
        bilan = case.bilans.filter(state=BilanState.VALIDE).select_for_update().first()
        case.present_bilan()
        item = case.agenda_items.filter(seance__state=SeanceState.OUVERTE).first()
        if item is None or bilan is None:
            raise Refused(guards.a_seance_is_open.refusal)
        with changing(bilan, actor=actor, act="case.present_bilan", at=sent.now):
            bilan.present(item=item, at=sent.now)
        counting.count(case, Measure.BILAN, on=sent.today)
    return case
