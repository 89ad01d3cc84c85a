"""A thousand races of two acts that exclude each other: one winner each time, one loser told why.

Two agents press at the same instant, on two connections of the database. On SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.choices.lists import ClosingReason, DecisionCode
from casework.choices.measures import AgendaKind
from casework.choices.states import CaseState
from casework.models import AgendaItem, Case, MotivatedReading
from casework.services import archives, cases, follow_ups, rappels, saisines, undo
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, Conflict, Refused
from confidentiality.models import Event, JournalEntry
from confidentiality.models.journal import Outcome
from tests.casework import factories as people
from tests.races import Track, Work
from tests.veille import factories
from veille.choices import SeanceState
from veille.models import Organisation
from veille.views.changed import last_change

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Race:
    """Two acts, each by its agent, and the row that only one of them changes.

    ``acts``: what the line of each is called. ``told``: what the loser may be told.
    """

    row: Any
    acts: tuple[str, str]
    works: tuple[Work, Work]
    told: tuple[type[Exception], ...] = (Refused,)


class Field:
    """A cellule, two agents of each function that may meet, and rows for the races."""

    def __init__(self) -> None:
        self.place = factories.cellule()
        self.two = tuple(factories.agent(Role.COORDONNATEUR, self.place) for _ in range(2))
        self.mayors = tuple(factories.agent(Role.MAIRE, self.place) for _ in range(2))
        self.referents = tuple(factories.agent(Role.REFERENT, self.place) for _ in range(2))
        self.member = factories.agent(Role.MEMBRE, self.place)
        self.seance = factories.seance(
            self.place,
            in_days=0,
            state=SeanceState.OUVERTE,
            present=(self.member, *self.two),
            convened_at=timezone.now(),
            opened_at=timezone.now(),
        )
        pilot = Organisation.objects.get(pk=self.referents[0].organisation_id)
        self.plan = cases.Orientation(
            (DecisionCode.REFERENT,), pilot=pilot, due_on=timezone.localdate() + timedelta(days=30)
        )

    def case(self, state: CaseState = CaseState.EN_COURS, **fields: Any) -> Case:
        made = people.case(self.place, state=state, **fields)
        if state == CaseState.EN_EXAMEN:
            AgendaItem.objects.create(
                seance=self.seance,
                case=made,
                kind=AgendaKind.NOUVELLE,
                position=self.seance.items.count() + 1,
            )
        return made

    # Acts on a case, as somebody sends them

    def suspend(self, case: Case, actor: Actor, sent: Sent) -> Work:
        review_on = timezone.localdate() + timedelta(days=20)
        given: dict[str, Any] = {"case_id": case.pk, "actor": actor, "sent": sent}
        return lambda: cases.suspend(**given, code="autre_indisponibilite", review_on=review_on)

    def on(self, act: Callable[..., object], case: Case, actor: Actor, sent: Sent) -> Work:
        return lambda: act(case_id=case.pk, actor=actor, sent=sent)

    # The races

    def same_button(self, sent: Callable[[Case], tuple[Sent, Sent]], *told: type[Exception]) -> Any:
        """Suspend and resume the same case, again and again: the same act by both agents."""
        case = self.case()

        def prepare() -> Race:
            case.refresh_from_db()
            forms = sent(case)
            if case.state == CaseState.EN_COURS:
                pair = [self.suspend(case, *each) for each in zip(self.two, forms, strict=True)]
                name = "case.suspend"
            else:
                pair = [
                    self.on(cases.resume, case, *each) for each in zip(self.two, forms, strict=True)
                ]
                name = "case.resume"
            return Race(case, (name, name), (pair[0], pair[1]), told)

        return prepare

    def suspended_or_closed(self) -> Race:
        case = self.case()
        closing: dict[str, Any] = {
            "case_id": case.pk,
            "actor": self.two[1],
            "code": ClosingReason.PERTE,
        }
        return Race(
            case,
            ("case.suspend", "case.close"),
            (
                self.suspend(case, self.two[0], read(case)),
                lambda: cases.close(**closing, sent=read(case)),
            ),
            (Conflict,),
        )

    def oriented_or_adjourned(self) -> Race:
        case = self.case(CaseState.EN_EXAMEN)
        first: dict[str, Any] = {"case_id": case.pk, "actor": self.two[0]}
        second: dict[str, Any] = {"case_id": case.pk, "actor": self.two[1]}
        return Race(
            case,
            ("case.orient", "case.adjourn"),
            (
                lambda: cases.orient(**first, orientation=self.plan, sent=read(case)),
                lambda: cases.adjourn(**second, code="partenaire_absent", sent=read(case)),
            ),
            (Conflict,),
        )

    def taken_back_or_engaged(self) -> Race:
        case = self.case(CaseState.EN_EXAMEN)
        case = cases.orient(
            case_id=case.pk, actor=self.two[0], orientation=self.plan, sent=read(case)
        )
        return Race(
            case,
            ("case.undo", "case.engage"),
            (
                self.on(undo.undo, case, self.two[0], Sent()),
                self.on(cases.engage, case, self.two[1], Sent()),
            ),
        )

    def decided_or_cancelled(self) -> Race:
        rappel = people.rappel(self.case())
        given: dict[str, Any] = {"rappel_id": rappel.pk}
        at = timezone.now() + timedelta(days=8)
        mayor, coordinator = self.mayors[0], self.two[0]
        return Race(
            rappel,
            ("rappel.decide", "rappel.cancel"),
            (
                lambda: rappels.decide(**given, actor=mayor, appointment_at=at, sent=read(rappel)),
                lambda: rappels.cancel(
                    **given, actor=coordinator, code="erreur", sent=read(rappel)
                ),
            ),
            (Conflict,),
        )

    def approved_twice(self) -> Race:
        case = self.case(CaseState.ARCHIVE)
        reading = MotivatedReading.objects.create(
            case=case,
            asked_by_id=self.two[0].hat_id,
            reason=ReadingReason.CONTENTIEUX,
            reference="COURRIER-2026-7",
            asked_at=timezone.now(),
        )

        def approve(mayor: Actor) -> Work:
            return lambda: archives.approve_reading(reading_id=reading.pk, actor=mayor, sent=Sent())

        first, second = (approve(mayor) for mayor in self.mayors)
        return Race(case, ("archive.approve", "archive.approve"), (first, second))

    def accepted_twice(self) -> Race:
        referent = self.referents[0]
        mission = follow_ups.designate(**self._designation(self.two[0], referent))
        given: dict[str, Any] = {"follow_up_id": mission.pk, "actor": referent}
        name = "follow_up.accept"
        return Race(
            mission,
            (name, name),
            (
                lambda: follow_ups.accept(**given, sent=read(mission)),
                lambda: follow_ups.accept(**given, sent=read(mission)),
            ),
            (Conflict,),
        )

    def _designation(self, by: Actor, referent: Actor) -> dict[str, Any]:
        case = self.case(decision_codes=[DecisionCode.REFERENT])
        return {
            "case_id": case.pk,
            "actor": by,
            "referent_id": referent.hat_id,
            "employer_agreed_on": timezone.localdate(),
            "sent": Sent(),
        }

    def two_referents(self) -> Race:
        """Two coordonnateurs name each a référent: the case keeps one."""
        first = self._designation(self.two[0], self.referents[0])
        second = first | {"actor": self.two[1], "referent_id": self.referents[1].hat_id}
        name = "follow_up.designate"
        return Race(
            None,
            (name, name),
            (lambda: follow_ups.designate(**first), lambda: follow_ups.designate(**second)),
        )

    def answered_or_withdrawn(self) -> Race:
        draft = people.saisine(self.member, self.place, schooling="college_3e")
        sent = saisines.submit(
            saisine_id=draft.pk, actor=self.member, attested=True, sent=read(draft)
        )
        given: dict[str, Any] = {"saisine_id": sent.pk}
        return Race(
            sent,
            ("saisine.withdraw", "saisine.declare_recevable"),
            (
                lambda: saisines.withdraw(**given, actor=self.member, sent=read(sent)),
                lambda: saisines.declare_recevable(**given, actor=self.two[0], sent=read(sent)),
            ),
            (Conflict,),
        )


def read(row: Any) -> Sent:
    """A form that was opened on the present version of the row."""
    return Sent(version=row.version, key=uuid4())


def stale(case: Case) -> tuple[Sent, Sent]:
    return read(case), read(case)


def without_version(case: Case) -> tuple[Sent, Sent]:
    return Sent(), Sent()


def twice_the_same(case: Case) -> tuple[Sent, Sent]:
    sent = read(case)
    return sent, sent


Prepare = Callable[[], Race]
# How many of each: a thousand.
KINDS: dict[str, tuple[int, Callable[[Field], Prepare]]] = {
    "stale form": (250, lambda on: on.same_button(stale, Conflict)),
    "no version": (150, lambda on: on.same_button(without_version, Refused)),
    "same form": (100, lambda on: on.same_button(twice_the_same, AlreadyDone)),
    "suspend or close": (100, lambda on: on.suspended_or_closed),
    "orient or adjourn": (100, lambda on: on.oriented_or_adjourned),
    "undo or engage": (50, lambda on: on.taken_back_or_engaged),
    "decide or cancel": (80, lambda on: on.decided_or_cancelled),
    "approve twice": (50, lambda on: on.approved_twice),
    "accept twice": (40, lambda on: on.accepted_twice),
    "two référents": (40, lambda on: on.two_referents),
    "answer or withdraw": (40, lambda on: on.answered_or_withdrawn),
}


def test_a_thousand_races_are_run() -> None:
    assert sum(number for number, _ in KINDS.values()) == 1000


@dataclass
class Score:
    """Who won, over the races of one kind."""

    wins: list[int] = field(default_factory=lambda: [0, 0])
    rows: dict[UUID, Any] = field(default_factory=dict)


@pytest.mark.parametrize("kind", KINDS)
def test_each_race_has_one_winner_and_its_loser_is_told(kind: str, track: Track) -> None:
    number, begin = KINDS[kind]
    on = Field()
    prepare = begin(on)
    score = Score()
    for _ in range(number):
        _run(prepare(), on, track, score)

    assert sum(score.wins) == number
    if connection.vendor == "postgresql" and number >= 100:
        # Acts that always ran one after the other, in the same order, would prove nothing.
        assert min(score.wins) > 0, score.wins
    for pk, row in score.rows.items():
        kept = type(row)._base_manager.get(pk=pk)
        # Rows begin in the state of the race, with no history: version and events count together.
        assert kept.version == Event.objects.filter(object_id=pk).count()


def _run(race: Race, on: Field, track: Track, score: Score) -> None:
    last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    before = race.row.version if race.row is not None else None

    results = track.run(*race.works)

    refusals = [each for each in results if isinstance(each, Exception)]
    assert len(refusals) == 1, results
    [refusal] = refusals
    winner = next(n for n, each in enumerate(results) if each is not refusal)
    score.wins[winner] += 1
    assert isinstance(refusal, race.told), refusal
    _is_told(refusal, on.member)
    lines = JournalEntry.objects.filter(pk__gt=last, outcome=Outcome.DONE, action__in=race.acts)
    assert [each.action for each in lines] == [race.acts[winner]]
    if race.row is not None:
        kept = type(race.row)._base_manager.get(pk=race.row.pk)
        assert before is not None
        assert kept.version == before + 1
        score.rows[kept.pk] = kept


def _is_told(refusal: Exception, reader: Actor) -> None:
    """A sentence, or the page that names the function of the other and the hour."""
    if isinstance(refusal, Refused):
        assert all(each.sentence for each in refusal.refusals)
    elif isinstance(refusal, Conflict):
        told = last_change(refusal, reader)
        assert told["changed_by"]
        assert told["changed_at"].startswith("à ")
