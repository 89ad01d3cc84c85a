"""« Confirmez que c’est vous » : the password again, for five minutes, in one session, one hat."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import JournalEntry
from config.demo.accounts import DEMO_PASSWORD
from config.passwords import FAILURES
from tests.veille import factories
from veille.hats import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.veille.gated_urls")]

OPENING = "/page-qui-ouvre/"
ASKED = "/identite/?suite=%2Fpage-qui-ouvre%2F"
WRONG = "n’est pas le vôtre"


@pytest.fixture(autouse=True)
def strict(settings: Settings) -> None:
    settings.JALON_STRICT_POLICY = True


@pytest.fixture
def agent() -> Actor:
    return factories.agent(Role.COORDONNATEUR)


@pytest.fixture
def browser(agent: Actor) -> Client:
    return factories.signed_in(agent)


def confirm(browser: Client, password: str = factories.PASSWORD, suite: str = OPENING) -> str:
    """The address one is led to, or the page shown again."""
    response = browser.post("/identite/", {"password": password, "suite": suite})
    return response.headers.get("Location") or response.content.decode()


def answer(browser: Client) -> str:
    """What the page that opens something answers: where it leads, or what it says."""
    response = browser.get(OPENING)
    return response.headers.get("Location") or response.content.decode()


def test_the_page_that_opens_is_found_again_after_the_password(browser: Client) -> None:
    assert answer(browser) == ASKED
    assert f'name="suite" value="{OPENING}"' in browser.get(ASKED).content.decode()

    assert confirm(browser) == OPENING
    assert answer(browser) == "ouverte"


def test_a_form_sent_without_it_does_nothing_and_leads_there(browser: Client) -> None:
    assert browser.post(OPENING, {"what": "ever"})["Location"] == ASKED


@pytest.mark.parametrize(("seconds", "expected"), [(0, "ouverte"), (299, "ouverte"), (301, ASKED)])
def test_g12_it_holds_for_five_minutes(browser: Client, seconds: int, expected: str) -> None:
    confirm(browser)

    with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False):
        assert answer(browser) == expected


def test_a_moment_to_come_proves_nothing(browser: Client) -> None:
    factories.confirmed(browser, timezone.now() + timedelta(minutes=2))

    assert answer(browser) == ASKED


def test_signing_in_is_not_typing_it_again(agent: Actor) -> None:
    browser = Client()
    browser.post("/connexion/", {"email": agent.user.email, "password": factories.PASSWORD})
    browser.post("/bienvenue/")
    browser.get("/role/")

    assert answer(browser) == ASKED


def test_that_of_another_session_does_not_count(agent: Actor, browser: Client) -> None:
    confirm(factories.signed_in(agent))

    assert answer(browser) == ASKED


def test_another_hat_loses_it_and_the_first_one_does_not_find_it_again(agent: Actor) -> None:
    other = actor_of(factories.designation(Role.DPO, user=agent.user))
    browser = factories.signed_in(agent)
    browser.post("/bienvenue/")
    confirm(browser)

    browser.post("/role/", {"hat": str(other.hat_id)})
    under_the_other = answer(browser)
    browser.post("/role/", {"hat": str(agent.hat_id)})

    assert (under_the_other, answer(browser)) == (ASKED, ASKED)


def test_the_key_of_the_session_changes(browser: Client) -> None:
    key = browser.session.session_key

    confirm(browser)

    assert browser.session.session_key != key
    assert not browser.session.exists(str(key))


@pytest.mark.parametrize(
    "suite",
    [
        "https://ailleurs.example/page-qui-ouvre/",
        "//ailleurs.example/page-qui-ouvre/",
        "/\\ailleurs.example/",
        "http:///ailleurs.example",
        "javascript:alert(1)",
        "/nulle-part/",
        "/identite/",
        "",
    ],
)
def test_one_is_led_to_no_other_site_and_to_no_page_that_is_not(
    browser: Client, suite: str
) -> None:
    assert confirm(browser, suite=suite) == "/accueil/"


def test_only_the_path_is_carried(browser: Client) -> None:
    assert browser.get(f"{OPENING}?nom=quelqu-un")["Location"] == ASKED
    assert confirm(browser, suite=f"{OPENING}?nom=quelqu-un#la") == OPENING


def test_a_wrong_password_opens_nothing_and_is_counted_as_at_the_sign_in(
    agent: Actor, browser: Client
) -> None:
    for _ in range(FAILURES):
        assert WRONG in confirm(browser, "mauvais")

    assert WRONG in confirm(browser)
    assert answer(browser) == ASKED
    lines = JournalEntry.objects.filter(action="session.failed", object_id=str(agent.user.pk))
    assert lines.count() == FAILURES
    at_the_door = Client().post(
        "/connexion/", {"email": agent.user.email, "password": factories.PASSWORD}
    )
    assert at_the_door.status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert confirm(browser) == OPENING


def test_the_password_of_somebody_else_does_not_confirm(browser: Client) -> None:
    factories.user(password="celui de quelqu’un d’autre")

    assert WRONG in confirm(browser, "celui de quelqu’un d’autre")


def test_nothing_of_the_password_is_kept(browser: Client) -> None:
    page = confirm(browser, "mot de passe mal tapé")
    confirm(browser)

    assert "mal tapé" not in page
    kept = f"{dict(browser.session.items())}{list(JournalEntry.objects.values_list('codes'))}"
    assert factories.PASSWORD not in kept
    assert "mal tapé" not in kept


def test_it_leaves_a_line(agent: Actor, browser: Client) -> None:
    confirm(browser)

    line = JournalEntry.objects.get(action="session.confirmed")
    assert (line.actor_id, line.hat_id) == (agent.user.pk, agent.hat_id)


def test_the_demonstration_tells_its_password_and_a_real_site_does_not(
    browser: Client, settings: Settings
) -> None:
    assert DEMO_PASSWORD not in browser.get("/identite/").content.decode()
    settings.JALON_DEMO = True
    assert DEMO_PASSWORD in browser.get("/identite/").content.decode()
