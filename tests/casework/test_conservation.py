"""After closing: archive, seal, eliminate; nothing is read past its term, nothing outlives it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.lists import ClosingReason
from casework.choices.states import CaseState
from casework.conservation import purge_due
from casework.models import Case, Tombstone, YoungPerson
from casework.services import conservation, endings
from confidentiality.errors import NotVisible, Refused
from confidentiality.models import Event, PersonKey
from confidentiality.seals import KeySealed
from tests.casework import factories as people
from tests.casework.decided import dismiss
from tests.casework.path import Path
from tests.veille import factories
from veille.models import EliminationAgreement

pytestmark = pytest.mark.django_db


def agree(case: Case) -> EliminationAgreement:
    return EliminationAgreement.objects.create(
        collectivite=case.cellule.collectivite, reference="AD62-2026-14", since=date(2020, 1, 1)
    )


def closed(**values: Any) -> Case:
    given: dict[str, Any] = {
        "state": CaseState.CLOS,
        "closed_on": timezone.localdate(),
        "closing_code": ClosingReason.OBJECTIFS,
    }
    return people.case(**(given | values))


def archived(**values: Any) -> Case:
    return conservation.archive(case_id=closed(**values).pk, at=timezone.now())


@pytest.mark.parametrize(
    ("closed_on", "born_on", "due"),
    [
        (date(2026, 3, 1), date(2010, 7, 4), date(2029, 3, 1)),
        (date(2026, 3, 1), date(2003, 5, 10), date(2028, 5, 10)),
        (date(2024, 2, 29), date(2010, 7, 4), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2004, 2, 29), date(2029, 2, 28)),
    ],
)
def test_i53_an_archive_ends_after_three_years_or_on_the_25th_birthday(
    closed_on: date, born_on: date, due: date
) -> None:
    assert purge_due(closed_on, born_on) == due


def test_i53_no_setting_keeps_an_archive_longer_than_three_years() -> None:
    day, born = date(2026, 3, 1), date(2012, 1, 1)

    assert purge_due(day, born, months=120) == purge_due(day, born, months=36)


def test_an_archive_lasts_what_the_collectivite_has_set() -> None:
    case = closed()

    case = conservation.archive(case_id=case.pk, at=timezone.now())

    months = case.cellule.collectivite.archive_months
    assert case.state == CaseState.ARCHIVE
    assert case.purge_due_on == timezone.localdate() + relativedelta(months=months)


@pytest.mark.parametrize("code", [ClosingReason.OPPOSITION, ClosingReason.DOUBLON])
def test_what_should_not_have_been_kept_is_not_archived(code: str) -> None:
    case = archived(closing_code=code)

    assert case.state == CaseState.A_ELIMINER
    assert case.purge_due_on == timezone.localdate()


def test_i56_a_sealed_case_is_unreadable_the_same_day_without_any_visa() -> None:
    case = archived()

    conservation.dispose(case_id=case.pk, at=timezone.now())

    again = Case.objects.for_system("after its term").get(pk=case.pk)
    assert again.state == CaseState.A_ELIMINER
    with pytest.raises(KeySealed):
        str(again.young_person.last_name)


def test_a_person_whom_another_cellule_follows_stays_readable() -> None:
    case = archived()
    people.case(factories.cellule(tenant=case.cellule.collectivite), young_person=case.young_person)

    conservation.dispose(case_id=case.pk, at=timezone.now())

    assert YoungPerson.objects.for_system("still followed").get().last_name


def test_i57_nothing_is_destroyed_without_the_agreement_of_the_archives() -> None:
    case = archived()
    conservation.seal(case_id=case.pk, at=timezone.now())

    with pytest.raises(Refused) as refused:
        conservation.eliminate(case_id=case.pk, at=timezone.now())

    assert [each.code for each in refused.value.refusals] == ["no_elimination_agreement"]
    assert PersonKey.objects.filter(pk=case.young_person.key_id).exists()


def test_i57_an_agreement_that_has_ended_destroys_nothing() -> None:
    case = archived()
    ended = agree(case)
    ended.until = timezone.localdate()
    ended.save()

    assert conservation.dispose(case_id=case.pk, at=timezone.now()) == "case.seal"


def test_i58_after_elimination_only_a_tombstone_without_anybody_remains() -> None:
    path = Path().to(CaseState.CLOS)
    case = conservation.archive(case_id=path.case.pk, at=timezone.now())
    agree(case)

    assert conservation.dispose(case_id=case.pk, at=timezone.now()) == "case.eliminate"

    stone = Tombstone.objects.get(pk=case.pk)
    assert stone.agreement_reference == "AD62-2026-14"
    assert not Case.objects.for_system("nothing is left").exists()
    assert not YoungPerson.objects.for_system("nothing is left").exists()
    assert not PersonKey.objects.exists()
    assert not Event.objects.filter(object_type="casework.case").exists()


@pytest.mark.parametrize(("informed", "days"), [(True, 90), (False, 0)])
def test_i59_a_case_not_followed_is_kept_ninety_days_if_the_person_was_told(
    informed: bool, days: int
) -> None:
    path = Path().to(CaseState.EN_EXAMEN)
    if not informed:
        Case.objects.for_system("as if nobody was told").update(informed_on=None)

    dismiss(path)

    case = path.case
    assert case.purge_due_on == path.today + timedelta(days=days)


@pytest.mark.parametrize("state", ["repere", "en_examen", "en_cours", "suspendu", "bilan_attendu"])
def test_i54_the_25th_birthday_closes_a_case_whatever_its_step(state: str) -> None:
    birthday = timezone.localdate() + timedelta(days=30)
    case = people.case(state=state, birth_date=birthday - relativedelta(years=25))
    at = timezone.make_aware(datetime.combine(birthday, datetime.min.time()))

    case = endings.close_for_age(case_id=case.pk, at=at)

    assert (case.state, case.closing_code) == (CaseState.CLOS, ClosingReason.LIMITE_AGE)


def test_i54_nobody_is_closed_for_age_the_day_before() -> None:
    birthday = timezone.localdate() + timedelta(days=30)
    case = people.case(birth_date=birthday - relativedelta(years=25))
    eve = timezone.make_aware(datetime.combine(birthday - timedelta(days=1), datetime.min.time()))

    with pytest.raises(Refused) as refused:
        endings.close_for_age(case_id=case.pk, at=eve)

    assert [each.code for each in refused.value.refusals] == ["age_limit_not_reached"]


def test_an_eliminated_case_is_gone_for_the_clock_too() -> None:
    case = archived()
    agree(case)
    conservation.dispose(case_id=case.pk, at=timezone.now())

    with pytest.raises(NotVisible):
        conservation.seal(case_id=case.pk, at=timezone.now())
