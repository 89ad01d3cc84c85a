"""What a day brings to a follow-up and to the measures under way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.justice import JudicialCode
from casework.choices.mayor import TransactionMode
from casework.choices.states import (
    BilanState,
    CaseState,
    FollowUpState,
    RappelState,
    TransactionState,
)
from casework.models import Bilan, Case, JudicialStatus, Transaction
from casework.timers import refresh
from casework.timers.rules import Rule
from confidentiality.choices import Role
from notifications.choices import MessageKind
from notifications.timers import Result
from tests.casework import factories as people
from tests.casework.days import TODAY, again, holder, tick, told
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db


class TestFollowUp:
    def engaged(self, place: Cellule, **fields: Any) -> Case:
        values: dict[str, Any] = {
            "state": CaseState.EN_COURS,
            "engaged_on": TODAY,
            "next_due_on": TODAY + relativedelta(months=3),
        }
        case = people.case(place, **(values | fields))
        refresh(case)
        return case

    def test_the_bilan_is_asked_after_three_months(self, place: Cellule) -> None:
        case = self.engaged(place)
        mission = people.follow_up(case, state=FollowUpState.ACTIF)
        day = TODAY + relativedelta(months=3)

        tick(day)

        bilan = Bilan.objects.for_system("test").get()
        assert (bilan.due_on, bilan.follow_up) == (day + timedelta(days=15), mission)
        assert again(case).state == CaseState.BILAN_ATTENDU
        assert told(MessageKind.BILAN_EXPECTED) == {mission.referent.user}
        assert tick(day).counts.get(Rule.BILAN) is None

    def test_without_a_referent_the_coordonnateur_is_told(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        case = self.engaged(place)

        run = tick(TODAY + relativedelta(months=3))

        assert told(MessageKind.REFERENT_MISSING) == {coordinator}
        assert again(case).state == CaseState.EN_COURS
        assert run.total(Result.FAILED) == 0

    def test_a_bilan_not_written_in_time(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        case = self.engaged(place, state=CaseState.BILAN_ATTENDU)
        mission = people.follow_up(case, state=FollowUpState.ACTIF)
        people.bilan(case, mission, state=BilanState.A_REDIGER)
        refresh(case)

        tick(TODAY + timedelta(days=15))
        assert told(MessageKind.BILAN_EXPECTED) == {mission.referent.user}
        tick(TODAY + timedelta(days=22))

        assert told(MessageKind.BILAN_LATE) == {coordinator, mission.referent.user}

    def test_a_bilan_that_nobody_may_write_is_told_on_its_last_day(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        case = self.engaged(place, state=CaseState.BILAN_ATTENDU)
        people.bilan(case, state=BilanState.A_REDIGER)
        refresh(case)

        tick(TODAY + timedelta(days=15))

        assert told(MessageKind.REFERENT_MISSING) == {coordinator}

    def test_a_first_contact_that_does_not_come(self, place: Cellule) -> None:
        case = self.engaged(place)
        mission = people.follow_up(case, state=FollowUpState.ACCEPTE, accepted_on=TODAY)
        refresh(case)

        tick(TODAY + timedelta(days=15))

        assert told(MessageKind.FIRST_CONTACT_EXPECTED) == {mission.referent.user}

    def test_i36_the_parquet_is_asked_again_and_its_silence_changes_nothing(
        self, place: Cellule
    ) -> None:
        parquet = holder(Role.PARQUET, place)
        case = self.engaged(place)
        rappel = people.rappel(case, state=RappelState.CONSULTATION, consulted_on=TODAY)
        refresh(case)

        for days in (7, 60):
            tick(TODAY + timedelta(days=days))

        assert told(MessageKind.PARQUET_AWAITED) == {parquet}
        rappel.refresh_from_db()
        assert rappel.state == RappelState.CONSULTATION

    @pytest.mark.parametrize(
        ("state", "fields", "kind"),
        [
            (
                CaseState.SUSPENDU,
                {"review_on": TODAY + timedelta(days=30)},
                MessageKind.SUSPENSION_REVIEW,
            ),
            (
                CaseState.EN_COURS,
                {"term_on": TODAY + timedelta(days=30)},
                MessageKind.FOLLOW_UP_TERM,
            ),
        ],
    )
    def test_reviews(
        self, place: Cellule, state: str, fields: dict[str, Any], kind: MessageKind
    ) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        self.engaged(place, state=state, **fields)

        tick(TODAY + timedelta(days=29))
        assert not told(kind)
        tick(TODAY + timedelta(days=30))
        assert told(kind) == {coordinator}


class TestMeasures:
    def test_a_transaction_without_an_answer_lapses(self, place: Cellule) -> None:
        mayor = holder(Role.MAIRE, place)
        case = people.case(place, state=CaseState.EN_COURS)
        source = people.received(factories.agent(Role.MEMBRE, place), case)
        offer = Transaction.objects.create(
            case=case,
            fait=people.fait(source),
            pv_on=TODAY,
            prejudice=80,
            mode=TransactionMode.REPARATION,
            proposed_on=TODAY,
            proposed_by=factories.designation(Role.MAIRE, place),
            answer_due_on=TODAY + timedelta(days=15),
        )
        refresh(case)

        tick(TODAY + timedelta(days=15))
        assert Transaction.objects.for_system("test").get().state == TransactionState.PROPOSEE
        tick(TODAY + timedelta(days=16))

        lapsed = Transaction.objects.for_system("test").get(pk=offer.pk)
        assert lapsed.state == TransactionState.SILENCE
        assert mayor in told(MessageKind.TRANSACTION_AWAITED)

    def test_a_judicial_status_is_asked_again_then_goes(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        case = people.case(place, state=CaseState.EN_COURS)
        review = TODAY + timedelta(days=40)
        JudicialStatus.objects.create(
            case=case,
            code=JudicialCode.values[0],
            reference="communication d’essai",
            communicated_on=TODAY,
            entered_by=factories.designation(Role.COORDONNATEUR, place),
            entered_at=timezone.now(),
            review_due_on=review,
        )
        refresh(case)

        tick(review - timedelta(days=15))
        assert coordinator in told(MessageKind.JUDICIAL_REVIEW)
        tick(review)
        assert JudicialStatus.objects.for_system("test").exists()
        tick(review + timedelta(days=1))
        assert not JudicialStatus.objects.for_system("test").exists()
