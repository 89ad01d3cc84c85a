"""A fictitious young person, taken through the services from a saisine to the closing.

Each step is the act of the agent whose it is, dated by the clock of the path, which starts four
months ago and only goes forward: nothing here writes a row that an agent could not have written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from casework.choices.lists import Answer, ClosingReason, DecisionCode, Need, PlaceKind
from casework.choices.measures import (
    Adhesion,
    BilanKind,
    BilanProposal,
    ObjectiveResult,
    ParquetAnswer,
    Provision,
    Reiteration,
    RepresentativePresence,
    YoungPresence,
)
from casework.choices.states import CaseState
from casework.services import bilans, cases, cddf, follow_ups, rappels, saisines, seances
from tests.casework import factories as people
from tests.casework.agents import Agents
from veille.models import Organisation

ORIENTATIONS = (DecisionCode.RAPPEL, DecisionCode.CDDF, DecisionCode.REFERENT)


class Path(Agents):
    """The steps that lead one young person from a saisine to the closing, in any order."""

    # The saisine

    def draft(self) -> Path:
        self.saisine = saisines.start_draft(
            actor=self.member,
            identity=people.identity(self.cellule, birth_date=self.birth_date),
            commune=self.cellule.collectivite.seat,
            cellule=self.cellule,
            sent=self.sent,
        )
        return self

    def description(self, **changes: object) -> saisines.Description:
        """What the member says of the young person."""
        values: dict[str, object] = {
            "motifs": ("decrochage",),
            "schooling": "college_3e",
            "q_crime_delit": Answer.NON,
            "q_plainte_enquete": Answer.NON,
            "q_danger": Answer.NON,
            "faits": tuple(self.fait(code) for code in self.faits),
        }
        return saisines.Description(**(values | changes))  # type: ignore[arg-type]

    def fait(self, code: str) -> saisines.FaitInput:
        return saisines.FaitInput(
            code=code,
            happened_on=self.today - timedelta(days=7),
            commune=self.cellule.collectivite.seat,
            place_kind=PlaceKind.VOIE,
        )

    def describe(self, **changes: object) -> Path:
        saisines.describe(
            saisine_id=self.saisine.pk,
            actor=self.member,
            description=self.description(**changes),
            sent=self.sent,
        )
        return self

    def submit(self) -> Path:
        self.saisine = saisines.submit(
            saisine_id=self.saisine.pk, actor=self.member, attested=True, sent=self.sent
        )
        return self

    def report(self) -> Path:
        """The whole saisine, sent."""
        return self.draft().describe().submit()

    def receive(self) -> Path:
        self.saisine = saisines.declare_recevable(
            saisine_id=self.saisine.pk, actor=self.coordinator, sent=self.sent
        )
        assert self.saisine.case is not None
        self.case = self.saisine.case
        return self

    # The path

    def inform(self) -> Path:
        self.case = cases.record_information(
            case_id=self.case.pk,
            actor=self.coordinator,
            information=cases.Information(informed_on=self.today, representatives_on=self.today),
            sent=self.sent,
        )
        return self

    def plan(self) -> Path:
        """A séance in a week, its members convened."""
        self.seance = seances.plan_seance(
            actor=self.coordinator,
            cellule=self.cellule,
            held_at=self.now + timedelta(days=7),
            place="Salle d’essai",
            sent=self.sent,
        )
        return self

    def convene(self) -> Path:
        self.seance = seances.convene(
            seance_id=self.seance.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    def inscribe(self) -> Path:
        self.case = cases.inscribe(
            case_id=self.case.pk,
            actor=self.coordinator,
            seance_id=self.seance.pk,
            sent=self.sent,
        )
        return self

    def attend(self) -> Path:
        self.seance = seances.record_attendance(
            seance_id=self.seance.pk,
            actor=self.coordinator,
            present={self.member.hat_id, self.coordinator.hat_id},
            sent=self.sent,
        )
        return self

    def open_seance(self) -> Path:
        self.seance = seances.open_seance(
            seance_id=self.seance.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    def close_seance(self) -> Path:
        self.seance = seances.close_seance(
            seance_id=self.seance.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    def examine(self) -> Path:
        self.case = cases.open_examination(
            case_id=self.case.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    def go_before_the_cellule(self) -> Path:
        """On the agenda, then under examination a week later."""
        self.plan().convene().inscribe().wait(7).attend().open_seance()
        return self.examine()

    def orient(self, *codes: str) -> Path:
        self.case = cases.orient(
            case_id=self.case.pk,
            actor=self.coordinator,
            orientation=self.plan_of(*codes),
            sent=self.sent,
        )
        return self

    def plan_of(self, *codes: str) -> cases.Orientation:
        """What the cellule proposes: piloted by the référent's organisation, for next month."""
        return cases.Orientation(
            codes or ORIENTATIONS,
            (Need.SCOLARITE,),
            pilot=Organisation.objects.get(pk=self.referent.organisation_id),
            due_on=self.sent.today + timedelta(days=30),
        )

    def engage(self) -> Path:
        self.case = cases.engage(case_id=self.case.pk, actor=self.coordinator, sent=self.sent)
        return self

    def close(self, code: str = ClosingReason.OBJECTIFS) -> Path:
        self.case = cases.close(
            case_id=self.case.pk, actor=self.coordinator, code=code, sent=self.sent
        )
        return self

    # The rappel à l’ordre

    def propose_rappel(self) -> Path:
        self.rappel = rappels.propose(
            case_id=self.case.pk,
            actor=self.coordinator,
            level=self.level,
            commune=self.cellule.collectivite.seat,
            fait_ids=list(self.saisine.faits.values_list("pk", flat=True)),
            sent=self.sent,
        )
        return self

    def consult(self) -> Path:
        self.rappel = rappels.consult(
            rappel_id=self.rappel.pk, actor=self.coordinator, attested=True, sent=self.sent
        )
        return self

    def answer(self, opinion: str = ParquetAnswer.ACCORD, reason: str = "") -> Path:
        self.rappel = rappels.answer(
            rappel_id=self.rappel.pk,
            actor=self.parquet,
            given=rappels.Answer(opinion, "2026-17", reason),
            sent=self.sent,
        )
        return self

    @property
    def appointment(self) -> datetime:
        return self.now + timedelta(days=8)

    def decide(self) -> Path:
        self.rappel = rappels.decide(
            rappel_id=self.rappel.pk,
            actor=self.mayor,
            appointment_at=self.appointment,
            sent=self.sent,
        )
        return self

    def interview(self, **changes: object) -> rappels.Interview:
        """The young person came with a parent."""
        values: dict[str, object] = {
            "presence_young": YoungPresence.PRESENT,
            "presence_representatives": RepresentativePresence.UN,
            "impossibility": "",
            "provisions": (Provision.TRANQUILLITE,),
        }
        return rappels.Interview(**(values | changes))  # type: ignore[arg-type]

    def record(self) -> Path:
        self.rappel = rappels.record(
            rappel_id=self.rappel.pk,
            actor=self.mayor,
            interview=self.interview(),
            sent=self.sent,
        )
        return self

    # The CDDF

    def propose_cddf(self) -> Path:
        self.referral = cddf.propose(case_id=self.case.pk, actor=self.coordinator, sent=self.sent)
        return self

    def accept_cddf(self) -> Path:
        self.referral = cddf.accept(
            referral_id=self.referral.pk,
            actor=self.mayor,
            hearing_at=self.now + timedelta(days=5),
            sent=self.sent,
        )
        return self

    def convene_family(self) -> Path:
        self.referral = cddf.convene(
            referral_id=self.referral.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    def hear(self) -> Path:
        self.referral = cddf.hear(
            referral_id=self.referral.pk,
            actor=self.cddf_member,
            hearing=cddf.Hearing(RepresentativePresence.UN, YoungPresence.PRESENT),
            sent=self.sent,
        )
        return self

    def recommend(self) -> Path:
        self.referral = cddf.recommend(
            referral_id=self.referral.pk,
            actor=self.mayor,
            recommendations=("assiduite_scolaire", "activite_encadree"),
            engagements=("assiduite_scolaire",),
            sent=self.sent,
        )
        return self

    def close_cddf(self) -> Path:
        self.referral = cddf.close(
            referral_id=self.referral.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    # The référent and the bilan

    def designate(self) -> Path:
        self.mission = follow_ups.designate(
            case_id=self.case.pk,
            actor=self.coordinator,
            referent_id=self.referent.hat_id,
            employer_agreed_on=self.today,
            sent=self.sent,
        )
        return self

    def accept_mission(self) -> Path:
        self.mission = follow_ups.accept(
            follow_up_id=self.mission.pk, actor=self.referent, sent=self.sent
        )
        return self

    def first_contact(self) -> Path:
        self.mission = follow_ups.record_first_contact(
            follow_up_id=self.mission.pk, actor=self.referent, on=self.today, sent=self.sent
        )
        return self

    def adhere(self) -> Path:
        self.mission = follow_ups.record_adhesion(
            follow_up_id=self.mission.pk,
            actor=self.referent,
            given=follow_ups.AdhesionGiven(self.today, self.today),
            sent=self.sent,
        )
        return self

    def end_mission(self) -> Path:
        self.mission = follow_ups.end(
            follow_up_id=self.mission.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    def follow(self) -> Path:
        """The whole beginning of a follow-up, until it is active."""
        return self.designate().accept_mission().first_contact().adhere()

    def request_bilan(self) -> Path:
        self.bilan = bilans.request_bilan(
            case_id=self.case.pk,
            actor=self.coordinator,
            kind=BilanKind.FINAL,
            sent=self.sent,
        )
        return self

    @property
    def content(self) -> bilans.BilanContent:
        return bilans.BilanContent(
            adhesion=Adhesion.FORTE,
            reiteration=Reiteration.AUCUNE,
            schooling="lycee_pro",
            proposal=BilanProposal.CLOTURE,
            objectives={Need.SCOLARITE.value: ObjectiveResult.ATTEINT.value},
        )

    def write_bilan(self) -> Path:
        self.bilan = bilans.write(
            bilan_id=self.bilan.pk, actor=self.referent, content=self.content, sent=self.sent
        )
        return self

    def validate_bilan(self) -> Path:
        self.bilan = bilans.validate(bilan_id=self.bilan.pk, actor=self.coordinator, sent=self.sent)
        return self

    def present_bilan(self) -> Path:
        self.case = cases.present_bilan(
            case_id=self.case.pk, actor=self.coordinator, sent=self.sent
        )
        return self

    def to(self, state: CaseState) -> Path:
        """Every step until the case is there, by the straight way."""
        for reached, step in _STRAIGHT.items():
            step(self)
            if reached == state:
                return self
        raise AssertionError(f"no straight way to {state}")


_STRAIGHT: dict[CaseState, Callable[[Path], Path]] = {
    CaseState.REPERE: lambda path: path.report().wait(1).receive(),
    CaseState.INSCRIT: lambda path: path.inform().plan().convene().inscribe(),
    CaseState.EN_EXAMEN: lambda path: path.wait(7).attend().open_seance().examine(),
    CaseState.ORIENTE: lambda path: path.orient(),
    CaseState.EN_COURS: lambda path: path.close_seance().engage(),
    CaseState.BILAN_ATTENDU: lambda path: path.follow().wait(30).request_bilan(),
    CaseState.BILAN_PRESENTE: lambda path: (
        path.write_bilan().validate_bilan().go_before_the_cellule().present_bilan()
    ),
    CaseState.CLOS: lambda path: path.end_mission().close(),
}
