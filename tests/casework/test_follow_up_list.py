"""« Mes suivis »: a référent recognises the young people who accepted to be followed by them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casework.choices.states import CaseState
from tests.casework.path import Path
from tests.veille import factories

pytestmark = pytest.mark.django_db


def listed(path: Path) -> str:
    client = factories.signed_in(path.referent)
    return client.get(reverse("casework:follow_up_list")).content.decode()


def test_the_name_opens_with_the_mission_not_before() -> None:
    path = Path().to(CaseState.EN_COURS).designate()
    name = path.case.young_person.last_name

    assert path.case.reference in listed(path)
    assert name not in listed(path)

    path.accept_mission()

    assert name in listed(path)
