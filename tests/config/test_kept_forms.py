"""What was typed in a form that came after its confirmation: not lost, sealed, given back once."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from confidentiality import kept_forms
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import KeptForm
from tests.casework import factories as people
from tests.veille import factories
from veille.hats import actor_of
from veille.models import Cellule

pytestmark = pytest.mark.django_db

OPEN = "/lectures/ouvrir/"
WORDS = "Xqzpour répondre à la plainte reçue hier."


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


@pytest.fixture
def dpo(place: Cellule) -> Actor:
    return factories.agent(Role.DPO, place)


@pytest.fixture
def case(place: Cellule) -> Case:
    return people.case(place, state=CaseState.EN_COURS)


@pytest.fixture
def browser(dpo: Actor) -> Client:
    """Whose confirmation is over while the form is being filled."""
    return factories.signed_in(dpo)


def typed(case: Case) -> dict[str, str]:
    return {
        "situation": case.reference,
        "reason": "controle",
        "reference": "PLAINTE-7",
        "justification": WORDS,
    }


def confirm(browser: Client) -> str:
    sent = {"password": factories.PASSWORD, "suite": OPEN}
    return browser.post("/identite/", sent)["Location"]


def shown(browser: Client, address: str = OPEN) -> str:
    return html.unescape(browser.get(address).content.decode())


def test_the_form_comes_back_filled_and_is_sent_again(browser: Client, case: Case) -> None:
    led = browser.post(OPEN, typed(case))["Location"]
    assert "pas perdu" in shown(browser, led)
    assert not MotivatedReading.objects.exists()

    assert confirm(browser) == OPEN
    page = shown(browser)

    assert WORDS in page
    assert f'value="{case.reference}"' in page
    assert not MotivatedReading.objects.exists()
    assert browser.post(OPEN, typed(case))["Location"] == "/lectures/"
    assert MotivatedReading.objects.get().reference == "PLAINTE-7"


def test_it_is_given_once_and_nothing_is_kept_after(browser: Client, case: Case) -> None:
    browser.post(OPEN, typed(case))
    confirm(browser)

    assert WORDS in shown(browser)
    assert not KeptForm.objects.exists()
    assert WORDS not in shown(browser)
    assert "pas perdu" not in shown(browser, "/identite/")


def test_it_is_readable_neither_in_the_base_nor_in_the_address(browser: Client, case: Case) -> None:
    led = browser.post(OPEN, typed(case))["Location"]

    assert led == "/identite/?suite=%2Flectures%2Fouvrir%2F"
    session = browser.session
    assert "Xqz" not in repr(dict(session))
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (the names of our own tables)
            held = repr([tuple(map(_clear, row)) for row in cursor.fetchall()])
        assert ("Xqz" in held, "PLAINTE-7" in held) == (False, False), table


def _clear(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.parametrize(("minutes", "kept"), [(14, True), (16, False)])
def test_it_is_kept_for_a_quarter_of_an_hour(
    browser: Client, case: Case, minutes: int, kept: bool
) -> None:
    browser.post(OPEN, typed(case))

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        confirm(browser)
        assert (WORDS in shown(browser)) is kept


def test_what_is_over_goes_with_the_next_one(browser: Client, case: Case) -> None:
    browser.post(OPEN, typed(case))
    other = factories.signed_in(factories.agent(Role.DPO, case.cellule))

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        other.post(OPEN, typed(case))

    assert KeptForm.objects.count() == 1


def test_the_last_one_replaces_the_one_before(browser: Client, case: Case) -> None:
    browser.post(OPEN, typed(case))
    browser.post(OPEN, typed(case) | {"reference": "PLAINTE-8"})
    confirm(browser)

    page = shown(browser)
    assert ("PLAINTE-7" in page, "PLAINTE-8" in page) == (False, True)


def test_another_session_hat_or_page_reads_nothing(browser: Client, case: Case, dpo: Actor) -> None:
    browser.post(OPEN, typed(case))
    again = factories.confirmed(factories.signed_in(dpo))
    other = factories.confirmed(
        factories.signed_in(actor_of(factories.designation(Role.DPO, case.cellule, user=dpo.user)))
    )

    assert WORDS not in shown(again)
    assert WORDS not in shown(other)
    confirm(browser)
    assert WORDS not in shown(browser, f"{OPEN}{case.reference}/")
    assert WORDS in shown(browser)


def test_what_no_form_of_ours_holds_is_not_kept(browser: Client, case: Case) -> None:
    long = "x" * (kept_forms.LONGEST + 1)

    browser.post(OPEN, typed(case) | {"justification": long})

    assert not KeptForm.objects.exists()
