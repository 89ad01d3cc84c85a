"""The path of one young person, from the saisine to the state its plot names (FSM-2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from casework.choices.lists import (
    AdjournReason,
    ClosingReason,
    DecisionCode,
    DismissReason,
    InformationMode,
    Need,
    SuspensionReason,
)
from casework.choices.states import FOLLOW_UP_FINAL, BilanState, CaseState, FollowUpState
from casework.models import Case, ReferentFollowUp, Saisine
from casework.references import ALPHABET, LENGTH
from casework.services import bilans, cases, follow_ups, saisines
from config.demo import measures, young
from config.demo.clock import Clock, Story, moment, working_day
from config.demo.institutions import CelluleScene, Scene
from config.demo.measures import Setting
from config.demo.occasions import OCCASIONS, Circumstances, Occasion, conserved
from config.demo.plots import Plot
from config.demo.sittings import Agenda, Sitting
from config.demo.telling import QUALIFIED, TO_REPAIR, UNQUALIFIED, Teller
from config.demo.young import Young
from veille.hats import actor_of
from veille.models import Commune, Designation

C = CaseState


class Path:
    """One story. ``run`` is what the clock resumes."""

    def __init__(
        self,
        plot: Plot,
        place: CelluleScene,
        scene: Scene,
        clock: Clock,
        rng: Random,
        agenda: Agenda,
    ) -> None:
        self.plot, self.place, self.scene, self.clock, self.rng = plot, place, scene, clock, rng
        self.chair = actor_of(place.coordonnateur)
        self.commune = self._commune()
        self.referent = self._referent()
        self.teller = Teller(place, scene, clock, rng)
        self.case_id: UUID
        self.someone: Young
        self.saisine: Saisine
        self._informed = False
        self.agenda = agenda
        self.sitting, self.review = self._sittings(agenda)
        for each in filter(None, (self.sitting, self.review)):
            each.booked = True

    def run(self) -> Story:
        """From the saisine to the end of the plot."""
        yield self._start()
        self.someone = self.teller.meet(self.commune, self.plot.minor)
        author = self.rng.choice(self.place.members)
        self.saisine = self.teller.send(author, self.someone, self._codes())
        yield self.clock.after(1, spread=2)
        self._open_case()
        if self.plot.state is C.REPERE:
            self._meet_occasion()
            return
        if self._informs_early():
            yield self.clock.after(1, spread=1)
            self._inform()
        yield self.clock.after(1, spread=1)
        self._inscribe(self.sitting)
        if self.sitting is self.agenda.coming:
            return
        yield from self._examined(self.sitting)
        if self.plot.state is not C.EN_EXAMEN:
            yield from self._decided()

    def _informs_early(self) -> bool:
        """Before the examination where the cellule wants it; always before thirty days."""
        if self.plot.state in (C.AJOURNE, C.ORIENTE, C.NON_RETENU):
            return True
        return self.place.cellule.informs_before_examination or self.rng.random() < 0.4

    def _meet_occasion(self) -> None:
        if self.plot.occasion in OCCASIONS:
            self.clock.add(OCCASIONS[self.plot.occasion](self._circumstances()))

    def _circumstances(self) -> Circumstances:
        return Circumstances(
            place=self.place,
            scene=self.scene,
            clock=self.clock,
            rng=self.rng,
            case_id=self.case_id,
            commune=self.commune,
        )

    def _codes(self) -> tuple[str, ...]:
        """A rappel under the protocol recalls a contravention; the others, no offence at all."""
        if self.plot.occasion is Occasion.TRANSACTION:
            return TO_REPAIR
        return QUALIFIED if self.plot.rappel and not self.plot.informal else UNQUALIFIED

    def _referent(self) -> Designation:
        """Missions to accept and bilans to write go to the account shown at sign-in."""
        shown = self.plot.follow_up is FollowUpState.DESIGNE or (
            self.plot.bilan is BilanState.A_REDIGER
        )
        return self.place.referents[-1] if shown else self.rng.choice(self.place.referents)

    def _commune(self) -> Commune:
        """Where the facts are: a CDDF or a protocol asks for its own commune."""
        communes = self.place.communes
        if self.plot.cddf and self.place.cddf:
            communes = [self.place.cddf.commune]
        elif self.plot.rappel and not self.plot.informal:
            communes = [each for each in communes if each.pk in self.place.protocol_communes]
        return self.rng.choice(communes)

    def _sittings(self, agenda: Agenda) -> tuple[Sitting, Sitting | None]:
        """The séance of the first examination; that of the bilan, when one is presented."""
        closed, plot = agenda.closed, self.plot
        if plot.state is C.EN_EXAMEN and agenda.under_way:
            return agenda.under_way, None
        if plot.state in (C.REPERE, C.INSCRIT) and not plot.reiterated:
            return agenda.coming, None
        if plot.state in (C.AJOURNE, C.ORIENTE, C.NON_RETENU):
            return closed[-1], None
        if plot.bilan in (BilanState.PRESENTE, BilanState.COMMUNIQUE):
            last = len(closed) - 1
            index = self.rng.randrange(2, last) if plot.state is C.CLOS else last
            return closed[index - 2], closed[index]
        if plot.occasion is Occasion.SEALED:
            return closed[-6], None
        if plot.state is C.CLOS:
            return closed[self.rng.randrange(1, len(closed) - 2)], None
        # A bilan is due three months after: an open case is younger than that.
        return closed[-2], None

    def _start(self) -> datetime:
        """The saisine. Informed after the examination, the person still is within thirty days."""
        if self.plot.occasion is Occasion.UNINFORMED:
            # Weekends and the days of its qualification included, thirty days are over.
            return self._office(self.scene.today, 42)
        if self.plot.state is C.REPERE:
            return self._office(self.scene.today, self.rng.randint(9, 13))
        if self.sitting is self.agenda.coming:
            return self._office(self.scene.today, self.rng.randint(19, 24))
        return self._office(timezone.localdate(self.sitting.held_at), self.rng.randint(14, 18))

    def _office(self, day: date, days_before: int) -> datetime:
        """Office hours, some days before."""
        worked = working_day(day - timedelta(days=days_before))
        return moment(worked, self.rng.randint(9, 16), self.rng.randrange(0, 60, 5))

    def _open_case(self) -> None:
        decided = saisines.declare_recevable(
            saisine_id=self.saisine.pk, actor=self.chair, sent=self.clock.sent
        )
        case = Case.objects.for_system("demonstration").get(saisines=decided.pk)
        self.case_id = case.pk
        # The same references for the same seed: guides and films quote them.
        reference = "".join(self.rng.choices(ALPHABET, k=LENGTH))
        Case.objects.for_system("demonstration").filter(pk=case.pk).update(reference=reference)
        young.complete(self.rng, self.scene.names, case.young_person, self.plot.minor)

    def _inform(self) -> None:
        information = cases.Information(
            informed_on=self.clock.today,
            mode=self.rng.choice(list(InformationMode)),
            representatives_on=self.clock.today if self.plot.minor else None,
        )
        cases.record_information(
            case_id=self.case_id,
            actor=self.chair,
            information=information,
            sent=self.clock.sent,
        )
        self._informed = True

    def _inscribe(self, sitting: Sitting) -> None:
        if sitting.row is None:
            raise RuntimeError("A séance is planned long before anything is put on its agenda.")
        cases.inscribe(
            case_id=self.case_id,
            actor=self.chair,
            seance_id=sitting.row.pk,
            sent=self.clock.sent,
        )

    def _examined(self, sitting: Sitting) -> Story:
        yield sitting.held_at + timedelta(minutes=self.rng.randrange(10, 160))
        cases.open_examination(case_id=self.case_id, actor=self.chair, sent=self.clock.sent)

    def _decided(self) -> Story:
        """From the decision of the cellule to the end of the plot."""
        state, case_id, chair = self.plot.state, self.case_id, self.chair
        if state is C.AJOURNE:
            cases.adjourn(
                case_id=case_id, actor=chair, code=AdjournReason.PARTENAIRE, sent=self.clock.sent
            )
            return
        if state is C.NON_RETENU:
            code = self.rng.choice(list(DismissReason))
            cases.dismiss(case_id=case_id, actor=chair, code=code, sent=self.clock.sent)
            return
        cases.orient(
            case_id=case_id, actor=chair, orientation=self._orientation(), sent=self.clock.sent
        )
        if state is C.ORIENTE:
            return
        if not self._informed:
            yield self.clock.after(1, spread=1)
            self._inform()
        yield self.clock.after(1)
        cases.engage(case_id=case_id, actor=chair, sent=self.clock.sent)
        it = self._start_measures()
        self._meet_occasion()
        if self.review:
            yield from self._reviewed(it, self.review)
        elif self.plot.bilan:
            self.clock.add(measures.bilan(it, self._office(self.scene.today, 18)))
        elif state is C.SUSPENDU:
            yield self._office(self.scene.today, self.rng.randint(12, 30))
            self._suspend()
        elif self.plot.closing:
            yield self.clock.after(60, spread=20)
            self._close(self.plot.closing)
        elif self.plot.reiterated:
            yield from self._told_again()

    def _orientation(self) -> cases.Orientation:
        plot = self.plot
        measures_decided = (
            (plot.rappel, DecisionCode.RAPPEL),
            (plot.cddf, DecisionCode.CDDF),
            (plot.follow_up, DecisionCode.REFERENT),
        )
        codes = tuple(str(code) for goal, code in measures_decided if goal)
        return cases.Orientation(
            codes=codes or (str(DecisionCode.REMOBILISATION),),
            needs=tuple(self.rng.sample(list(Need), k=self.rng.randint(1, 3))),
            pilot=self.referent.organisation,
            due_on=self.clock.today + timedelta(days=45),
        )

    def _start_measures(self) -> Setting:
        it = Setting(
            place=self.place,
            plot=self.plot,
            clock=self.clock,
            rng=self.rng,
            end=self.scene.today,
            case_id=self.case_id,
            commune=self.commune,
            fait_ids=tuple(fait.pk for fait in self.saisine.faits.all()),
            referent=self.referent,
        )
        if self.plot.rappel:
            self.clock.add(measures.rappel(it))
        if self.plot.cddf:
            self.clock.add(measures.council(it))
        if self.plot.follow_up:
            self.clock.add(measures.mission(it))
        return it

    def _reviewed(self, it: Setting, review: Sitting) -> Story:
        """The bilan is presented to the cellule, which closes the follow-up or lets it go on."""
        day = timezone.localdate(review.held_at)
        self.clock.add(measures.bilan(it, self._office(day, 31)))
        yield self._office(day, 12)
        self._inscribe(review)
        yield from self._examined(review)
        case_id, chair = self.case_id, self.chair
        cases.present_bilan(case_id=case_id, actor=chair, sent=self.clock.sent)
        if self.plot.closing:
            self._close(self.plot.closing)
        elif self.plot.state is C.EN_COURS:
            cases.carry_on(case_id=case_id, actor=chair, sent=self.clock.sent)
        if self.plot.bilan is BilanState.COMMUNIQUE:
            yield self.clock.after(2, spread=2)
            case = Case.objects.for_system("demonstration").get(pk=self.case_id)
            bilans.communicate(
                bilan_id=case.bilans.get().pk, actor=self.chair, sent=self.clock.sent
            )

    def _suspend(self) -> None:
        cases.suspend(
            case_id=self.case_id,
            actor=self.chair,
            code=SuspensionReason.ATTENTE,
            review_on=self.clock.today + timedelta(days=80),
            sent=self.clock.sent,
        )

    def _close(self, code: ClosingReason) -> None:
        running = ReferentFollowUp.objects.for_system("demonstration").filter(case=self.case_id)
        for each in running.exclude(state__in=FOLLOW_UP_FINAL):
            follow_ups.end(follow_up_id=each.pk, actor=self.chair, sent=self.clock.sent)
        cases.close(case_id=self.case_id, actor=self.chair, code=code, sent=self.clock.sent)
        read = self.plot.occasion is Occasion.READING
        self.clock.add(conserved(self._circumstances(), read=read))

    def _told_again(self) -> Story:
        """Réitération: a second saisine brings the case back to the next séance."""
        yield self._office(self.scene.today, 20)
        others = [each for each in self.place.members if each.pk != self.saisine.author_id]
        again = self.teller.send(self.rng.choice(others), self.someone)
        yield self.clock.after(1, spread=1)
        saisines.declare_recevable(
            saisine_id=again.pk, actor=self.chair, link_to=self.case_id, sent=self.clock.sent
        )
        yield self.clock.after(1, spread=1)
        self._inscribe(self.agenda.coming)
