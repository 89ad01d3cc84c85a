"""What a day brings to a case or a saisine: acted on once, from the present state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.delays import Delay
from casework.choices.lists import FreezeReason
from casework.choices.states import SaisineState
from casework.models import Case, DelaySetting, Saisine, YoungPerson
from casework.timers import refresh, refresh_saisine
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import Event, JournalEntry, PersonKey
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer, TimerState
from notifications.timers import Result
from tests.casework import factories as people
from tests.casework.days import TODAY, again, holder, planned, tick, told
from tests.casework.path import Path
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db


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

    def test_nothing_that_changes_costs_one_query(
        self, place: Cellule, django_assert_num_queries: Any
    ) -> None:
        case = uninformed(place)
        for rule, value in ((Delay.AGENDA, 20), (Delay.BILAN, 2)):
            DelaySetting.objects.create(cellule=place, rule=rule, value=value)
        refresh(case)

        with django_assert_num_queries(1):
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
