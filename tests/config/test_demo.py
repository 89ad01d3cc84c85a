"""The demonstration: what it promises to those who try the product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from casework.choices.exports import ExportState
from casework.choices.lists import FreezeReason
from casework.choices.states import (
    ENDED,
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    SaisineState,
    TransactionState,
)
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    DelaySetting,
    Export,
    JudicialStatus,
    MotivatedReading,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
    YoungPerson,
)
from casework.search import duplicates
from casework.services.exports import ALONE_AT_MOST
from casework.timers.rules import Rule
from confidentiality import journal_key
from confidentiality.choices import CharteState, Role
from confidentiality.models import User
from confidentiality.replay import replay
from config.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from config.demo.blueprint import JOURNEY, PLANS
from indicators.choices import BulletinState
from indicators.declared import filled, missing_of
from indicators.models import Bulletin, ReleasedValue
from indicators.periods import AccountPeriod, last_closed_month
from indicators.plans import followed
from indicators.releasing.calendar import following
from indicators.verify import read, report
from indicators.years import year_to_fill
from notifications.models import OutboxMessage, Timer, TimerState
from veille.choices import CollectiviteKind, SeanceState, ViolationState
from veille.hats import actor_of, chartes_to_sign, hats_of
from veille.models import Cddf, Cellule, Collectivite, Delegation, Designation, ParquetProtocol
from veille.services.mandates import renewable

WHY = "the tests look at everything"
# Every plot that is written, and one drawn at random.
CASES = 56
# Closed by day, archived that night; what is destroyed leaves no row.
UNREACHABLE = {CaseState.CLOS, CaseState.PURGE}
# Postponing gives the new date in the same act; no mission is suspended.
PASSED_THROUGH = {RappelState.REPORTE}, {FollowUpState.ADHESION, FollowUpState.SUSPENDU}


@pytest.fixture(scope="module")
def printed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Built once for the module, then rolled back; gives what the command printed."""
    out = StringIO()
    key = tmp_path_factory.mktemp("keys") / "indicators.key"
    journal_key.ensure(key, of="des contributions")
    around = transaction.atomic()
    # As for every other test: what must be outermost elsewhere may be nested here.
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), around:
        with override_settings(JALON_DEMO=True, JALON_INDICATORS_KEY=key):
            call_command("demo", cases=CASES, seed=1, stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed")]


def journey() -> Cellule:
    plan = next(each for owner in PLANS for each in owner.cellules if each.key == JOURNEY)
    return Cellule.objects.get(name=plan.name)


def states_of(model: Any) -> set[str]:
    return set(model.objects.for_system(WHY).values_list("state", flat=True))


def hat_of(local: str) -> Designation:
    return Designation.objects.get(user__email=f"{local}@demo.jalon.test")


def test_every_reachable_state_of_the_path_is_met() -> None:
    assert Case.objects.for_system(WHY).count() == CASES
    assert states_of(Case) == set(CaseState) - UNREACHABLE


def test_every_reachable_state_of_the_measures_is_met() -> None:
    assert states_of(RappelALOrdre) == set(RappelState) - PASSED_THROUGH[0]
    assert states_of(CddfReferral) == set(CddfState)
    assert states_of(ReferentFollowUp) == set(FollowUpState) - PASSED_THROUGH[1]
    assert states_of(Bilan) == set(BilanState)
    assert states_of(Saisine) == set(SaisineState) - {SaisineState.EXPIREE}


def test_every_new_machine_has_something_to_show() -> None:
    parents = AccompagnementState
    assert states_of(AccompagnementParental) == {
        parents.ENVISAGE,
        parents.VERIFIE,
        parents.PROPOSE,
        parents.EN_COURS,
    }
    assert states_of(Transaction) == {TransactionState.PROPOSEE}
    assert states_of(Relais) == {RelaisState.REMIS}
    assert states_of(RightsRequest) == {
        RightsState.GEL,
        RightsState.INSTRUITE,
        RightsState.REPONDUE,
    }
    assert JudicialStatus.objects.for_system(WHY).count() == 1
    cases = Case.objects.for_system(WHY)
    assert set(cases.exclude(freeze_code="").values_list("freeze_code", flat=True)) == set(
        FreezeReason
    )
    assert cases.exclude(deferral_code="").count() == 1
    assert MotivatedReading.objects.filter(opened_at=None).count() == 1


def test_the_institutions_have_something_to_look_at() -> None:
    tenant = journey().collectivite
    assert tenant.elimination_agreements.count() == 1
    assert tenant.violations.get().state == ViolationState.QUALIFIEE
    assert renewable(tenant.mandates.get()).count() == 2
    assert DelaySetting.objects.get().cellule == journey()


def test_nothing_is_late_by_months() -> None:
    """On the first day the clock reminds; it closes, freezes and destroys nothing."""
    rules = Timer.objects.filter(state=TimerState.WAITING, due_at__lte=timezone.now())
    late = set(rules.values_list("rule", flat=True))
    reminders = {Rule.ALERTE, Rule.PARQUET, Rule.REDACTION, Rule.SAISINE, "pleniere"}
    # Sealed, and waiting each day for the agreement of the archives.
    assert late <= reminders | {Rule.ELIMINATION}
    due = Case.objects.for_system(WHY).exclude(state__in=ENDED).exclude(next_due_on=None)
    oldest = timezone.localdate() - timedelta(days=31)
    assert not due.filter(next_due_on__lt=oldest).exists()


def test_every_history_leads_to_its_row() -> None:
    done = replay()
    assert done.rows > CASES
    assert done.faults == []


def test_the_history_ends_before_today_and_covers_more_than_a_year() -> None:
    opened = Case.objects.for_system(WHY).order_by("opened_on").values_list("opened_on", flat=True)
    first, last = opened[0], opened.reverse()[0]
    assert (timezone.localdate() - first).days > 365
    assert last < timezone.localdate()


def test_followed_cases_have_a_person_informed_first() -> None:
    for case in Case.objects.for_system(WHY).exclude(engaged_on=None):
        assert case.informed_on is not None
        assert case.engaged_on is not None
        assert case.opened_on <= case.informed_on <= case.engaged_on


def test_young_people_are_of_age_and_followed_minors_have_a_representative() -> None:
    readable = YoungPerson.objects.for_system(WHY).exclude(cases__state=CaseState.A_ELIMINER)
    for person in readable.filter(cases__isnull=False):
        assert 12 <= person.age() < 25
        # Erased at closing, with the contact details.
        followed = person.cases.exclude(state=CaseState.ARCHIVE).exists()
        assert person.representatives.exists() == (followed and person.is_minor())


def test_names_carry_accents_particles_and_hyphens() -> None:
    people = YoungPerson.objects.for_system(WHY).exclude(cases__state=CaseState.A_ELIMINER)
    names = " ".join(person.last_name for person in people)
    assert all(sign in names for sign in ("é", "’", "-", "de ", "Ben "))


def test_six_collectivites_eight_cellules_and_one_without_charte() -> None:
    assert Collectivite.objects.count() == 6
    epci = Collectivite.objects.get(kind=CollectiviteKind.EPCI)
    assert epci.communes.count() > 1
    arrondissements = Collectivite.objects.values("seat__arrondissement").distinct()
    assert arrondissements.count() == 4
    assert Cellule.objects.count() == 8
    assert Cellule.objects.filter(in_zsp=True).count() == 1
    without = Cellule.objects.exclude(circle__chartes__state=CharteState.EN_VIGUEUR)
    assert without.count() == 1
    assert not without.get().cases.exists()
    assert Cddf.objects.count() == 3
    assert ParquetProtocol.objects.count() == 4


def test_one_delegation_is_in_force_and_one_has_expired() -> None:
    today = timezone.localdate()
    assert sorted(each.in_force(today) for each in Delegation.objects.all()) == [False, True]


def test_no_account_is_superuser_and_every_role_is_held() -> None:
    assert not User.objects.filter(is_superuser=True).exists()
    assert set(Designation.objects.values_list("role", flat=True)) == set(Role)


def test_each_account_of_the_sign_in_page_opens_and_wears_its_role(printed: str) -> None:
    now = timezone.now()
    for account in DEMO_ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.full_name == account.name
        assert account.role in {hat.role for hat in hats_of(user, now)}
        assert account.email in printed
    # One hash for all: checked once, it is slow on purpose.
    assert User.objects.values("password").distinct().count() == 1
    assert User.objects.first().check_password(DEMO_PASSWORD)  # type: ignore[union-attr]
    assert DEMO_PASSWORD in printed


def test_of_the_main_accounts_only_the_principal_still_has_to_sign() -> None:
    now = timezone.now()
    main = [account.email for account in DEMO_ACCOUNTS]
    waiting = {
        hat.user.email
        for hat in Designation.objects.filter(user__email__in=main)
        if chartes_to_sign(actor_of(hat), now).exists()
    }
    assert waiting == {"principal@demo.jalon.test"}


def test_one_agent_wears_two_hats_and_chooses() -> None:
    user = User.objects.get(email="deux-casquettes@demo.jalon.test")
    assert {hat.role for hat in hats_of(user, timezone.now())} == {Role.MEMBRE, Role.REFERENT}


@pytest.mark.parametrize("local", ["coordonnateur", "maire", "elue"])
def test_who_answers_for_the_journey_sees_all_its_cases(local: str) -> None:
    now = timezone.now()
    seen = Case.objects.visible_to(actor_of(hat_of(local)), now).filter(cellule=journey())
    # An archive is read by nobody, unless two people agree to it.
    running = Case.objects.for_system(WHY).exclude(state=CaseState.ARCHIVE)
    assert set(seen) == set(running.filter(cellule=journey()))
    assert seen.exists()


def test_work_awaits_each_main_account() -> None:
    now = timezone.now()
    referent = actor_of(hat_of("referent"))
    missions = ReferentFollowUp.objects.visible_to(referent, now)
    assert missions.filter(state=FollowUpState.DESIGNE).exists()
    assert Bilan.objects.visible_to(referent, now).filter(state=BilanState.A_REDIGER).exists()
    asked = RappelALOrdre.objects.visible_to(actor_of(hat_of("parquet")), now)
    assert asked.filter(state=RappelState.CONSULTATION).exists()
    assert CddfReferral.objects.visible_to(actor_of(hat_of("cddf")), now).exists()
    received = Saisine.objects.visible_to(actor_of(hat_of("coordonnateur")), now)
    assert received.filter(state=SaisineState.SOUMISE).exists()
    coming = journey().seances.get(state=SeanceState.PLANIFIEE)
    assert coming.held_at > now
    assert coming.items.exists()
    assert not journey().informs_before_examination


def test_the_oldest_messages_are_gone() -> None:
    assert 0 < OutboxMessage.objects.count() < 100


def test_the_journal_is_whole() -> None:
    out = StringIO()
    call_command("journal_verify", stdout=out)
    assert "Le journal est intact." in out.getvalue()


def test_a_used_database_is_refused() -> None:
    with override_settings(JALON_DEMO=True), pytest.raises(CommandError, match="déjà des données"):
        call_command("demo")


def test_one_export_waits_for_the_maire_and_one_saisine_resembles_somebody() -> None:
    chair = actor_of(hat_of("coordonnateur"))
    export = Export.objects.get()
    assert (export.state, export.asked_by_id) == (ExportState.ATTENDUE, chair.hat_id)
    assert timezone.localdate(export.until) == timezone.localdate()
    assert export.people > ALONE_AT_MOST

    waiting = Saisine.objects.for_system(WHY).filter(state=SaisineState.SOUMISE)
    said = waiting.filter(cellule=journey())
    assert any(duplicates(chair, each.young_person, each.cellule_id) for each in said)


def test_the_pilot_services_declared_two_years_with_gaps() -> None:
    found = followed(timezone.localdate())
    assert found is not None
    last = year_to_fill(timezone.localdate())
    pilots = {actor_of(hat).organisation_kind for hat in Designation.objects.filter(role="pilote")}
    assert pilots == {"dsden", "spip", "prefecture"}
    for year in (last, last - 1, last - 2):
        for service in ("DASEN", "SPIP", "PREF"):
            there = [key for key in filled(found.plan, year) if key[2] == service]
            assert there
            assert missing_of(found.plan, service, year) or year != last
    assert missing_of(found.plan, "DDCS", last - 1)
    assert any(filled(found.plan, last - 1).values())


def test_the_closed_months_of_the_year_are_published_by_two_agents() -> None:
    last = last_closed_month(timezone.now())
    due, expected = AccountPeriod.parse(f"{last.first.year - 1}-12"), []
    while due.last <= last.last:
        expected.append(str(due))
        due = following(due)
    rows = Bulletin.objects.order_by("publication__rank")

    published = rows.filter(state=BulletinState.PUBLIE)
    assert [str(each.period) for each in published.filter(corrects=None)] == expected
    corrected = [str(each.period) for each in published.exclude(corrects=None)]
    # Nothing to correct yet before the accounts of March.
    assert corrected == ([f"{last.first:%Y}-02"] if last.first.month > 2 else [])
    year = ReleasedValue.objects.filter(span=str(last.first.year - 1))
    assert year.filter(territory="cellule").count() > 50
    assert year.exclude(age_band="").count() > 200
    for row in rows.exclude(publication=None):
        assert (row.prefecture_by, row.dpo_by) == (hat_of("prefecture").user, hat_of("dpo").user)
        assert row.publication.published_at > row.period.closes_at
        assert "valeurs restent possibles" in report(read(row.content.document.encode()))
