"""Conditions of the CDDF, of the follow-up and of the bilan: yes, no, and the day in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casework.choices.states import MEASURES_ADVANCE, BilanState, CaseState
from casework.guards import measures as guards
from casework.guards import rappels
from casework.models import (
    Bilan,
    Case,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    YoungPerson,
)
from tests.casework import factories as people
from tests.casework.factories import born
from veille.choices import NEVER_REFERENT, OrganisationKind
from veille.models import Cddf, Organisation


def of(birth_date: date) -> Case:
    return Case(young_person=YoungPerson(birth_date=birth_date))


@pytest.mark.parametrize(("birth_date", "minor"), [(born(18, days=1), True), (born(18), False)])
def test_i42_the_cddf_hears_families_of_minors(birth_date: date, minor: bool) -> None:
    assert guards.person_is_minor(CddfReferral(case=of(birth_date))) is minor


@pytest.mark.parametrize(
    ("hour", "minor"),
    [((0, 15), False), ((9, 0), False), ((-1, 45), True)],
    ids=["a quarter past midnight on the day", "that morning", "the evening before"],
)
def test_i42_the_young_person_is_a_minor_on_the_day_of_the_hearing(
    hour: tuple[int, int], minor: bool
) -> None:
    birthday = timezone.localdate() + timedelta(days=20)
    midnight = datetime.combine(
        birthday, datetime.min.time(), tzinfo=timezone.get_default_timezone()
    )
    hearing = midnight + timedelta(hours=hour[0], minutes=hour[1])
    # As the database gives it back: in universal time, an hour or two behind.
    referral = CddfReferral(
        case=of(birthday - relativedelta(years=18)), hearing_at=hearing.astimezone(UTC)
    )

    assert guards.person_is_minor_at_hearing(referral) is minor


def test_a_hearing_without_a_date_is_judged_later() -> None:
    assert guards.person_is_minor_at_hearing(CddfReferral(case=of(born(30))))


def test_i42_a_commune_has_created_its_cddf() -> None:
    assert not guards.cddf_exists(CddfReferral())
    assert guards.cddf_exists(CddfReferral(cddf=Cddf()))


def test_the_cddf_recommends_something() -> None:
    assert not guards.has_recommendations(CddfReferral())
    assert guards.has_recommendations(CddfReferral(recommendations=["assiduite_scolaire"]))


def test_i43_a_third_party_is_told_as_was_examined_with_the_family() -> None:
    assert not guards.examined_with_family(CddfReferral())
    assert guards.examined_with_family(CddfReferral(examined_with_family=True))


@pytest.mark.parametrize(("absences", "again"), [(0, True), (1, True), (2, False)])
def test_i41_a_family_is_convened_twice_at_most(absences: int, again: bool) -> None:
    assert guards.may_be_convened_again(CddfReferral(absence_count=absences)) is again
    assert rappels.one_absence_only(RappelALOrdre(absence_count=absences)) is again


@pytest.mark.parametrize("state", CaseState.values)
def test_i30_a_measure_advances_while_the_case_is_engaged_and_before_the_cellule(
    state: str,
) -> None:
    engaged = Case(state=state, engaged_on=timezone.localdate())
    not_engaged = Case(state=state)

    for guard, measure in (
        (guards.case_is_engaged, CddfReferral(case=engaged)),
        (guards.case_is_engaged, ReferentFollowUp(case=engaged)),
        (rappels.case_is_engaged, RappelALOrdre(case=engaged)),
    ):
        assert guard(measure) is (state in MEASURES_ADVANCE)
        measure.case = not_engaged
        assert not guard(measure)


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_a_referent_neither_polices_nor_prosecutes(kind: str) -> None:
    mission = ReferentFollowUp(organisation=Organisation(kind=kind))

    assert guards.referent_may_accompany(mission) is (kind not in NEVER_REFERENT)


def test_the_employer_agrees() -> None:
    assert not guards.employer_agreed(ReferentFollowUp())
    assert guards.employer_agreed(ReferentFollowUp(employer_agreed_on=timezone.localdate()))


def test_i47_the_young_person_adheres() -> None:
    assert not guards.young_person_adheres(ReferentFollowUp())
    assert guards.young_person_adheres(ReferentFollowUp(young_adhesion_on=timezone.localdate()))


@pytest.mark.parametrize(
    ("birth_date", "family", "allowed"),
    [(born(18, days=1), False, False), (born(18, days=1), True, True), (born(18), False, True)],
    ids=["the day before 18", "the family adheres", "the day of 18"],
)
def test_i47_the_family_of_a_minor_adheres(birth_date: date, family: bool, allowed: bool) -> None:
    day = timezone.localdate() if family else None
    mission = ReferentFollowUp(case=of(birth_date), family_adhesion_on=day)

    assert guards.family_adheres(mission) is allowed


@pytest.mark.django_db
@pytest.mark.parametrize("state", BilanState.values)
def test_a_mission_ends_once_its_bilan_is_written(state: str) -> None:
    mission = people.follow_up(people.case())
    people.bilan(mission.case, mission, state=state)

    assert guards.no_bilan_is_waiting(mission) is (state != BilanState.A_REDIGER)


@pytest.mark.parametrize("missing", ["", "adhesion", "objectives", "reiteration", "proposal"])
def test_a_bilan_is_complete(missing: str) -> None:
    content: dict[str, object] = {
        "adhesion": "forte",
        "objectives": {"scolarite": "atteint"},
        "reiteration": "aucune_connue",
        "proposal": "cloture",
    }
    content.pop(missing, None)

    assert guards.bilan_is_complete(Bilan(**content)) is not bool(missing)
