"""Motivated readings are looked at by somebody else, or no other one opens. AC-26 and G16."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.choices.alerts import AlertPattern
from casework.choices.conservation import ReadingVerdict
from casework.models import AccessAlert, Case, MotivatedReading
from casework.services import motivated_readings as service
from casework.services.vigilance import review_week
from casework.sight import read_case
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotVisible, Refused
from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from tests.casework.days import tick, told
from tests.casework.motivated import Read, code_of, in_the_past, open_alone, reader_again
from tests.veille import factories
from veille.models import Cellule, CelluleGrant

pytestmark = pytest.mark.django_db

K = MessageKind


class TestReview:
    def test_another_person_concludes_once(self, case: Case, dpo: Actor, cellule: Cellule) -> None:
        reading = in_the_past(case, dpo, hours=2)
        coordinator = factories.agent(Role.COORDONNATEUR, cellule)

        service.review(
            reading_id=reading.pk, actor=coordinator, verdict="justifiee", sent=NOT_A_FORM
        )

        reading.refresh_from_db()
        assert (reading.verdict, reading.reviewed_by_id) == ("justifiee", coordinator.hat_id)
        assert not told(K.READING_UNJUSTIFIED)
        with pytest.raises(Refused) as refused:
            service.review(
                reading_id=reading.pk, actor=coordinator, verdict="justifiee", sent=NOT_A_FORM
            )
        assert code_of(refused) == "reading_reviewed"

    @pytest.mark.parametrize("role", [Role.DPO, Role.COORDONNATEUR, Role.MAIRE])
    def test_the_reader_never_reviews_under_whatever_hat(
        self, case: Case, dpo: Actor, cellule: Cellule, role: Role
    ) -> None:
        reading = in_the_past(case, dpo, hours=2)

        with pytest.raises(Refused) as refused:
            service.review(
                reading_id=reading.pk,
                actor=reader_again(dpo, role, cellule),
                verdict="justifiee",
                sent=NOT_A_FORM,
            )

        assert code_of(refused) == "reading_reviewed_by_another"

    def test_it_waits_for_the_end_of_the_reading_and_for_a_conclusion(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, cellule)
        codes = []
        for reading, verdict in (
            (in_the_past(case, dpo, minutes=5), "justifiee"),
            (in_the_past(case, dpo, minutes=90), "peut-être"),
        ):
            with pytest.raises(Refused) as refused:
                service.review(
                    reading_id=reading.pk, actor=coordinator, verdict=verdict, sent=NOT_A_FORM
                )
            codes.append(code_of(refused))

        assert codes == ["reading_not_over", "reading_without_verdict"]

    @pytest.mark.parametrize("role", [Role.COORDONNATEUR, Role.MAIRE, Role.DPO])
    def test_that_of_another_collectivite_does_not_exist(
        self, case: Case, dpo: Actor, role: Role
    ) -> None:
        reading = in_the_past(case, dpo, hours=2)

        with pytest.raises(NotVisible):
            service.review(
                reading_id=reading.pk,
                actor=factories.agent(role),
                verdict="justifiee",
                sent=NOT_A_FORM,
            )

    def test_unjustified_the_maire_is_told_of_a_dpo(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, cellule)
        maire = factories.agent(Role.MAIRE, cellule)
        reading = in_the_past(case, dpo, hours=2)

        service.review(
            reading_id=reading.pk,
            actor=coordinator,
            verdict=ReadingVerdict.NON_JUSTIFIEE,
            sent=NOT_A_FORM,
        )

        assert told(K.READING_UNJUSTIFIED) == {maire.user}

    def test_ac26_a_late_review_suspends_the_right_until_it_is_done(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        reading = in_the_past(case, dpo, hours=30)
        yesterday = timezone.localdate() - timedelta(days=1)
        MotivatedReading.objects.filter(pk=reading.pk).update(review_due_on=yesterday)

        with pytest.raises(Refused) as refused:
            open_alone(case, dpo)
        service.review(
            reading_id=reading.pk,
            actor=factories.agent(Role.COORDONNATEUR, cellule),
            verdict="justifiee",
            sent=NOT_A_FORM,
        )

        assert code_of(refused) == "reading_review_late"
        open_alone(case, dpo)

    def test_it_is_due_within_five_working_days(self, case: Case, dpo: Actor) -> None:
        with time_machine.travel("2026-12-24T10:00:00+01:00"):
            reading = open_alone(case, dpo)

        # Christmas, New Year’s Day and two week-ends are no working days.
        assert str(reading.review_due_on) == "2027-01-04"


class TestReminder:
    def test_those_who_may_review_are_told_on_the_last_day_and_once(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, cellule, days=(-30, 900))
        reader_again(dpo, Role.COORDONNATEUR, cellule)
        reading = in_the_past(case, dpo, hours=2)
        assert reading.review_due_on is not None

        tick(reading.review_due_on - timedelta(days=1))
        assert not told(K.READING_TO_REVIEW)
        for days in (0, 1, 3):
            tick(reading.review_due_on + timedelta(days=days))

        assert told(K.READING_TO_REVIEW) == {coordinator.user}
        assert OutboxMessage.objects.filter(kind=K.READING_TO_REVIEW).count() == 1

    def test_a_reviewed_reading_reminds_nobody(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        coordinator = factories.agent(Role.COORDONNATEUR, cellule, days=(-30, 900))
        reading = in_the_past(case, dpo, hours=2)
        assert reading.review_due_on is not None
        tick(reading.review_due_on - timedelta(days=1))
        service.review(
            reading_id=reading.pk, actor=coordinator, verdict="justifiee", sent=NOT_A_FORM
        )

        tick(reading.review_due_on)

        assert not told(K.READING_TO_REVIEW)


class TestArchives:
    """The same rules for those who read by two: here the coordination, approved by the maire."""

    @pytest.fixture
    def read(self, cellule: Cellule) -> Read:
        return Read(cellule)

    def test_g16_the_dpo_is_told_and_not_the_reader(self, read: Read, cellule: Cellule) -> None:
        dpo = factories.agent(Role.DPO, cellule)

        read.open()

        assert told(K.READING_OPENED) == {dpo.user}

    def test_neither_who_read_nor_who_approved_reviews(self, read: Read) -> None:
        reading = read.open(hours=2)

        for actor in (read.reader, read.approver):
            with pytest.raises(Refused) as refused:
                service.review(
                    reading_id=reading.pk, actor=actor, verdict="justifiee", sent=NOT_A_FORM
                )
            assert code_of(refused) == "reading_reviewed_by_another"

    def test_unjustified_the_dpo_is_told(self, read: Read, cellule: Cellule) -> None:
        dpo = factories.agent(Role.DPO, cellule)
        reading = read.open(hours=2)

        service.review(
            reading_id=reading.pk,
            actor=factories.agent(Role.MAIRE, cellule),
            verdict="non_justifiee",
            sent=NOT_A_FORM,
        )

        assert told(K.READING_UNJUSTIFIED) == {dpo.user}

    def test_ac26_asking_is_what_is_counted_approved_or_not(self, read: Read) -> None:
        for _ in range(3):
            read.ask()

        with pytest.raises(Refused) as refused:
            read.ask()

        assert code_of(refused) == "reading_quota"

    def test_i55_a_grant_that_ends_ends_the_reading(self, read: Read) -> None:
        read.open()
        read_case(read.reader, read.case.reference)

        CelluleGrant.objects.filter(designation=read.reader.hat_id).update(until=timezone.now())

        with pytest.raises(NotVisible):
            read_case(read.reader, read.case.reference)


class TestControl:
    """What the weekly control makes of a reading that was never looked at."""

    @pytest.fixture
    def late(self, case: Case, dpo: Actor) -> MotivatedReading:
        """Opened on a Tuesday, to be reviewed on the Tuesday after."""
        with time_machine.travel("2026-11-03T10:00:00+01:00"):
            reading = open_alone(case, dpo)
        assert str(reading.review_due_on) == "2026-11-10"
        return reading

    @pytest.mark.parametrize(
        ("reviewed", "alerts"), [("", 1), ("2026-11-11", 1), ("2026-11-10", 0)]
    )
    def test_an_alert_tells_it_the_week_of_its_last_day(
        self, late: MotivatedReading, case: Case, cellule: Cellule, reviewed: str, alerts: int
    ) -> None:
        if reviewed:
            with time_machine.travel(f"{reviewed}T18:00:00+01:00"):
                service.review(
                    reading_id=late.pk,
                    actor=factories.agent(Role.MAIRE, cellule),
                    verdict="justifiee",
                    sent=NOT_A_FORM,
                )

        now = timezone.now()
        for monday in (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)):
            review_week(cellule.collectivite, monday, now)

        told = AccessAlert.objects.filter(pattern=AlertPattern.SANS_RELECTURE)
        assert [(each.agent_id, each.subjects) for each in told] == [
            (late.asked_by.user_id, [case.reference])
        ] * alerts
        assert not told.exclude(review__week_on=date(2026, 11, 9)).exists()

    def test_each_page_read_under_it_is_left_to_its_review(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        Case.objects.for_system("quiet").filter(pk=case.pk).update(
            opened_on=date(2026, 1, 5), next_due_on=None, review_on=None
        )
        with time_machine.travel("2026-11-10T10:00:00+01:00"):
            open_alone(case, dpo)
            for _ in range(4):
                read_case(dpo, case.reference)

        review = review_week(cellule.collectivite, date(2026, 11, 9), timezone.now())

        assert review is not None
        assert review.readings == 4
        assert not review.alerts.filter(pattern=AlertPattern.SANS_LIEN).exists()
