"""Conditions of the path: yes, no, and the day in between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.choices.states import (
    CDDF_FINAL,
    RAPPEL_FINAL,
    BilanState,
    CddfState,
    FollowUpState,
    RappelState,
)
from casework.guards import cases as guards
from casework.models import Case, YoungPerson
from tests.casework import factories as people
from tests.casework.factories import born
from veille.models import Cellule


def of(birth_date: date, **fields: object) -> Case:
    return Case(young_person=YoungPerson(birth_date=birth_date), **fields)


@pytest.mark.parametrize(
    ("birth_date", "allowed"),
    [(born(25, days=1), True), (born(25), False), (born(25, days=-1), False)],
    ids=["the day before 25", "the day of 25", "the day after 25"],
)
def test_the_follow_up_stops_on_the_25th_birthday(birth_date: date, allowed: bool) -> None:
    assert guards.under_age_limit(of(birth_date)) is allowed


def test_i30_the_young_person_is_informed() -> None:
    assert not guards.person_is_informed(Case())
    assert guards.person_is_informed(Case(informed_on=timezone.localdate()))


@pytest.mark.parametrize(
    ("birth_date", "informed", "contrary", "allowed"),
    [
        (born(18, days=1), False, False, False),
        (born(18, days=1), True, False, True),
        (born(18, days=1), False, True, True),
        (born(18), False, False, True),
    ],
    ids=["the day before 18", "informed", "contrary interest", "the day of 18"],
)
def test_i30_the_representatives_of_a_minor_are_informed(
    birth_date: date, informed: bool, contrary: bool, allowed: bool
) -> None:
    case = of(
        birth_date,
        representatives_informed_on=timezone.localdate() if informed else None,
        representatives_not_informed=contrary,
    )

    assert guards.representatives_are_informed(case) is allowed


@pytest.mark.parametrize(
    ("before", "informed", "allowed"),
    [(True, False, False), (True, True, True), (False, False, True)],
)
def test_the_cellule_chooses_to_inform_before_the_examination(
    before: bool, informed: bool, allowed: bool
) -> None:
    case = Case(
        cellule=Cellule(informs_before_examination=before),
        informed_on=timezone.localdate() if informed else None,
    )

    assert guards.informed_when_policy_says_so(case) is allowed


@pytest.mark.django_db
@pytest.mark.parametrize("state", RappelState.values)
def test_a_rappel_under_way_holds_the_closing_back(state: str) -> None:
    case = people.case()
    people.rappel(case, state=state)

    assert guards.measures_are_final(case) is (state in RAPPEL_FINAL)


@pytest.mark.django_db
@pytest.mark.parametrize("state", CddfState.values)
def test_a_family_before_the_cddf_holds_the_closing_back(state: str) -> None:
    case = people.case()
    people.referral(case, state=state)

    assert guards.measures_are_final(case) is (state in CDDF_FINAL)


@pytest.mark.django_db
@pytest.mark.parametrize("state", FollowUpState.values)
def test_a_mission_under_way_holds_the_closing_back(state: str) -> None:
    case = people.case()
    people.follow_up(case, state=state)

    assert guards.measures_are_final(case) is (state == FollowUpState.TERMINE)


@pytest.mark.django_db
@pytest.mark.parametrize("state", BilanState.values)
def test_i48_a_bilan_counts_once_presented(state: str) -> None:
    case = people.case()
    people.bilan(case, state=state)

    assert guards.bilan_is_valid(case) is (state == BilanState.VALIDE)
    assert guards.bilan_was_presented(case) is (
        state in (BilanState.PRESENTE, BilanState.COMMUNIQUE)
    )


def test_only_an_engaged_follow_up_goes_on() -> None:
    assert not guards.already_engaged(Case())
    assert guards.already_engaged(Case(engaged_on=timezone.localdate()))


@pytest.mark.parametrize(
    ("code", "kept"), [("objectifs_atteints", True), ("opposition_fondee", False)]
)
def test_a_closing_keeps_an_archive_or_none(code: str, kept: bool) -> None:
    case = Case(closing_code=code)

    assert guards.closing_keeps_an_archive(case) is kept
    assert guards.closing_keeps_no_archive(case) is not kept


def test_a_frozen_case_moves_no_more() -> None:
    assert guards.information_holds_nothing(Case())
    assert guards.rights_hold_nothing(Case())
    assert not guards.information_holds_nothing(Case(freeze_code="information_30_jours"))
    assert not guards.rights_hold_nothing(Case(freeze_code="demande_de_droits"))


@pytest.mark.parametrize(("days", "runs"), [(1, True), (0, False), (-1, False)])
def test_a_follow_up_runs_until_the_day_of_its_term(days: int, runs: bool) -> None:
    case = Case(term_on=timezone.localdate() + timedelta(days=days))

    assert guards.term_is_not_reached(case) is runs


def test_a_person_is_put_off_only_before_being_told() -> None:
    assert guards.person_is_not_informed(Case())
    assert not guards.person_is_not_informed(Case(informed_on=timezone.localdate()))
