"""What a day brings to a case, a saisine, a cellule: acted on once, from the present state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.delays import Delay
from casework.choices.justice import JudicialCode
from casework.choices.lists import FreezeReason
from casework.choices.mayor import TransactionMode
from casework.choices.states import (
    BilanState,
    CaseState,
    FollowUpState,
    RappelState,
    SaisineState,
    TransactionState,
)
from casework.deadlines import midnight
from casework.models import (
    Bilan,
    Case,
    DelaySetting,
    JudicialStatus,
    LegalRepresentative,
    Saisine,
    Tombstone,
    Transaction,
    YoungPerson,
)
from casework.services import cases
from casework.timers import refresh, refresh_saisine
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import Event, JournalEntry, PersonKey, User
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer, TimerState
from notifications.timers import Result, Run
from tests.casework import factories as people
from tests.casework.path import Path
from tests.veille import factories
from veille.models import Cellule, EliminationAgreement

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def tick(day: date, *, hour: int = 0) -> Run:
    """One run at the first minutes of a day."""
    return timers.run_due(midnight(day) + timedelta(hours=hour, minutes=5))


def again(case: Case) -> Case:
    found: Case = Case.objects.for_system("test").get(pk=case.pk)
    return found


def planned(row: Any) -> dict[str, date]:
    return {timer.rule: timezone.localdate(timer.due_at) for timer in timers.waiting_of(row.pk)}


def told(kind: MessageKind) -> set[User]:
    return {message.recipient for message in OutboxMessage.objects.filter(kind=kind)}


def holder(role: Role, place: Cellule) -> User:
    return factories.agent(role, place, days=(-400, 4000)).user


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


def uninformed(place: Cellule, **fields: Any) -> Case:
    """Noticed today, nobody told."""
    case = people.case(place, opened_on=TODAY, **fields)
    refresh(case)
    return case


class TestInformation:
    def test_i30_twenty_days_then_thirty(self, place: Cellule) -> None:
        coordinator, mayor = holder(Role.COORDONNATEUR, place), holder(Role.MAIRE, place)
        officer = holder(Role.DPO, place)
        case = uninformed(place)

        tick(TODAY + timedelta(days=20))
        assert told(MessageKind.INFORMATION_EXPECTED) == {coordinator}
        assert again(case).freeze_code == ""

        tick(TODAY + timedelta(days=30))
        frozen = again(case)
        assert frozen.freeze_code == FreezeReason.INFORMATION
        assert frozen.frozen_on == TODAY + timedelta(days=30)
        assert told(MessageKind.CASE_FROZEN) == {mayor, officer}
        event = Event.objects.get(object_id=case.pk, act="case.freeze")
        assert (event.actor_id, event.version) == (None, frozen.version)
        assert JournalEntry.objects.filter(action="case.freeze").count() == 1

    def test_whoever_has_been_informed_is_left_alone(self, place: Cellule) -> None:
        case = uninformed(place)
        Case.objects.for_system("test").filter(pk=case.pk).update(informed_on=TODAY)

        run = tick(TODAY + timedelta(days=30))

        assert again(case).freeze_code == ""
        assert run.counts[Rule.INFORMATION][Result.DROPPED] == 1

    def test_i30_a_deferral_puts_it_off(self, place: Cellule) -> None:
        case = uninformed(place)
        Case.objects.for_system("test").filter(pk=case.pk).update(
            deferral_code="risque_pour_le_jeune",
            deferred_on=TODAY,
            deferred_until=TODAY + timedelta(days=45),
        )

        tick(TODAY + timedelta(days=30))
        assert again(case).freeze_code == ""
        assert planned(case)[Rule.INFORMATION] == TODAY + timedelta(days=45)

        tick(TODAY + timedelta(days=45))
        assert again(case).freeze_code == FreezeReason.INFORMATION


class TestHarmless:
    def test_two_runs_a_late_run_and_a_run_before_act_once(self, place: Cellule) -> None:
        holder(Role.COORDONNATEUR, place)
        case = uninformed(place, informed_on=TODAY)
        due = TODAY + timedelta(days=45)
        assert planned(case)[Rule.AGENDA] == due

        for day in (due - timedelta(days=1), due + timedelta(days=9), due + timedelta(days=9)):
            tick(day)
        refresh(case)
        tick(due + timedelta(days=12))

        assert OutboxMessage.objects.filter(kind=MessageKind.AGENDA_EXPECTED).count() == 1
        assert Timer.objects.get(target_id=case.pk, rule=Rule.AGENDA).state == TimerState.DONE

    def test_nothing_that_changes_costs_two_queries(
        self, place: Cellule, django_assert_num_queries: Any
    ) -> None:
        case = uninformed(place)
        for rule, value in ((Delay.AGENDA, 20), (Delay.BILAN, 2)):
            DelaySetting.objects.create(cellule=place, rule=rule, value=value)
        refresh(case)

        with django_assert_num_queries(2):
            assert refresh(case) == 0
        assert planned(case)[Rule.AGENDA] == TODAY + timedelta(days=20)

    def test_a_setting_made_since_then_counts_on_the_day(self, place: Cellule) -> None:
        case = uninformed(place, informed_on=TODAY)
        DelaySetting.objects.create(cellule=place, rule=Delay.AGENDA, value=60)

        tick(TODAY + timedelta(days=45))

        assert planned(case)[Rule.AGENDA] == TODAY + timedelta(days=60)
        assert not told(MessageKind.AGENDA_EXPECTED)


def test_everything_may_be_computed_again(place: Cellule) -> None:
    case = people.case(place, opened_on=TODAY)
    people.saisine(factories.agent(Role.MEMBRE, place), place)

    assert timers.rebuild() > 2
    assert timers.rebuild() == 0
    assert Rule.AGENDA in planned(case)


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

        assert told(MessageKind.BILAN_LATE) == {coordinator, mission.referent.user}

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
        assert due == date(person.birth_date.year + 25, 1, 1)

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


class TestSaisine:
    def draft(self, place: Cellule, **fields: Any) -> Saisine:
        author = factories.agent(Role.MEMBRE, place)
        saisine = people.saisine(author, place, **fields)
        refresh_saisine(saisine)
        return saisine

    def test_a_draft_left_idle_leaves_nothing(self, place: Cellule) -> None:
        saisine = self.draft(place)
        people.fait(saisine)

        tick(TODAY + timedelta(days=29))
        assert Saisine.objects.for_system("test").exists()
        tick(TODAY + timedelta(days=30))

        for rows in (Saisine, YoungPerson):
            assert not rows.objects.for_system("test").exists()
        assert not PersonKey.objects.exists()
        assert not Event.objects.filter(object_id=saisine.pk).exists()
        assert not Timer.objects.filter(target_id=saisine.pk).exists()
        assert JournalEntry.objects.filter(action="saisine.expire").count() == 1

    def test_the_identity_of_a_case_is_kept(self, place: Cellule) -> None:
        case = people.case(place)
        self.draft(place, young_person=case.young_person)

        tick(TODAY + timedelta(days=30))

        assert not Saisine.objects.for_system("test").exists()
        assert YoungPerson.objects.for_system("test").count() == 1

    def test_a_draft_taken_up_again_waits_again(self) -> None:
        path = Path().draft().wait(20).describe()
        refresh_saisine(path.saisine)

        tick(path.today + timedelta(days=29))

        assert Saisine.objects.for_system("test").get().state == SaisineState.BROUILLON

    def test_irrecevable_is_erased_within_thirty_days(self, place: Cellule) -> None:
        sent = timezone.now()
        saisine = self.draft(
            place,
            state=SaisineState.IRRECEVABLE,
            number=1,
            submitted_at=sent,
            attested_at=sent,
            refusal_code="hors_objet",
        )

        tick(TODAY + timedelta(days=30))

        assert not Saisine.objects.for_system("test").exists()
        assert not YoungPerson.objects.for_system("test").exists()
        entry = JournalEntry.objects.get(action="saisine.erase")
        assert (entry.object_id, entry.actor_id) == (str(saisine.pk), None)

    def test_the_coordonnateur_is_reminded_of_what_waits(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        sent = timezone.now()
        self.draft(
            place,
            state=SaisineState.SOUMISE,
            number=1,
            submitted_at=sent,
            attested_at=sent,
            answer_due_on=TODAY + timedelta(days=7),
            art40_on=TODAY,
        )

        tick(TODAY + timedelta(days=7))
        assert told(MessageKind.SAISINE_LATE) == {coordinator}
        tick(TODAY + relativedelta(months=1))
        assert told(MessageKind.PROCUREUR_AWAITED) == {coordinator}


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
