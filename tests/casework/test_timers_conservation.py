"""What a day ends: age, the archive, its elimination."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import Case, LegalRepresentative, Tombstone, YoungPerson
from casework.services import cases
from casework.timers import refresh
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import PersonKey
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer
from tests.casework import factories as people
from tests.casework.days import TODAY, again, holder, planned, tick, told
from tests.casework.path import Path
from veille.models import Cellule, EliminationAgreement

pytestmark = pytest.mark.django_db


class TestAge:
    def test_the_twenty_fifth_birthday_closes_and_seals(self, place: Cellule) -> None:
        birthday = TODAY + timedelta(days=40)
        case = people.case(place, birth_date=birthday - relativedelta(years=25))
        refresh(case)
        assert planned(case)[Rule.AGE] < birthday

        tick(birthday - timedelta(days=1))
        assert again(case).state == CaseState.REPERE
        tick(birthday)

        closed = again(case)
        assert closed.closed_on == birthday
        assert closed.state == CaseState.A_ELIMINER
        assert PersonKey.objects.get().sealed_at is not None

    def test_the_table_never_holds_the_birthday(self, place: Cellule) -> None:
        case = people.case(place, birth_date=people.born(16))
        person = case.young_person
        refresh(case)

        [timer] = Timer.objects.filter(target_id=case.pk, rule=Rule.AGE)
        due = timezone.localdate(timer.due_at)
        assert due == date(person.birth_date.year + 24, 12, 1)

    def test_i27_representatives_go_thirty_days_after_majority(self, place: Cellule) -> None:
        birthday = TODAY + timedelta(days=3)
        case = people.case(place, birth_date=birthday - relativedelta(years=18), informed_on=TODAY)
        LegalRepresentative.objects.create(
            young_person=case.young_person, quality="mere", last_name="Exemple", first_name="Alix"
        )
        refresh(case)

        for days in range(35):
            tick(birthday + timedelta(days=days))
            left = LegalRepresentative.objects.exists()
            assert left == (days < 30)
        assert again(case).version == 1


class TestConservation:
    def closed(self, place: Cellule) -> Case:
        case = people.case(place, state=CaseState.CLOS, closed_on=TODAY)
        refresh(case)
        return case

    def agree(self, place: Cellule) -> None:
        EliminationAgreement.objects.create(
            collectivite=place.collectivite, reference="visa d’essai", since=TODAY
        )

    def test_archived_in_the_night_sealed_then_eliminated(self, place: Cellule) -> None:
        self.agree(place)
        case = self.closed(place)

        tick(TODAY)
        assert again(case).state == CaseState.CLOS
        tick(TODAY + timedelta(days=1))
        archived = again(case)
        assert archived.state == CaseState.ARCHIVE
        assert archived.purge_due_on is not None
        refresh(case)

        tick(archived.purge_due_on - timedelta(days=1))
        assert again(case).state == CaseState.ARCHIVE
        tick(archived.purge_due_on)

        assert not Case.objects.for_system("test").exists()
        assert not YoungPerson.objects.for_system("test").exists()
        assert Tombstone.objects.filter(pk=case.pk).exists()
        assert not Timer.objects.filter(target_id=case.pk).exists()

    def test_n25_those_who_answer_are_told_that_day_once_for_a_cellule(
        self, place: Cellule
    ) -> None:
        self.agree(place)
        hats = {holder(role, place) for role in (Role.COORDONNATEUR, Role.MAIRE, Role.DPO)}
        due = TODAY + timedelta(days=9)
        for _ in range(2):
            case = people.case(place, state=CaseState.ARCHIVE, purge_due_on=due)
            refresh(case)

        tick(due)
        tick(due + timedelta(days=1))

        assert Tombstone.objects.count() == 2
        for kind in (MessageKind.CONSERVATION_ENDED, MessageKind.CERTIFICATE_READY):
            assert told(kind) == hats
            assert OutboxMessage.objects.filter(kind=kind).count() == len(hats)

    def test_sealed_without_the_archives_no_certificate_is_told(self, place: Cellule) -> None:
        holder(Role.MAIRE, place)
        due = TODAY + timedelta(days=9)
        refresh(people.case(place, state=CaseState.ARCHIVE, purge_due_on=due))

        for days in range(3):
            tick(due + timedelta(days=days))

        assert OutboxMessage.objects.filter(kind=MessageKind.CONSERVATION_ENDED).count() == 1
        assert not told(MessageKind.CERTIFICATE_READY)

    def test_without_the_archives_it_stays_sealed_and_is_tried_each_day(
        self, place: Cellule
    ) -> None:
        case = self.closed(place)
        tick(TODAY + timedelta(days=1))
        refresh(case)
        due = again(case).purge_due_on
        assert due is not None

        tick(due)
        refresh(case)
        assert again(case).state == CaseState.A_ELIMINER
        tick(due + timedelta(days=1))
        assert planned(case)[Rule.ELIMINATION] == due + timedelta(days=2)
        self.agree(place)
        tick(due + timedelta(days=2))

        assert not Case.objects.for_system("test").exists()

    def test_a_dismissal_may_be_taken_back_for_ten_minutes(self) -> None:
        path = Path().to(CaseState.EN_EXAMEN)
        case = cases.dismiss(
            case_id=path.case.pk, actor=path.coordinator, code="hors_champ", sent=path.sent
        )
        Case.objects.for_system("test").filter(pk=case.pk).update(purge_due_on=path.today)
        refresh(case)

        timers.run_due(path.now + timedelta(minutes=9))
        assert again(case).state == CaseState.NON_RETENU
        timers.run_due(path.now + timedelta(minutes=11))
        assert again(case).state == CaseState.A_ELIMINER
