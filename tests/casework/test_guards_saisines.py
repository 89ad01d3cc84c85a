"""Conditions of a saisine: yes, no, and the day in between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.guards import saisines as guards
from casework.models import Saisine, YoungPerson
from tests.casework import factories as people
from tests.casework.factories import born
from tests.veille import factories


def about(birth_date: date) -> Saisine:
    return Saisine(young_person=YoungPerson(birth_date=birth_date))


@pytest.mark.parametrize(
    ("birth_date", "followed"),
    [
        (born(12, days=1), False),
        (born(12), True),
        (born(25, days=1), True),
        (born(25), False),
        (born(40), False),
    ],
    ids=["the day before 12", "the day of 12", "the day before 25", "the day of 25", "an adult"],
)
def test_i24_the_young_person_is_between_12_and_25(birth_date: date, followed: bool) -> None:
    assert guards.age_is_followed(about(birth_date)) is followed


@pytest.mark.parametrize(("count", "enough"), [(0, False), (1, True), (5, True), (6, False)])
def test_one_to_five_motifs_are_given(count: int, enough: bool) -> None:
    assert guards.has_motifs(Saisine(motifs=["decrochage"] * count)) is enough


@pytest.mark.parametrize("missing", ["", "q_crime_delit", "q_plainte_enquete", "q_danger"])
def test_i25_the_three_questions_are_answered(missing: str) -> None:
    answers = dict.fromkeys(("q_crime_delit", "q_plainte_enquete", "q_danger"), "ignore")
    if missing:
        answers[missing] = ""

    assert guards.has_three_answers(Saisine(**answers)) is not bool(missing)


def test_i25_the_author_attests() -> None:
    assert not guards.is_attested(Saisine())
    assert guards.is_attested(Saisine(attested_at=timezone.now()))


@pytest.mark.parametrize(
    ("answer", "reported", "allowed"),
    [("oui", False, False), ("oui", True, True), ("non", False, True), ("ignore", False, True)],
)
def test_i31_a_crime_is_reported_first(answer: str, reported: bool, allowed: bool) -> None:
    day = timezone.localdate() if reported else None

    assert guards.crime_is_reported(Saisine(q_crime_delit=answer, art40_on=day)) is allowed


@pytest.mark.parametrize(
    ("birth_date", "answer", "transmitted", "allowed"),
    [
        (born(18, days=1), "oui", False, False),
        (born(18, days=1), "oui", True, True),
        (born(18), "oui", False, True),
        (born(15), "non", False, True),
    ],
    ids=["a minor", "a minor, transmitted", "the day of 18", "no danger"],
)
def test_i32_the_danger_of_a_minor_is_transmitted_first(
    birth_date: date, answer: str, transmitted: bool, allowed: bool
) -> None:
    saisine = about(birth_date)
    saisine.q_danger = answer
    saisine.ip_on = timezone.localdate() - timedelta(days=1) if transmitted else None

    assert guards.danger_is_transmitted(saisine) is allowed


@pytest.mark.django_db
def test_the_commune_is_in_the_territory_of_the_cellule() -> None:
    place = factories.cellule()
    person = people.young_person(place)
    elsewhere = people.young_person(factories.cellule())

    assert guards.commune_is_in_territory(Saisine(cellule=place, young_person=person))
    assert not guards.commune_is_in_territory(Saisine(cellule=place, young_person=elsewhere))
