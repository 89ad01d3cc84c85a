"""``manage.py retention``: what is due is done and counted; a doubt stops what destroys."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.choices.lists import ClosingReason
from casework.choices.states import CaseState
from casework.clock import mass
from casework.deadlines import midnight
from casework.models import Case, EliminationCertificate, LegalRepresentative, Saisine
from casework.services import conservation
from casework.timers import refresh, refresh_saisine
from casework.timers.rules import Rule
from confidentiality.choices import Role
from confidentiality.models import JournalEntry, PersonKey
from notifications import ticking
from notifications.choices import MessageKind
from notifications.models import OutboxMessage, Timer
from tests.casework import factories as people
from tests.casework.days import TODAY, again, holder, told
from tests.casework.path import Path
from tests.veille import factories
from veille.models import Cellule, EliminationAgreement

pytestmark = pytest.mark.django_db


def run(*options: str, on: date | None = None) -> str:
    """What the command prints, on a day that is confirmed."""
    out = StringIO()
    given = [f"--as-of={datetime.combine(on, datetime.min.time()).isoformat()}"] if on else []
    call_command("retention", *given, "--confirm-jump", *options, stdout=out)
    return out.getvalue()


def agree(place: Cellule) -> None:
    EliminationAgreement.objects.create(
        collectivite=place.collectivite, reference="AD62-2026-14", since=date(2020, 1, 1)
    )


def archived(place: Cellule, due_on: date, count: int = 1) -> list[Case]:
    """Archived cases whose conservation ends that day."""
    made = [people.case(place, state=CaseState.ARCHIVE, purge_due_on=due_on) for _ in range(count)]
    for case in made:
        refresh(case)
    return made


def everything() -> dict[str, Any]:
    return {
        "cases": sorted(Case.objects.for_system("all").values_list("pk", "state", "version")),
        "timers": sorted(Timer.objects.values_list("pk", "state", "due_at"), key=str),
        "keys": sorted(PersonKey.objects.values_list("pk", "sealed_at"), key=str),
        "lines": JournalEntry.objects.count(),
        "messages": OutboxMessage.objects.count(),
    }


class TestWhatIsDue:
    def test_each_rule_is_done_and_counted(self, place: Cellule) -> None:
        """A case to archive, one to eliminate, a draft, representatives of an adult."""
        agree(place)
        closed = people.case(place, state=CaseState.CLOS, closing_code=ClosingReason.OBJECTIFS)
        adult = people.case(place, birth_date=people.born(19))
        LegalRepresentative.objects.create(
            young_person=adult.young_person, quality="mere", last_name="Exemple", first_name="Al"
        )
        draft = Path().draft().saisine
        Saisine.objects.for_system("old").filter(pk=draft.pk).update(
            created_at=timezone.now() - timedelta(days=300)
        )
        for each in (closed, adult):
            refresh(each)
        refresh_saisine(draft)
        archived(place, TODAY)

        text = run(on=TODAY + timedelta(days=1))

        for label in (Rule.ARCHIVE, Rule.SCELLEMENT, Rule.MAJORITE, Rule.BROUILLON):
            assert f"{label.label}\u202f: 1 traitée\n" in text
        assert again(closed).state == CaseState.ARCHIVE
        assert not LegalRepresentative.objects.exists()
        assert not Saisine.objects.for_system("gone").exists()

    def test_nothing_due_is_said(self) -> None:
        assert run() == "Rien n’est arrivé à terme.\n"

    def test_it_sends_no_reminder_of_another_kind(self, place: Cellule) -> None:
        case = people.case(place)
        refresh(case)

        run(on=TODAY + timedelta(days=25))

        assert Timer.objects.filter(rule=Rule.ALERTE, state="waiting").exists()

    def test_a_dry_run_counts_and_changes_nothing(self, place: Cellule) -> None:
        archived(place, TODAY, 2)
        before = everything()

        text = run("--dry-run")

        assert text == f"{Rule.SCELLEMENT.label}\u202f: 2 à faire\n"
        assert everything() == before
        run()
        assert everything() != before


class TestGuards:
    def test_ten_years_ahead_nothing_is_destroyed(self, place: Cellule) -> None:
        archived(place, TODAY + timedelta(days=90), 3)
        ticking.tick()
        before = everything()
        far = f"--as-of={(TODAY + timedelta(days=3653)).isoformat()}"

        with pytest.raises(CommandError, match="quarante-huit heures") as refused:
            call_command("retention", far)

        assert refused.value.returncode == 3
        assert everything() == before

    def test_more_than_five_in_a_hundred_wait_for_somebody(self, place: Cellule) -> None:
        for _ in range(4):
            people.case(place)
        archived(place, TODAY, mass.FLOOR + 1)

        with pytest.raises(CommandError, match="--confirm-mass") as refused:
            run()

        assert refused.value.returncode == 3
        assert not Case.objects.for_system("all").filter(state=CaseState.A_ELIMINER).exists()
        assert "trop de situations" in run("--dry-run").lower()
        run("--confirm-mass")
        assert not Case.objects.for_system("all").filter(state=CaseState.ARCHIVE).exists()

    def test_the_tick_of_every_five_minutes_is_held_too(self, place: Cellule) -> None:
        archived(place, TODAY, mass.FLOOR + 1)

        assert ticking.tick(limit=1000).doubt == "mass"
        assert Case.objects.for_system("all").filter(state=CaseState.ARCHIVE).count() == 11

    def test_a_small_cellule_ends_its_few_cases_without_being_asked(self, place: Cellule) -> None:
        archived(place, TODAY, mass.FLOOR)

        assert f"{mass.FLOOR} traitées" in run()

    def test_cases_that_wait_for_the_archives_are_not_counted(self, place: Cellule) -> None:
        for case in archived(place, TODAY, mass.FLOOR + 1):
            conservation.seal(case_id=case.pk, at=timezone.now())

        assert not mass.ends_too_many(timezone.now())
        agree(place)
        assert mass.ends_too_many(timezone.now())

    def test_birthdays_of_the_year_to_come_are_not_counted(self, place: Cellule) -> None:
        for _ in range(mass.FLOOR + 1):
            case = people.case(place, birth_date=people.born(25, days=20))
            refresh(case)
        Timer.objects.update(due_at=timezone.now())

        assert not mass.ends_too_many(timezone.now())


class TestNotice:
    def test_the_coordination_is_told_thirty_days_before_and_once(self, place: Cellule) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        due = TODAY + timedelta(days=40)
        archived(place, due)

        run(on=due - timedelta(days=31))
        assert told(MessageKind.CONSERVATION_ENDS) == set()
        run(on=due - timedelta(days=30))
        run(on=due - timedelta(days=29))

        assert told(MessageKind.CONSERVATION_ENDS) == {coordinator}
        assert OutboxMessage.objects.filter(kind=MessageKind.CONSERVATION_ENDS).count() == 1

    def test_nobody_is_told_of_what_ends_the_same_day(self, place: Cellule) -> None:
        holder(Role.COORDONNATEUR, place)
        archived(place, TODAY)

        run()

        assert told(MessageKind.CONSERVATION_ENDS) == set()

    def test_a_twenty_fifth_birthday_is_told_before_without_a_timer_that_tells_it(
        self, place: Cellule
    ) -> None:
        coordinator = holder(Role.COORDONNATEUR, place)
        birthday = date(TODAY.year + 1, 1, 12)
        case = people.case(place, birth_date=date(birthday.year - 25, 1, 12))
        refresh(case)

        for days in range(40, 0, -1):
            run(on=birthday - timedelta(days=days))
            early = days > 30
            assert told(MessageKind.CONSERVATION_ENDS) == (set() if early else {coordinator})
            days_of = Timer.objects.filter(target_id=case.pk, state="waiting", rule=Rule.AGE)
            assert days == 1 or midnight(birthday) not in days_of.values_list("due_at", flat=True)
        assert OutboxMessage.objects.filter(kind=MessageKind.CONSERVATION_ENDS).count() == 1


class TestCertificate:
    def test_a_day_counts_what_it_destroyed_under_each_agreement_and_names_nobody(
        self, place: Cellule
    ) -> None:
        agree(place)
        archived(place, TODAY, 3)

        run()

        certificate = EliminationCertificate.objects.get()
        assert (certificate.cases, certificate.people) == (3, 3)
        assert certificate.agreement_reference == "AD62-2026-14"
        assert certificate.day == TODAY

    def test_a_person_whom_another_case_holds_is_not_counted_as_erased(
        self, place: Cellule
    ) -> None:
        agree(place)
        [case] = archived(place, TODAY)
        other = factories.cellule(tenant=place.collectivite)
        people.case(other, young_person=case.young_person)

        run()

        certificate = EliminationCertificate.objects.get()
        assert (certificate.cases, certificate.people) == (1, 0)
