"""Each line of the catalogue that goes up by steps: these days, these agents, then nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from casework.choices.delays import Delay
from casework.choices.measures import ParquetAnswer, RappelLevel
from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RightsState,
)
from casework.clock import case_ladders as of_cases
from casework.clock import place_ladders as of_places
from casework.clock.ladders import Ladder
from casework.models import Bilan, Case, DelaySetting, ReferentFollowUp, Step
from casework.services import follow_ups, saisines
from casework.timers.rules import Rule
from casework.waiting import MAYOR_DECIDES
from confidentiality.choices import Role
from confidentiality.models import Event, User
from notifications import delivery
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage, Timer
from tests.casework import factories as people
from tests.casework.climbed import Told, climbed
from tests.casework.days import TODAY, holder
from tests.casework.path import Path
from tests.veille import factories
from veille.models import Cellule, Designation

pytestmark = pytest.mark.django_db

K = MessageKind
ONE = timedelta(days=1)


def whole(ladder: Ladder, day: date, *, since: int = -70) -> list[Told]:
    """Every day from long before the deadline to long after."""
    return climbed(ladder, day, range(since, 25))


class TestComplement:
    def asked(self) -> Path:
        path = Path().report()
        path.saisine = saisines.ask_complement(
            saisine_id=path.saisine.pk, actor=path.coordinator, code="faits", sent=path.sent
        )
        return path

    def test_n06_its_author_is_told_again_after_three_and_seven_days(self) -> None:
        path = self.asked()

        assert whole(of_cases.COMPLEMENTS, path.today) == [
            (3, K.COMPLEMENT_AWAITED, path.member.user),
            (7, K.COMPLEMENT_AWAITED, path.member.user),
        ]

    def test_nobody_once_it_is_given(self) -> None:
        path = self.asked()
        assert len(climbed(of_cases.COMPLEMENTS, path.today, (3,))) == 1
        path.describe().submit()

        assert whole(of_cases.COMPLEMENTS, path.today) == []


class TestTask:
    def given(self) -> tuple[Path, User]:
        """An action for the organisation of the référent, and a member of it."""
        path = Path().report().receive().inform().go_before_the_cellule()
        organisation = Designation.objects.get(pk=path.referent.hat_id).organisation
        pilot = factories.agent(
            Role.MEMBRE, path.cellule, organisation=organisation, days=(-400, 365)
        )
        path.orient()
        return path, pilot.user

    def due(self, path: Path) -> date:
        return path.today + timedelta(days=30)

    def test_n11_the_pilot_then_the_coordination_then_the_maire(self) -> None:
        path, pilot = self.given()

        assert whole(of_cases.TASKS, self.due(path), since=-40) == [
            (-3, K.TASK_NEAR, pilot),
            (0, K.TASK_NEAR, pilot),
            (1, K.TASK_LATE, pilot),
            (7, K.TASK_ESCALATED, path.coordinator.user),
            (14, K.TASK_ESCALATED, path.mayor.user),
        ]

    def test_a_step_of_the_organisation_answers(self) -> None:
        path, pilot = self.given()
        path.engage()
        assert climbed(of_cases.TASKS, self.due(path), (-3,)) == [(-3, K.TASK_NEAR, pilot)]
        follow_ups.add_step(
            case_id=path.case.pk,
            actor=path.coordinator,
            given=follow_ups.StepInput(
                kind=Step._meta.get_field("kind").choices[0][0],  # type: ignore[index]
                organisation=Designation.objects.get(pk=path.referent.hat_id).organisation,
                happened_on=path.today,
                result=Step._meta.get_field("result").choices[0][0],  # type: ignore[index]
            ),
            sent=path.sent,
        )

        assert climbed(of_cases.TASKS, self.due(path), range(-2, 20)) == []

    def test_a_task_given_for_tomorrow_is_not_told_three_days_before(self) -> None:
        path, pilot = self.given()
        path.case.agenda_items.get().decisions.update(due_on=path.today + ONE)

        assert climbed(of_cases.TASKS, path.today, (0, 1)) == [(1, K.TASK_NEAR, pilot)]


class TestFollowUp:
    def mission(self, place: Cellule, **fields: Any) -> ReferentFollowUp:
        case = people.case(place, state=CaseState.EN_COURS)
        return people.follow_up(case, **fields)

    def test_n13_the_referent_the_coordination_then_the_seance(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        DelaySetting.objects.create(cellule=place, rule=Delay.CONTACT, value=10)
        mission = self.mission(place, state=FollowUpState.ACCEPTE, accepted_on=TODAY)

        assert whole(of_cases.CONTACTS, TODAY + timedelta(days=10)) == [
            (1, K.STEP_LATE, mission.referent.user),
            (7, K.STEP_LATE, coordinator),
            (14, K.STEP_FOR_SEANCE, coordinator),
        ]

    def test_nobody_once_the_contact_is_made(self, place: Cellule) -> None:
        holder(Role.COORDONNATEUR, place)
        self.mission(place, state=FollowUpState.PREMIER_CONTACT, first_contact_on=TODAY)

        assert whole(of_cases.CONTACTS, TODAY + timedelta(days=15)) == []

    def bilan(self, place: Cellule, in_days: int, state: str = BilanState.A_REDIGER) -> Bilan:
        mission = self.mission(place, state=FollowUpState.ACTIF)
        due_on = TODAY + timedelta(days=in_days)
        return people.bilan(mission.case, mission, due_on=due_on, state=state)

    def test_n14_before_the_day_after_it_then_the_coordination(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        bilan = self.bilan(place, 30)
        assert bilan.follow_up is not None
        referent = bilan.follow_up.referent.user

        assert whole(of_cases.BILANS, bilan.due_on) == [
            (-15, K.BILAN_EXPECTED, referent),
            (-3, K.BILAN_EXPECTED, referent),
            (1, K.BILAN_LATE, referent),
            (7, K.BILAN_LATE, coordinator),
        ]

    def test_the_request_itself_is_the_reminder_of_its_day(self, place: Cellule) -> None:
        bilan = self.bilan(place, 15)

        assert climbed(of_cases.BILANS, bilan.due_on, (-15, -14)) == []

    def test_nobody_once_it_is_written(self, place: Cellule) -> None:
        holder(Role.COORDONNATEUR, place)
        bilan = self.bilan(place, 30, BilanState.REDIGE)

        assert whole(of_cases.BILANS, bilan.due_on) == []


def _rappel(case: Case) -> tuple[Ladder, date]:
    people.rappel(case, proposed_on=TODAY)
    return of_cases.RAPPELS, TODAY


def _agreed_rappel(case: Case) -> tuple[Ladder, date]:
    people.rappel(
        case,
        state=RappelState.ACCORD,
        level=RappelLevel.PROTOCOLE,
        opinion=ParquetAnswer.ACCORD,
        opinion_on=TODAY,
    )
    return of_cases.RAPPELS, TODAY


def _referral(case: Case) -> tuple[Ladder, date]:
    people.referral(case, proposed_on=TODAY)
    return of_cases.REFERRALS, TODAY


def _accompagnement(case: Case) -> tuple[Ladder, date]:
    row = people.accompagnement(case, state=AccompagnementState.VERIFIE)
    assert row.verified_on is not None
    return of_cases.ACCOMPAGNEMENTS, row.verified_on


@pytest.mark.parametrize("made", [_rappel, _agreed_rappel, _referral, _accompagnement])
def test_n15_two_days_before_the_maire_the_day_after_the_coordination(
    place: Cellule, made: Callable[[Case], tuple[Ladder, date]]
) -> None:
    coordinator, mayor = holder(Role.COORDONNATEUR, place), holder(Role.MAIRE, place)
    ladder, since = made(people.case(place, state=CaseState.EN_COURS))

    assert whole(ladder, since + MAYOR_DECIDES) == [
        (-2, K.DECISION_AWAITED, mayor),
        (1, K.DECISION_LATE, coordinator),
    ]


def test_a_rappel_for_the_parquet_does_not_wait_for_the_maire(place: Cellule) -> None:
    case = people.case(place, state=CaseState.EN_COURS)
    people.rappel(case, level=RappelLevel.PROTOCOLE, proposed_on=TODAY)

    assert whole(of_cases.RAPPELS, TODAY + MAYOR_DECIDES) == []


def test_n21_recommendations_are_looked_at_ten_days_before(place: Cellule) -> None:
    coordinator = holder(Role.COORDONNATEUR, place)
    case = people.case(place, state=CaseState.EN_COURS)
    day = TODAY + timedelta(days=60)
    people.referral(case, state=CddfState.RECOMMANDEE, review_on=day)

    assert whole(of_cases.REVIEWS, day) == [(-10, K.CDDF_REVIEW, coordinator)]


def test_n24_the_last_day_of_a_judicial_status(place: Cellule) -> None:
    told = {holder(Role.COORDONNATEUR, place), holder(Role.MAIRE, place)}
    status = people.judicial_status(people.case(place))

    found = climbed(of_cases.STATUSES, status.review_due_on, (-1, 0, 0, 1, 3))
    assert {each[:2] for each in found} == {(0, K.JUDICIAL_REVIEW)}
    assert {user for *_, user in found} == told
    assert len(found) == 2


def test_no_timer_tells_months_ahead_that_there_is_a_judicial_status(place: Cellule) -> None:
    status = people.judicial_status(people.case(place))

    climbed(of_cases.STATUSES, status.review_due_on, (-100, -16))
    assert not Timer.objects.exists()
    climbed(of_cases.STATUSES, status.review_due_on, (-15,))
    assert Timer.objects.get().rule == Rule.STATUT


class TestTerms:
    def test_n25_once_for_a_cellule_whatever_the_number_of_situations(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        mayor, officer = holder(Role.MAIRE, place), holder(Role.DPO, place)
        day = TODAY + timedelta(days=50)
        for _ in range(3):
            people.case(place, state=CaseState.ARCHIVE, purge_due_on=day)

        found = whole(of_places.TERMS, day, since=-45)
        assert set(found) == {
            (-30, K.CONSERVATION_ENDS, mayor),
            (-30, K.CONSERVATION_ENDS, officer),
            *((-7, K.CONSERVATION_ENDS, user) for user in (coordinator, mayor, officer)),
        }
        assert len(found) == 5

    def test_nobody_where_nothing_ends(self, place: Cellule) -> None:
        holder(Role.MAIRE, place)
        people.case(place, state=CaseState.EN_COURS)

        assert whole(of_places.TERMS, TODAY) == []


class TestRights:
    def test_n26_the_day_after_then_half_way(self, place: Cellule) -> None:
        told = {holder(Role.COORDONNATEUR, place), holder(Role.DPO, place)}
        people.rights_request(people.case(place))

        found = whole(of_places.REQUESTS, TODAY)
        assert [each[:2] for each in found] == [
            *[(1, K.RIGHTS_ANSWER_EXPECTED)] * 2,
            *[(15, K.RIGHTS_ANSWER_EXPECTED)] * 2,
        ]
        assert {user for *_, user in found} == told

    def test_nobody_once_it_is_answered(self, place: Cellule) -> None:
        holder(Role.DPO, place)
        people.rights_request(people.case(place), state=RightsState.REPONDUE)

        assert whole(of_places.REQUESTS, TODAY) == []


class TestMandate:
    def test_n32_sixty_days_before_then_the_day(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        mayor = factories.agent(Role.MAIRE, place, days=(-30, 90))
        end = timezone.localdate(Designation.objects.get(pk=mayor.hat_id).until)

        assert set(whole(of_places.MANDATES, end, since=-80)) == {
            (-60, K.MANDATE_ENDS, coordinator),
            (-60, K.MANDATE_ENDS, mayor.user),
            (0, K.MANDATE_ENDS, coordinator),
            (0, K.MANDATE_ENDS, mayor.user),
        }

    def test_a_delegate_who_leaves_before_the_others_ends_no_mandate(self, place: Cellule) -> None:
        factories.agent(Role.MAIRE, place, days=(-30, 70))
        mayor = factories.agent(Role.MAIRE, place, days=(-30, None))

        assert whole(of_places.MANDATES, TODAY + timedelta(days=70), since=-80) == []
        assert mayor.user.is_active


class TestLetters:
    def paper(self, place: Cellule, day: date) -> Case:
        case = people.case(place, state=CaseState.ORIENTE, informed_on=None)
        Event.objects.create(
            object_type=case._meta.label_lower,
            object_id=case.pk,
            version=1,
            act="case.orient",
            before="en_examen",
            after="oriente",
            at=timezone.now() + (day - TODAY),
        )
        return case

    def test_n19_the_working_morning_after_a_new_one(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        friday = TODAY + timedelta(days=(4 - TODAY.weekday()) % 7 + 7 * 8)
        self.paper(place, friday)
        self.paper(place, friday + timedelta(days=3))

        # Saturday, Sunday, Monday, Tuesday with the second one, then nothing new.
        found = climbed(of_places.LETTERS, friday, (0, 0, 1, 2, 3, 3, 4, 4, 5, 6))
        working = [offset for offset, *_ in found]
        assert {each[1:] for each in found} == {(K.LETTERS_WAITING, coordinator)}
        assert len(working) == 2
        assert min(working) >= 3

    def test_nothing_once_the_letter_is_sent(self, place: Cellule) -> None:
        holder(Role.COORDONNATEUR, place)
        case = self.paper(place, TODAY)
        Case.objects.filter(pk=case.pk).update(informed_on=TODAY)

        assert climbed(of_places.LETTERS, TODAY, range(1, 8)) == []


class TestLeaving:
    """What a ladder left is asked again as it leaves."""

    def left(self) -> OutboxMessage:
        return OutboxMessage.objects.get(kind=K.BILAN_LATE)

    @pytest.mark.django_db(transaction=True)
    def test_a_reminder_of_what_was_answered_meanwhile_never_leaves(
        self, mailoutbox: list[EmailMessage]
    ) -> None:
        with transaction.atomic():
            path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        path.again()
        climbed(of_cases.BILANS, path.bilan.due_on, (1,))
        with transaction.atomic():
            path.write_bilan()

        delivery.drain(limit=1000, now=timezone.now() + timedelta(days=1))

        assert self.left().state == DeliveryState.CANCELLED

    @pytest.mark.django_db(transaction=True)
    def test_one_of_what_is_still_expected_leaves(self, mailoutbox: list[EmailMessage]) -> None:
        with transaction.atomic():
            path = Path().to(CaseState.EN_COURS).follow().request_bilan()
        path.again()
        climbed(of_cases.BILANS, path.bilan.due_on, (1,))

        delivery.drain(limit=1000, now=timezone.now() + timedelta(days=1))

        assert self.left().state == DeliveryState.SENT
