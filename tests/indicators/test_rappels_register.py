"""Once a case is eliminated, its rappel stays a numbered line of the register, without anybody."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import models

from casework.choices.states import CaseState, RappelState
from casework.models import Case, RappelALOrdre, RappelLine
from casework.services.erasure import erase_case
from casework.services.rappels import _next_number
from tests.casework import factories as people
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


def held(place: Cellule) -> RappelALOrdre:
    """A rappel that was held, in a case that is over."""
    case = people.case(place, state=CaseState.ARCHIVE)
    return people.rappel(case, "F04", state=RappelState.REALISE, done_on=DAY)


def test_its_number_its_day_its_commune_and_its_level_remain(place: Cellule) -> None:
    rappel = held(place)

    erase_case(rappel.case)

    line = RappelLine.objects.get()
    assert (line.commune, line.number) == (rappel.commune, rappel.register_number)
    assert (line.done_on, line.level) == (DAY, rappel.level)
    assert not RappelALOrdre.objects.exists()


def test_a_line_leads_to_nobody(place: Cellule) -> None:
    rappel = held(place)
    known = {rappel.pk, rappel.case_id, rappel.case.young_person_id}

    erase_case(rappel.case)

    assert RappelLine.objects.get().pk not in known
    assert {field.name for field in RappelLine._meta.get_fields()} == {
        "id",
        "commune",
        "number",
        "done_on",
        "level",
    }
    links = [field for field in RappelLine._meta.fields if isinstance(field, models.ForeignKey)]
    assert [field.name for field in links] == ["commune"]


def test_a_rappel_that_was_not_held_leaves_no_line(place: Cellule) -> None:
    case = people.case(place, state=CaseState.ARCHIVE)
    people.rappel(case, "F04", state=RappelState.SANS_OBJET)

    erase_case(case)

    assert not Case.objects.for_system("gone").exists()
    assert not RappelLine.objects.exists()


def test_a_number_is_never_given_again(place: Cellule) -> None:
    rappel = held(place)
    number = rappel.register_number or 0

    erase_case(rappel.case)

    assert number > 0
    assert _next_number(rappel) == number + 1


def test_erased_again_after_a_restore_it_is_the_same_line(place: Cellule) -> None:
    rappel = held(place)
    assert rappel.register_number is not None
    RappelLine.objects.create(
        commune=rappel.commune, number=rappel.register_number, done_on=DAY, level=rappel.level
    )

    erase_case(rappel.case)

    assert RappelLine.objects.count() == 1
