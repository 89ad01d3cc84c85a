"""The mission of a référent, from its proposal to its end, and its dated steps (FSM-6)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from casework import notices
from casework.choices.counted import Measure
from casework.choices.lists import DecisionCode
from casework.choices.states import FollowUpState
from casework.guards import measures as guards
from casework.models import Case, ReferentFollowUp, Step
from casework.services import counting, grants
from casework.services.door import locked_case, on_measure
from casework.services.taking_back import too_late
from casework.timers import refresh
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import NotVisible, refused
from confidentiality.events import changing
from confidentiality.guards import require
from notifications.catalogue import TEN_MINUTES
from veille.access import authorize
from veille.models import Designation, Organisation
from veille.sight import held_by

ATTEMPTS_BEFORE_UNREACHABLE = 3


def designate(
    *,
    case_id: UUID,
    actor: Actor,
    referent_id: UUID,
    employer_agreed_on: date,
    sent: Sent,
    intensive: bool = False,
) -> ReferentFollowUp:
    """The mission is proposed to a référent of the cellule, with the employer’s agreement.

    It opens nothing yet: access starts when the référent accepts (invariant I14).
    """
    with transaction.atomic():
        claim(sent.key, actor, "follow_up.designate")
        case = locked_case(case_id, actor, "follow_up.designate", sent)
        follow_up = _proposal(case, referent_id, employer_agreed_on, sent)
        follow_up.intensive = intensive and case.cellule.in_zsp
        require(follow_up, guards.case_is_engaged, guards.referent_may_accompany)
        with refusing(follow_up):
            follow_up.save()
        refresh(case, sent.now)
        journal.record(
            actor=actor,
            action="follow_up.designate",
            chain_id=case.cellule_id,
            target=follow_up,
            after=follow_up.state,
        )
        notices.mission_proposed(follow_up)
    return follow_up


def _proposal(
    case: Case, referent_id: UUID, employer_agreed_on: date, sent: Sent
) -> ReferentFollowUp:
    """A mission for a référent designated to the cellule, that the cellule decided."""
    if DecisionCode.REFERENT not in case.decision_codes:
        raise refused(
            "referent_not_decided",
            "La cellule n’a pas décidé de désigner un référent pour cette situation.",
            "Plan départemental, mesure 2",
        )
    sent.require_past(employer_agreed_on)
    referent = (
        Designation.objects.in_force(sent.now)
        .filter(pk=referent_id, cellule=case.cellule_id, role=Role.REFERENT)
        .first()
    )
    if referent is None:
        raise NotVisible
    return ReferentFollowUp(
        case=case,
        referent=referent,
        organisation=referent.organisation,
        designated_on=sent.today,
        employer_agreed_on=employer_agreed_on,
    )


def accept(*, follow_up_id: UUID, actor: Actor, sent: Sent) -> ReferentFollowUp:
    """The référent signs the lettre de mission; the case opens to them from this minute."""
    with transaction.atomic():
        _wait_for_turn(follow_up_id)
        with _on_own_mission(follow_up_id, actor, "follow_up.accept", sent) as follow_up:
            follow_up.accept(on=sent.today)
            grants.give(
                case=follow_up.case,
                to=follow_up.referent,
                relation=Relation.MISSION,
                reason="mission",
                since=sent.now,
                until=None,
                by=actor,
            )
    return follow_up


def _wait_for_turn(follow_up_id: UUID) -> None:
    """Lock before the moment of the act is read: the grant of a first acceptance is not to come.

    Without it, who presses twice would be told that the mission does not exist.
    """
    cases = Case.objects.for_system("one acceptance at a time").select_for_update(of=("self",))
    cases.filter(follow_ups=follow_up_id).first()


def record_first_contact(
    *, follow_up_id: UUID, actor: Actor, on: date, sent: Sent
) -> ReferentFollowUp:
    """First contact with the young person, on a past day."""
    with _on_follow_up(follow_up_id, actor, "follow_up.first_contact", sent) as follow_up:
        sent.require_past(on)
        follow_up.record_first_contact(on=on)
    return follow_up


def record_attempt(*, follow_up_id: UUID, actor: Actor, sent: Sent) -> ReferentFollowUp:
    """An attempt without an answer; at the third the young person is noted unreachable."""
    with _on_follow_up(follow_up_id, actor, "follow_up.attempt", sent) as follow_up:
        if follow_up.state != FollowUpState.ACCEPTE:
            raise refused(
                "contact_already_made",
                "Le premier contact a déjà eu lieu ou n’est plus attendu.",
                "Plan départemental, mesure 2",
            )
        follow_up.attempts += 1
        if follow_up.attempts >= ATTEMPTS_BEFORE_UNREACHABLE:
            follow_up.record_unreachable()
    return follow_up


@dataclass(frozen=True, slots=True)
class AdhesionGiven:
    """Days on which the young person, and the family, agreed."""

    young_on: date
    family_on: date | None = None


def record_adhesion(
    *, follow_up_id: UUID, actor: Actor, given: AdhesionGiven, sent: Sent
) -> ReferentFollowUp:
    """The young person agrees, and a minor’s family too: the follow-up is active (I47).

    Two moves, U4 then U6, and two events: each is replayed by itself (``manage.py fsck``).
    """
    with transaction.atomic():
        with _on_follow_up(follow_up_id, actor, "follow_up.adhesion", sent) as follow_up:
            sent.require_past(given.young_on, given.family_on)
            follow_up.record_adhesion(young_on=given.young_on, family_on=given.family_on)
        with (
            refusing(follow_up),
            changing(follow_up, actor=actor, act="follow_up.activate", at=sent.now),
        ):
            follow_up.activate(on=sent.today)
        _count(follow_up, sent.today)
        journal.record(
            actor=actor,
            action="follow_up.activate",
            chain_id=follow_up.case.cellule_id,
            target=follow_up,
            before=FollowUpState.ADHESION,
            after=follow_up.state,
        )
    return follow_up


def _count(follow_up: ReferentFollowUp, on: date) -> None:
    """A follow-up that starts; an intensive one too, and the first of these of its case."""
    case, measures = follow_up.case, [Measure.SUIVI]
    if follow_up.intensive:
        others = case.follow_ups.filter(intensive=True).exclude(pk=follow_up.pk)
        first = not others.exclude(active_since=None).exists()
        measures += [Measure.SUIVI_INTENSIF, *([Measure.JEUNE_ZSP] if first else [])]
    counting.count(case, *measures, on=on)
    counting.write(case)


def record_refusal(*, follow_up_id: UUID, actor: Actor, sent: Sent) -> ReferentFollowUp:
    """The young person declines; the cellule will choose another answer."""
    with _on_follow_up(follow_up_id, actor, "follow_up.refusal", sent) as follow_up:
        follow_up.record_refusal()
    return follow_up


def suspend(*, follow_up_id: UUID, actor: Actor, sent: Sent) -> ReferentFollowUp:
    """The mission is paused; the référent keeps reading the case."""
    with _on_follow_up(follow_up_id, actor, "follow_up.suspend", sent) as follow_up:
        follow_up.suspend()
    return follow_up


def resume(*, follow_up_id: UUID, actor: Actor, sent: Sent) -> ReferentFollowUp:
    """The mission is taken up again."""
    with _on_follow_up(follow_up_id, actor, "follow_up.resume", sent) as follow_up:
        follow_up.resume()
    return follow_up


def end(*, follow_up_id: UUID, actor: Actor, sent: Sent) -> ReferentFollowUp:
    """End of the mission. The référent stops reading the case the same minute (I06)."""
    with _on_follow_up(follow_up_id, actor, "follow_up.end", sent) as follow_up:
        follow_up.end(on=sent.today)
        grants.end(
            case=follow_up.case,
            relation=Relation.MISSION,
            at=sent.now,
            to=follow_up.referent,
        )
    return follow_up


@dataclass(frozen=True, slots=True)
class StepInput:
    """A dated action: kind, organisation, result. Exactly what AU-038 art. 3 allows."""

    kind: str
    organisation: Organisation
    happened_on: date
    result: str


def add_step(*, case_id: UUID, actor: Actor, given: StepInput, sent: Sent) -> Step:
    """A step of an engaged follow-up, on a past day."""
    with transaction.atomic():
        claim(sent.key, actor, "follow_up.add_step")
        case = locked_case(case_id, actor, "follow_up.add_step", sent, beside_others=True)
        sent.require_past(given.happened_on)
        if case.engaged_on is None:
            raise refused(
                "not_engaged",
                "Le suivi n’est pas encore engagé : aucune étape.",
                "Plan départemental, mesure 2",
            )
        step = Step.objects.create(
            case=case,
            kind=given.kind,
            organisation=given.organisation,
            happened_on=given.happened_on,
            result=given.result,
            recorded_by_id=actor.hat_id,
            recorded_at=sent.now,
        )
        journal.record(
            actor=actor,
            action="follow_up.add_step",
            chain_id=case.cellule_id,
            target=case,
            kind=step.kind,
            result=step.result,
        )
    return step


def step_to_withdraw(case: Case, actor: Actor, now: datetime) -> Step | None:
    """This agent’s own last step on a case, while it may still be taken back."""
    recent = case.steps.filter(recorded_by=actor.hat_id, recorded_at__gt=now - TEN_MINUTES)
    return recent.order_by("-recorded_at").first()


def withdraw_step(*, step_id: UUID, actor: Actor, sent: Sent) -> Step:
    """Take back one’s own step within ten minutes: it stays in the base, nobody reads it."""
    with transaction.atomic():
        claim(sent.key, actor, "follow_up.withdraw_step")
        step = Step.objects.filter(pk=step_id, recorded_by=actor.hat_id).first()
        if step is None:
            raise NotVisible
        case = locked_case(step.case_id, actor, "follow_up.add_step", sent, beside_others=True)
        if sent.now >= step.recorded_at + TEN_MINUTES:
            raise too_late()
        step.withdrawn_at = sent.now
        step.save(update_fields=["withdrawn_at"])
        journal.record(
            actor=actor,
            action="follow_up.withdraw_step",
            chain_id=case.cellule_id,
            target=case,
            kind=step.kind,
        )
    return step


def _on_follow_up(
    follow_up_id: UUID, actor: Actor, act: str, sent: Sent
) -> AbstractContextManager[ReferentFollowUp]:
    return on_measure(
        rows=ReferentFollowUp.objects.visible_to,
        pk=follow_up_id,
        actor=actor,
        act=act,
        sent=sent,
    )


def _on_own_mission(
    follow_up_id: UUID, actor: Actor, act: str, sent: Sent
) -> AbstractContextManager[ReferentFollowUp]:
    """Accepting comes before any grant on the case: the designation itself is the right."""
    return on_measure(
        rows=_own_missions,
        pk=follow_up_id,
        actor=actor,
        act=act,
        sent=sent,
        permits=lambda _: authorize(actor, "follow_up.list"),
    )


def _own_missions(actor: Actor, now: datetime) -> QuerySet[ReferentFollowUp]:
    rows = ReferentFollowUp.objects.visible_to(actor, now)
    return rows.filter(held_by(actor, now, field="referent"))
