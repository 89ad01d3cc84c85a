"""How the measures of one story go: rappel à l’ordre, CDDF, mission of a référent, bilan.

Each function is a story of its own; it stops where its plot says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from casework.choices.lists import Need, Schooling
from casework.choices.measures import (
    Adhesion,
    BilanKind,
    BilanProposal,
    ObjectiveResult,
    OppositionReason,
    ParquetAnswer,
    Provision,
    RappelCancel,
    RappelLevel,
    Recommendation,
    Reiteration,
    RepresentativePresence,
    StepKind,
    StepResult,
    YoungPresence,
)
from casework.choices.states import BilanState, CaseState, CddfState, FollowUpState, RappelState
from casework.models import ReferentFollowUp
from casework.services import bilans, cddf, follow_ups, rappels
from confidentiality.actors import Actor
from config.demo.clock import Clock, Story, moment, working_day
from config.demo.institutions import CelluleScene
from config.demo.plots import Plot
from veille.hats import actor_of
from veille.models import Commune, Designation

# Days before the end of the history at which a measure starts, so that its last act is recent.
_RAPPEL_STARTS = {
    RappelState.PROPOSE: 5,
    RappelState.CONSULTATION: 11,
    RappelState.ACCORD: 18,
    RappelState.CONVOQUE: 24,
}
_CDDF_STARTS = {
    CddfState.PROPOSEE: 6,
    CddfState.PROGRAMMEE: 13,
    CddfState.CONVOQUEE: 17,
    CddfState.REFUSEE: 25,
    CddfState.SANS_OBJET: 25,
}
_FOLLOW_UP_STARTS = {
    FollowUpState.DESIGNE: 6,
    FollowUpState.ACCEPTE: 12,
    FollowUpState.PREMIER_CONTACT: 20,
    FollowUpState.REFUS: 26,
    FollowUpState.INJOIGNABLE: 30,
}
_STEPS = (
    StepKind.ENTRETIEN,
    StepKind.ENTRETIEN_FAMILLE,
    StepKind.PARTENAIRE,
    StepKind.INSCRIPTION,
    StepKind.POINT,
    StepKind.SPORT,
    StepKind.CHANTIER_EDUCATIF,
    StepKind.ACCOMPAGNEMENT,
)
_RESULTS = (StepResult.REALISE, StepResult.REALISE, StepResult.REALISE, StepResult.PARTIEL)


@dataclass(frozen=True, slots=True)
class Setting:
    """The case that a measure belongs to, and those who act."""

    place: CelluleScene
    plot: Plot
    clock: Clock
    rng: Random
    end: date
    case_id: UUID
    commune: Commune
    fait_ids: tuple[UUID, ...]
    referent: Designation

    @property
    def chair(self) -> Actor:
        return actor_of(self.place.coordonnateur)

    @property
    def maire(self) -> Actor:
        return actor_of(self.place.maires[self.commune.pk])

    def start(self, days_before_end: int | None) -> datetime:
        """The day after the decision, or later when the last act must be recent."""
        soon = self.clock.after(2, spread=2)
        if days_before_end is None:
            return soon
        return max(soon, moment(working_day(self.end - timedelta(days=days_before_end)), 10))


def rappel(it: Setting) -> Story:
    """R1 to R9, up to the state of the plot."""
    goal, clock = it.plot.rappel, it.clock
    yield it.start(_RAPPEL_STARTS.get(goal) if goal else None)
    made = rappels.propose(
        case_id=it.case_id,
        actor=it.chair,
        level=RappelLevel.INFORMEL if it.plot.informal else RappelLevel.PROTOCOLE,
        commune=it.commune,
        fait_ids=list(it.fait_ids),
        sent=clock.sent,
    )
    if goal is RappelState.PROPOSE:
        return
    if not it.plot.informal:
        yield clock.after(1)
        rappels.consult(rappel_id=made.pk, actor=it.chair, attested=True, sent=clock.sent)
        if goal is RappelState.CONSULTATION:
            return
        yield clock.after(3, spread=1)
        rappels.answer(
            rappel_id=made.pk,
            actor=actor_of(it.place.parquet),
            given=_answer(goal, it.rng),
            sent=clock.sent,
        )
        if goal in (RappelState.ACCORD, RappelState.REFUSE):
            return
    yield clock.after(1, spread=1)
    yield from _decided(it, made.pk)


def _decided(it: Setting, rappel_id: UUID) -> Story:
    """R5 to R9: the mayor decides, or the file ends before; then the interview, or nobody."""
    goal, clock = it.plot.rappel, it.clock
    if goal is RappelState.SANS_OBJET:
        rappels.cancel(
            rappel_id=rappel_id, actor=it.chair, code=RappelCancel.PLAINTE, sent=clock.sent
        )
        return
    appointment = _appointment(it)
    rappels.decide(rappel_id=rappel_id, actor=it.maire, appointment_at=appointment, sent=clock.sent)
    if goal is RappelState.CONVOQUE:
        return
    yield appointment + timedelta(minutes=45)
    if goal is RappelState.CARENCE:
        rappels.record_absence(rappel_id=rappel_id, actor=it.chair, sent=clock.sent)
        return
    rappels.record(
        rappel_id=rappel_id, actor=it.maire, interview=_interview(it.plot), sent=clock.sent
    )


def _answer(goal: RappelState | None, rng: Random) -> rappels.Answer:
    reference = f"EX-{rng.randrange(1000, 10000)}"
    if goal is RappelState.REFUSE:
        return rappels.Answer(ParquetAnswer.OPPOSITION, reference, OppositionReason.ALTERNATIVE)
    return rappels.Answer(ParquetAnswer.ACCORD, reference)


def _appointment(it: Setting) -> datetime:
    day = it.clock.today + timedelta(days=10)
    if it.plot.rappel is RappelState.CONVOQUE:
        day = max(day, it.end + timedelta(days=6))
    return moment(working_day(day), 17)


def _interview(plot: Plot) -> rappels.Interview:
    present = RepresentativePresence.UN if plot.minor else RepresentativePresence.AUCUN
    return rappels.Interview(YoungPresence.PRESENT, present, "", (Provision.TRANQUILLITE,))


def council(it: Setting) -> Story:
    """The family before the CDDF, up to the state of the plot."""
    goal, clock = it.plot.cddf, it.clock
    yield it.start(_CDDF_STARTS.get(goal) if goal else None)
    made = cddf.propose(case_id=it.case_id, actor=it.chair, sent=clock.sent)
    if goal is CddfState.PROPOSEE:
        return
    yield clock.after(3)
    if goal is CddfState.REFUSEE:
        cddf.refuse(referral_id=made.pk, actor=it.maire, sent=clock.sent)
        return
    if goal is CddfState.SANS_OBJET:
        cddf.cancel(referral_id=made.pk, actor=it.chair, sent=clock.sent)
        return
    hearing_at = moment(working_day(clock.today + timedelta(days=18)), 18)
    cddf.accept(referral_id=made.pk, actor=it.maire, hearing_at=hearing_at, sent=clock.sent)
    if goal is CddfState.PROGRAMMEE:
        return
    yield clock.after(1)
    cddf.convene(referral_id=made.pk, actor=it.chair, sent=clock.sent)
    if goal is CddfState.CONVOQUEE:
        return
    yield hearing_at + timedelta(hours=1)
    if goal is CddfState.CARENCE:
        cddf.record_absence(referral_id=made.pk, actor=it.chair, sent=clock.sent)
        return
    yield from _heard(it, made.pk)


def _heard(it: Setting, referral_id: UUID) -> Story:
    goal, clock = it.plot.cddf, it.clock
    member = it.place.cddf_member
    sitting = actor_of(member) if member else it.maire
    hearing = cddf.Hearing(RepresentativePresence.DEUX, YoungPresence.PRESENT)
    cddf.hear(referral_id=referral_id, actor=sitting, hearing=hearing, sent=clock.sent)
    if goal is CddfState.ENTENDUE:
        return
    yield clock.now + timedelta(minutes=40)
    advice = tuple(it.rng.sample(list(Recommendation), k=3))
    cddf.recommend(
        referral_id=referral_id,
        actor=sitting,
        recommendations=advice,
        engagements=advice[:2],
        sent=clock.sent,
    )
    if goal is CddfState.RECOMMANDEE:
        return
    yield clock.after(2)
    cddf.follow(referral_id=referral_id, actor=it.chair, sent=clock.sent)
    if goal is CddfState.SUIVIE:
        return
    yield clock.after(7)
    cddf.close(referral_id=referral_id, actor=it.chair, sent=clock.sent)


def mission(it: Setting) -> Story:
    """The mission of a référent, up to the state of the plot, then its steps."""
    goal, clock = it.plot.follow_up, it.clock
    yield it.start(_FOLLOW_UP_STARTS.get(goal) if goal else None)
    referent = actor_of(it.referent)
    made = follow_ups.designate(
        case_id=it.case_id,
        actor=it.chair,
        referent_id=it.referent.pk,
        employer_agreed_on=clock.today,
        intensive=it.place.plan.in_zsp,
        sent=clock.sent,
    )
    if goal is FollowUpState.DESIGNE:
        return
    yield clock.after(2)
    follow_ups.accept(follow_up_id=made.pk, actor=referent, sent=clock.sent)
    if goal is FollowUpState.ACCEPTE:
        return
    if goal is FollowUpState.INJOIGNABLE:
        for _ in range(follow_ups.ATTEMPTS_BEFORE_UNREACHABLE):
            yield clock.after(4)
            follow_ups.record_attempt(follow_up_id=made.pk, actor=referent, sent=clock.sent)
        return
    yield clock.after(4, spread=1)
    follow_ups.record_first_contact(
        follow_up_id=made.pk, actor=referent, on=clock.today, sent=clock.sent
    )
    if goal is FollowUpState.PREMIER_CONTACT:
        return
    yield clock.after(5, spread=1)
    if goal is FollowUpState.REFUS:
        follow_ups.record_refusal(follow_up_id=made.pk, actor=referent, sent=clock.sent)
        return
    given = follow_ups.AdhesionGiven(clock.today, clock.today if it.plot.minor else None)
    follow_ups.record_adhesion(follow_up_id=made.pk, actor=referent, given=given, sent=clock.sent)
    yield from _steps(it, made.pk, referent)


def _steps(it: Setting, follow_up_id: UUID, referent: Actor) -> Story:
    """A dated action every two or three weeks, while the mission lasts."""
    for kind in it.rng.sample(_STEPS, k=it.rng.randint(2, 4)):
        yield it.clock.after(12, spread=9)
        if not _is_running(follow_up_id):
            return
        given = follow_ups.StepInput(
            kind, it.referent.organisation, it.clock.today, it.rng.choice(_RESULTS)
        )
        follow_ups.add_step(case_id=it.case_id, actor=referent, given=given, sent=it.clock.sent)


def _is_running(follow_up_id: UUID) -> bool:
    missions = ReferentFollowUp.objects.for_system("is the mission over")
    running = missions.filter(pk=follow_up_id, state=FollowUpState.ACTIF)
    running = running.filter(case__freeze_code="")
    return running.exclude(case__state=CaseState.SUSPENDU).exists()


def bilan(it: Setting, request_at: datetime) -> Story:
    """The bilan asked, written, validated, up to the state of the plot."""
    goal, clock = it.plot.bilan, it.clock
    yield request_at
    final = it.plot.closing is not None
    made = bilans.request_bilan(
        case_id=it.case_id,
        actor=it.chair,
        kind=BilanKind.FINAL if final else BilanKind.INTERMEDIAIRE,
        sent=clock.sent,
    )
    if goal is BilanState.A_REDIGER:
        return
    yield clock.after(4, spread=1)
    bilans.write(
        bilan_id=made.pk,
        actor=actor_of(it.referent),
        content=_content(it.rng, final),
        sent=clock.sent,
    )
    if goal is BilanState.REDIGE:
        return
    yield clock.after(1)
    bilans.validate(bilan_id=made.pk, actor=it.chair, sent=clock.sent)


def _content(rng: Random, final: bool) -> bilans.BilanContent:
    results = (ObjectiveResult.ATTEINT, ObjectiveResult.EN_COURS)
    objectives = {
        str(need): str(ObjectiveResult.ATTEINT if final else rng.choice(results))
        for need in rng.sample(list(Need), k=2)
    }
    return bilans.BilanContent(
        adhesion=Adhesion.FORTE if final else rng.choice((Adhesion.FORTE, Adhesion.PARTIELLE)),
        reiteration=Reiteration.AUCUNE,
        schooling=rng.choice((Schooling.LYCEE_PRO, Schooling.APPRENTISSAGE, Schooling.FORMATION)),
        proposal=BilanProposal.CLOTURE if final else BilanProposal.POURSUITE,
        objectives=objectives,
    )
