"""The way in: one sentence for every refusal, one function at a time, traces told first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from confidentiality import journal
from confidentiality.choices import Role
from confidentiality.models import JournalEntry, User
from config.demo.accounts import DEMO_ACCOUNTS
from config.passwords import FAILURES
from tests.veille import factories
from veille.middleware import SESSION_HAT
from veille.models import Designation

pytestmark = pytest.mark.django_db

REFUSED = "Adresse ou mot de passe incorrect"


@pytest.fixture(autouse=True)
def strict(settings: Settings) -> None:
    settings.JALON_STRICT_POLICY = True


@pytest.fixture
def browser() -> Client:
    return Client()


def sign_in(browser: Client, email: str, password: str = factories.PASSWORD) -> str:
    """The page shown, or the address one is sent to."""
    response = browser.post("/connexion/", {"email": email, "password": password})
    return response.headers.get("Location") or response.content.decode()


def told(user: User) -> None:
    """As if this agent had read, this year, that every access is recorded."""
    with transaction.atomic():
        journal.record(
            actor=None, action="traces.acknowledged", chain_id=journal.HOUSE, target=user
        )


class TestSignIn:
    def test_the_address_is_read_whatever_its_case(self, browser: Client) -> None:
        user = factories.user(email="Claire.Essai@exemple.fr")

        assert sign_in(browser, "CLAIRE.ESSAI@EXEMPLE.FR") == "/role/"
        assert browser.session["_auth_user_id"] == str(user.pk)

    def test_the_session_key_changes(self, browser: Client) -> None:
        user = factories.user()
        session = browser.session
        session["before"] = "x"
        session.save()
        key = session.session_key

        sign_in(browser, user.email)

        assert browser.session.session_key != key

    def test_a_wrong_password_an_unknown_address_and_a_closed_account_read_alike(self) -> None:
        known = factories.user()
        closed = factories.user(is_active=False)
        pages = [
            sign_in(Client(), known.email, "mauvais"),
            sign_in(Client(), "personne@exemple.fr", "mauvais"),
            sign_in(Client(), closed.email),
        ]

        sentences = [page.split(REFUSED)[1].split("</li>")[0] for page in pages]
        assert len(set(sentences)) == 1

    def test_five_failures_close_the_account_for_a_quarter_of_an_hour(
        self, browser: Client
    ) -> None:
        user = factories.user()
        for _ in range(FAILURES):
            sign_in(browser, user.email, "mauvais")

        assert REFUSED in sign_in(browser, user.email)
        assert JournalEntry.objects.filter(action="session.failed").count() == FAILURES
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            assert sign_in(browser, user.email) == "/role/"

    def test_a_page_that_asks_for_a_sign_in_is_found_again(self, browser: Client) -> None:
        actor = factories.agent(Role.COORDONNATEUR)
        told(actor.user)
        asked = browser.get("/avis/")["Location"]

        browser.post(asked, {"email": actor.user.email, "password": factories.PASSWORD})

        assert browser.get("/role/")["Location"] == "/avis/"

    def test_one_is_never_sent_to_another_site(self, browser: Client) -> None:
        actor = factories.agent(Role.COORDONNATEUR)
        told(actor.user)
        form = {"email": actor.user.email, "password": factories.PASSWORD}

        browser.post("/connexion/", {**form, "next": "https://ailleurs.example/"})

        assert browser.get("/role/")["Location"] == "/accueil/"

    def test_signing_out_needs_a_form_and_empties_the_browser(self) -> None:
        browser = factories.signed_in(factories.agent(Role.MEMBRE))

        assert browser.get("/deconnexion/").status_code == 405
        response = browser.post("/deconnexion/")

        assert response["Location"] == "/connexion/"
        assert '"cache"' in response["Clear-Site-Data"]
        assert browser.get("/accueil/")["Location"].startswith("/connexion/")


class TestDemonstration:
    def test_its_accounts_do_not_exist_in_a_real_installation(self, browser: Client) -> None:
        user = factories.user(email=DEMO_ACCOUNTS[0].email)

        response = browser.post("/connexion/demonstration/", {"email": user.email})

        assert response.status_code == 404
        assert SESSION_HAT not in browser.session
        assert user.email not in browser.get("/connexion/").content.decode()

    def test_one_button_enters_as_each_account(self, browser: Client, settings: Settings) -> None:
        settings.JALON_DEMO = True
        user = factories.user(email=DEMO_ACCOUNTS[0].email)

        page = browser.get("/connexion/").content.decode()
        response = browser.post("/connexion/demonstration/", {"email": user.email})

        assert page.count('name="email" value="') == len(DEMO_ACCOUNTS)
        assert response["Location"] == "/role/"
        assert browser.session["_auth_user_id"] == str(user.pk)

    def test_it_opens_no_account_outside_its_list(
        self, browser: Client, settings: Settings
    ) -> None:
        settings.JALON_DEMO = True
        user = factories.user()

        response = browser.post("/connexion/demonstration/", {"email": user.email})

        assert response.status_code == 404
        assert "_auth_user_id" not in browser.session


class TestTraces:
    def test_i63_they_are_told_before_anything_else_and_once_a_year(self, browser: Client) -> None:
        actor = factories.agent(Role.COORDONNATEUR)
        sign_in(browser, actor.user.email)

        for address in ("/accueil/", "/avis/"):
            assert browser.get(address)["Location"] == "/role/"
        assert browser.get("/role/")["Location"] == "/bienvenue/"
        assert "226-13" in browser.get("/bienvenue/").content.decode()
        browser.post("/bienvenue/")
        browser.post("/bienvenue/")

        assert JournalEntry.objects.filter(action="traces.acknowledged").count() == 1
        assert browser.get("/role/")["Location"] == "/accueil/"

    def test_i63_they_are_told_again_after_twelve_months(self, browser: Client) -> None:
        actor = factories.agent(Role.COORDONNATEUR, days=(-30, None))
        told(actor.user)

        with time_machine.travel(timezone.now() + timedelta(days=367)):
            sign_in(browser, actor.user.email)
            assert browser.get("/role/")["Location"] == "/bienvenue/"


class TestHat:
    @pytest.fixture
    def two_hats(self, browser: Client) -> tuple[Designation, Designation]:
        """An agent who is a member here and a coordinator there, signed in."""
        member = factories.designation(Role.MEMBRE)
        coordinator = factories.designation(Role.COORDONNATEUR, user=member.user)
        told(member.user)
        browser.force_login(member.user)
        return member, coordinator

    def test_the_only_one_is_worn_at_once_and_recorded(self, browser: Client) -> None:
        actor = factories.agent(Role.COORDONNATEUR)
        told(actor.user)
        browser.force_login(actor.user)

        assert browser.get("/role/")["Location"] == "/accueil/"
        assert browser.session[SESSION_HAT] == str(actor.hat_id)
        line = JournalEntry.objects.get(action="session.hat")
        assert (line.actor_id, line.hat_id) == (actor.user.pk, actor.hat_id)

    def test_two_are_never_added_up(
        self, browser: Client, two_hats: tuple[Designation, Designation]
    ) -> None:
        member, coordinator = two_hats
        cellule_page = "/cellule/"

        assert browser.get("/role/").status_code == 200
        browser.post("/role/", {"hat": str(member.pk)})
        assert browser.get(cellule_page).status_code == 403
        browser.post("/role/", {"hat": str(coordinator.pk)})
        assert browser.get(cellule_page).status_code == 302
        browser.post("/role/", {"hat": str(member.pk)})
        assert browser.get(cellule_page).status_code == 403

    def test_the_hat_of_someone_else_is_not_worn(
        self, browser: Client, two_hats: tuple[Designation, Designation]
    ) -> None:
        other = factories.designation(Role.COORDONNATEUR)

        page = browser.post("/role/", {"hat": str(other.pk)})

        assert page.status_code == 200
        assert SESSION_HAT not in browser.session

    def test_the_session_key_changes_with_the_hat(
        self, browser: Client, two_hats: tuple[Designation, Designation]
    ) -> None:
        browser.post("/role/", {"hat": str(two_hats[0].pk)})
        key = browser.session.session_key

        browser.post("/role/", {"hat": str(two_hats[1].pk)})

        assert browser.session.session_key != key

    def test_a_designation_that_ends_closes_the_next_page(self) -> None:
        actor = factories.agent(Role.COORDONNATEUR)
        told(actor.user)
        browser = factories.signed_in(actor)
        assert browser.get("/accueil/").status_code == 200

        Designation.objects.filter(pk=actor.hat_id).update(until=timezone.now())

        assert browser.get("/accueil/")["Location"] == "/role/"
        page = browser.get("/role/")
        assert page.status_code == 403
        assert "a pris fin" in page.content.decode()
        assert SESSION_HAT not in browser.session

    def test_an_account_closed_during_a_session_opens_nothing_more(self) -> None:
        actor = factories.agent(Role.COORDONNATEUR)
        browser = factories.signed_in(actor)

        User.objects.filter(pk=actor.user.pk).update(is_active=False)

        assert browser.get("/accueil/")["Location"].startswith("/connexion/")

    def test_one_who_keeps_another_function_is_told_of_the_change(
        self, browser: Client, two_hats: tuple[Designation, Designation]
    ) -> None:
        member, coordinator = two_hats
        browser.post("/role/", {"hat": str(coordinator.pk)})
        Designation.objects.filter(pk=coordinator.pk).update(until=timezone.now())

        page = browser.get("/role/", follow=True).content.decode()

        assert "Votre fonction précédente a pris fin" in page
        assert browser.session[SESSION_HAT] == str(member.pk)
