"""What a stale form is answered: which function changed the row, and when. Never a name."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import Case
from casework.services import cases
from casework.services.lapses import freeze_uninformed
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM, Sent
from tests.casework import factories as people
from tests.casework.alerts import words
from tests.veille import factories
from veille.french import at_time, day_month_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return people.case(state=CaseState.EN_COURS)


@pytest.fixture
def reader(case: Case) -> Actor:
    return factories.agent(Role.COORDONNATEUR, case.cellule)


def suspend(case: Case, actor: Actor, sent: Sent = NOT_A_FORM) -> None:
    review_on = timezone.localdate() + timedelta(days=20)
    cases.suspend(
        case_id=case.pk,
        actor=actor,
        code="autre_indisponibilite",
        review_on=review_on,
        sent=sent,
    )


def stale(case: Case, reader: Actor) -> str:
    """What the reader, whose form bears the version before, is answered."""
    address = reverse("casework:case_act", args=[case.reference, "suspendre"])
    answer = factories.signed_in(reader).post(
        address,
        {
            "version": case.version,
            "cle": uuid4(),
            "code": "autre_indisponibilite",
            "review_on": (timezone.localdate() + timedelta(days=20)).strftime("%d/%m/%Y"),
        },
    )
    assert answer.status_code == 409
    return words(answer)


def test_the_page_names_the_function_and_the_hour(case: Case, reader: Actor) -> None:
    other = factories.agent(Role.COORDONNATEUR, case.cellule)
    at = timezone.now()
    suspend(case, other, Sent(at=at))

    page = stale(case, reader)

    assert f"Le coordonnateur a modifié cette page à {at_time(at)}".replace("\u202f", " ") in page
    assert other.label not in page


def test_a_change_of_another_day_bears_its_date(case: Case, reader: Actor) -> None:
    other = factories.agent(Role.COORDONNATEUR, case.cellule, days=(-30, 30))
    at = timezone.now() - timedelta(days=2)
    suspend(case, other, Sent(at=at))

    day = day_month_year(timezone.localdate(at))
    assert f"Le coordonnateur a modifié cette page le {day} à" in stale(case, reader)


def test_one_s_other_window_is_told_as_such(case: Case, reader: Actor) -> None:
    suspend(case, reader)

    assert "Un envoi de votre part, dans une autre fenêtre, a modifié" in stale(case, reader)


def test_what_the_clock_changed_is_told_as_such(reader: Actor, case: Case) -> None:
    untold = people.case(case.cellule)
    freeze_uninformed(case_id=untold.pk, at=timezone.now())

    page = stale(untold, reader)

    assert "Une échéance a modifié cette page" in page
