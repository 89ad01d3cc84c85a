"""What happens to few cases: a request, a freeze, a deferral, a measure that the mayor alone takes.

Each function is a story of its own, started once the case is open or its follow-up engaged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from random import Random
from uuid import UUID

from casework.choices.conservation import ReadingReason
from casework.choices.justice import JudicialCode
from casework.choices.lists import DeferralReason
from casework.choices.mayor import AccompagnementTrigger, Threat, TransactionMode
from casework.choices.rights import (
    AnswerMode,
    AuthorityProof,
    IdentityProof,
    Requester,
    RightKind,
    RightsOutcome,
)
from casework.models import Case
from casework.services import (
    accompagnements,
    archives,
    cases,
    conservation,
    justice,
    lapses,
    motivated_readings,
    rights,
    transactions,
)
from casework.services import relais as hand_overs
from confidentiality.actors import Actor
from config.demo.clock import Clock, Story, moment
from config.demo.institutions import CelluleScene, Scene
from notifications.working_days import is_working_day
from veille.hats import actor_of
from veille.models import Commune


class Occasion(Enum):
    """One thing that a case shows, besides its path and its measures."""

    UNINFORMED = "nobody told the person within thirty days: the case is frozen"
    DEFERRED = "the mayor signed a deferral of the information"
    PARENTS_CONSIDERED = "accompagnement parental being prepared"
    PARENTS_VERIFIED = "accompagnement parental that waits for the mayor"
    PARENTS_PROPOSED = "accompagnement parental that waits for the parents"
    PARENTS_STARTED = "accompagnement parental under way"
    TRANSACTION = "transaction proposed, answer awaited"
    RECTIFICATION = "request that freezes the case while it is examined"
    ACCESS = "request answered"
    ACCESS_GRANTED = "request granted: the copy waits to be handed over"
    RELAIS = "hand-over to another commune"
    JUDICIAL = "status communicated by the parquet"
    READING = "archive of which a reading is asked"
    SEALED = "archive whose term has come"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The case, and those who act."""

    place: CelluleScene
    scene: Scene
    clock: Clock
    rng: Random
    case_id: UUID
    commune: Commune

    @property
    def chair(self) -> Actor:
        return actor_of(self.place.coordonnateur)

    @property
    def maire(self) -> Actor:
        return actor_of(self.place.maires[self.commune.pk])

    @property
    def dpo(self) -> Actor:
        if self.scene.dpo is None:
            raise RuntimeError("The hats of the département are given before the stories begin.")
        return actor_of(self.scene.dpo)

    def before_end(self, days: int) -> Story:
        """Wait for office hours, some days before the end of the history or a little earlier."""
        day = self.scene.today - timedelta(days=days)
        while not is_working_day(day):
            day -= timedelta(days=1)
        yield moment(day, 10)

    def case(self) -> Case:
        return Case.objects.for_system("demonstration").get(pk=self.case_id)


def uninformed(it: Circumstances) -> Story:
    """Thirty days after the saisine, the clock freezes the case (invariant I30)."""
    opened: date = it.case().opened_on
    yield moment(opened + timedelta(days=30), 0, 10)
    lapses.freeze_uninformed(case_id=it.case_id, at=it.clock.now)


def deferred(it: Circumstances) -> Story:
    yield it.clock.after(1, spread=1)
    cases.defer_information(
        case_id=it.case_id,
        actor=it.maire,
        code=DeferralReason.ASE,
        until=it.clock.today + timedelta(days=75),
        sent=it.clock.sent,
    )


def _parents(it: Circumstances, days: int) -> Story:
    """Considered, then what the law asks before the mayor proposes anything."""
    yield from it.before_end(days)
    made = accompagnements.consider(
        case_id=it.case_id,
        actor=it.chair,
        trigger=AccompagnementTrigger.ASSIDUITE,
        threat=Threat.TRANQUILLITE,
        sent=it.clock.sent,
    )
    if days == _CONSIDERED:
        return
    if it.place.cddf is not None:
        yield it.clock.after(1)
        accompagnements.consult_cddf(
            accompagnement_id=made.pk, actor=it.chair, on=it.clock.today, sent=it.clock.sent
        )
    yield it.clock.after(1)
    accompagnements.verify(
        accompagnement_id=made.pk, actor=it.chair, attested=True, sent=it.clock.sent
    )
    if days > _VERIFIED:
        yield it.clock.after(1)
        accompagnements.propose(
            accompagnement_id=made.pk, actor=it.maire, months=4, sent=it.clock.sent
        )
    if days > _PROPOSED:
        yield from _accepted(it, made.pk)


# Days before the end of the history: the more there are, the further it goes.
_CONSIDERED, _VERIFIED, _PROPOSED, _STARTED = 4, 9, 14, 40


def _accepted(it: Circumstances, pk: UUID) -> Story:
    """The parents agree, the département is asked, four authorities are told, the mayor starts."""
    clock = it.clock
    yield clock.after(5)
    agreed = accompagnements.ParentsAnswer(on=clock.today, agreed=True)
    accompagnements.answer(accompagnement_id=pk, actor=it.chair, given=agreed, sent=clock.sent)
    yield clock.after(1)
    accompagnements.ask_pcd(accompagnement_id=pk, actor=it.chair, on=clock.today, sent=clock.sent)
    yield clock.after(2)
    today = clock.today
    told = accompagnements.Informations(dasen=today, school=today, caf=today, prefet=today)
    accompagnements.inform(accompagnement_id=pk, actor=it.chair, given=told, sent=clock.sent)
    yield clock.after(3)
    accompagnements.start(accompagnement_id=pk, actor=it.maire, sent=clock.sent)


def offer(it: Circumstances) -> Story:
    """A damage to the commune’s own property, a procès-verbal of ten days."""
    yield from it.before_end(8)
    case = it.case()
    saisine = case.saisines.order_by("submitted_at")[0]
    transactions.propose(
        case_id=it.case_id,
        actor=it.maire,
        given=transactions.Offer(
            fait_id=saisine.faits.all()[0].pk,
            pv_on=it.clock.today - timedelta(days=10),
            prejudice=Decimal(180),
            mode=TransactionMode.TRAVAIL,
            attested=True,
            hours=12,
            pv_reference="2026-EX-112",
        ),
        sent=it.clock.sent,
    )


def _received(it: Circumstances, kind: RightKind, days: int) -> Story:
    """Received, the identity checked the next day. Gives nothing: the story knows its case."""
    yield from it.before_end(days)
    minor = it.case().young_person.is_minor(it.clock.today)
    who = Requester.REPRESENTANT if minor else Requester.JEUNE
    received = rights.Received(kind, who, it.clock.today)
    made = rights.receive(case_id=it.case_id, actor=it.chair, given=received, sent=it.clock.sent)
    yield it.clock.after(1)
    rights.check_identity(
        request_id=made.pk,
        actor=it.chair,
        proof=IdentityProof.PIECE,
        authority=AuthorityProof.FILIATION if minor else "",
        sent=it.clock.sent,
    )


def rectification(it: Circumstances) -> Story:
    """The case waits, frozen, for the opinion of the DPO."""
    yield from _received(it, RightKind.RECTIFICATION, 6)


def access(it: Circumstances) -> Story:
    """Advised, decided, answered: each by whom it belongs to."""
    yield from _decided(it, 26)
    yield it.clock.after(2)
    rights.answer(
        request_id=it.case().rights_requests.get().pk,
        actor=it.chair,
        mode=AnswerMode.MAIN,
        answered_on=it.clock.today,
        sent=it.clock.sent,
    )


def access_granted(it: Circumstances) -> Story:
    """Advised and decided: the copy waits to be handed over.

    Six days of work, and as many weekends or bank holidays as they may meet.
    """
    yield from _decided(it, 14)


def _decided(it: Circumstances, days: int) -> Story:
    clock = it.clock
    yield from _received(it, RightKind.ACCES, days)
    request = it.case().rights_requests.get()
    yield clock.after(3)
    rights.advise(
        request_id=request.pk,
        actor=it.dpo,
        advice=RightsOutcome.FONDEE,
        reason="",
        sent=clock.sent,
    )
    yield clock.after(2)
    rights.decide(
        request_id=request.pk,
        actor=it.maire,
        outcome=RightsOutcome.FONDEE,
        reason="",
        sent=clock.sent,
    )


def handed_over(it: Circumstances) -> Story:
    """To Hénin-Beaumont, with a written agreement."""
    yield from it.before_end(9)
    made = hand_overs.propose(
        case_id=it.case_id,
        actor=it.chair,
        commune=Commune.objects.get(pk="62427"),
        outside=False,
        sent=it.clock.sent,
    )
    yield it.clock.after(2)
    hand_overs.agree(
        relais_id=made.pk,
        actor=it.chair,
        young_on=it.clock.today,
        representatives_on=None,
        sent=it.clock.sent,
    )
    yield it.clock.after(2)
    hand_overs.hand_over(relais_id=made.pk, actor=it.chair, sent=it.clock.sent)


def judicial(it: Circumstances) -> Story:
    yield from it.before_end(15)
    justice.record_status(
        case_id=it.case_id,
        actor=it.chair,
        code=JudicialCode.EDUCATIVE,
        source=justice.Communicated("Soit-transmis EX-0417", it.clock.today),
        sent=it.clock.sent,
    )


def conserved(it: Circumstances, *, read: bool) -> Story:
    """After closing: archived that night, sealed on its day, and a reading asked if need be."""
    tomorrow = it.clock.today + timedelta(days=1)
    yield moment(tomorrow, 0, 10)
    case = conservation.archive(case_id=it.case_id, at=it.clock.now)
    if read:
        yield from _read_again(it, case)
    elif case.purge_due_on:
        yield moment(case.purge_due_on, 0, 10)
        conservation.seal(case_id=it.case_id, at=it.clock.now)


def _read_again(it: Circumstances, case: Case) -> Story:
    """The DPO has read the archive: to be reviewed. The coordination asks to: to be approved."""
    yield from it.before_end(4)
    motivated_readings.open_alone(
        case_reference=case.reference,
        actor=it.dpo,
        reason=ReadingReason.CONTROLE,
        reference="Plainte 2026-EX-12",
        justification="Vérifier la date de clôture et la durée de conservation annoncées.",
        sent=it.clock.sent,
    )
    yield from it.before_end(2)
    archives.ask_reading(
        case_id=it.case_id,
        actor=it.chair,
        reason=ReadingReason.CONTENTIEUX,
        reference="Courrier 2026-EX-58",
        justification="Répondre à la contestation d’une décision, reçue par courrier.",
        sent=it.clock.sent,
    )


def _of_parents(days: int) -> Callable[[Circumstances], Story]:
    return lambda it: _parents(it, days)


OCCASIONS: dict[Occasion, Callable[[Circumstances], Story]] = {
    Occasion.UNINFORMED: uninformed,
    Occasion.DEFERRED: deferred,
    Occasion.PARENTS_CONSIDERED: _of_parents(_CONSIDERED),
    Occasion.PARENTS_VERIFIED: _of_parents(_VERIFIED),
    Occasion.PARENTS_PROPOSED: _of_parents(_PROPOSED),
    Occasion.PARENTS_STARTED: _of_parents(_STARTED),
    Occasion.TRANSACTION: offer,
    Occasion.RECTIFICATION: rectification,
    Occasion.ACCESS: access,
    Occasion.ACCESS_GRANTED: access_granted,
    Occasion.RELAIS: handed_over,
    Occasion.JUDICIAL: judicial,
}
