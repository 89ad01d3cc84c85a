"""Home, notices, help, state of the service, errors: for whom, and what they never say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from confidentiality.choices import Role
from config.views.errors import server_error
from notifications import outbox
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage
from tests.veille import factories

PUBLIC = [
    "/aide/",
    "/aide/ce-qui-ne-s-ecrit-pas/",
    "/aide/premiers-pas/",
    "/donnees-personnelles/",
    "/accessibilite/",
    "/mentions/",
]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def strict(settings: Settings) -> None:
    settings.JALON_STRICT_POLICY = True


@pytest.mark.parametrize("address", PUBLIC)
def test_help_and_duties_are_read_without_signing_in(address: str) -> None:
    page = Client().get(address)

    assert page.status_code == 200
    assert page.content.count(b"<h1>") == 1


@pytest.mark.parametrize("address", ["/accueil/", "/avis/", "/role/", "/sante/", "/chartes/"])
def test_everything_else_asks_for_a_sign_in(address: str) -> None:
    assert Client().get(address)["Location"] == f"/connexion/?next={address}"


def test_the_bare_address_leads_home() -> None:
    assert Client().get("/")["Location"] == "/accueil/"


def test_accessibility_claims_nothing_before_an_audit() -> None:
    assert "non évalué" in Client().get("/accessibilite/").content.decode()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("signed", [True, False])
def test_each_role_has_a_home(role: Role, signed: bool) -> None:
    page = factories.signed_in(factories.agent(role, signed=signed)).get("/accueil/")

    assert page.status_code == 200


def test_home_shows_the_charte_to_sign_and_the_next_seances() -> None:
    place = factories.cellule()
    actor = factories.agent(Role.MEMBRE, place, signed=False)
    factories.seance(place, in_days=3, place="Salle des fêtes")
    factories.seance(place, in_days=-3, place="Salle passée")
    factories.seance(factories.cellule(), place="Salle d’ailleurs")

    page = factories.signed_in(actor).get("/accueil/").content.decode()

    assert f"/chartes/{place.pk}/signer/" in page
    assert "Salle des fêtes" in page
    assert "Salle passée" not in page
    assert "Salle d’ailleurs" not in page


def test_notices_say_what_waits_and_are_one_s_own() -> None:
    actor, other = factories.agent(Role.MEMBRE), factories.agent(Role.MEMBRE)
    for user, kind in (
        (actor.user, MessageKind.SEANCE_CONVENED),
        (other.user, MessageKind.BILAN_EXPECTED),
    ):
        with transaction.atomic():
            outbox.leave(kind=kind, recipient=user, delay=timedelta())

    browser = factories.signed_in(actor)

    for address in ("/accueil/", "/avis/"):
        page = browser.get(address).content.decode()
        assert MessageKind.SEANCE_CONVENED.label in page
        assert MessageKind.BILAN_EXPECTED.label not in page


def test_home_tells_each_kind_of_notice_once_and_how_many() -> None:
    actor = factories.agent(Role.MEMBRE)
    for kind in (MessageKind.SEANCE_CONVENED, *[MessageKind.BILAN_EXPECTED] * 3):
        with transaction.atomic():
            outbox.leave(kind=kind, recipient=actor.user, delay=timedelta())

    page = factories.signed_in(actor).get("/accueil/").content.decode()

    assert page.count(MessageKind.BILAN_EXPECTED.label) == 1
    assert f"{MessageKind.BILAN_EXPECTED.label}, 3 fois" in page
    assert f"{MessageKind.SEANCE_CONVENED.label} <span" in page


class TestHealth:
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.TECHNIQUE}))
    def test_it_is_for_the_technical_administrator(self, role: Role) -> None:
        assert factories.signed_in(factories.agent(Role(role))).get("/sante/").status_code == 403

    def test_a_sound_service_says_so(self) -> None:
        page = factories.signed_in(factories.agent(Role.TECHNIQUE)).get("/sante/")

        assert "Tout fonctionne" in page.content.decode()

    def test_a_message_that_nobody_sends_is_seen(self) -> None:
        OutboxMessage.objects.create(
            kind=MessageKind.BILAN_EXPECTED,
            recipient=factories.user(),
            state=DeliveryState.WAITING,
            not_before=timezone.now() - timedelta(minutes=40),
        )

        page = factories.signed_in(factories.agent(Role.TECHNIQUE)).get("/sante/").content.decode()

        assert "1 envoi dû, le plus ancien depuis 40 minutes" in page
        assert "demande une intervention" in page


class TestErrors:
    def test_a_missing_page_is_plain_french(self) -> None:
        page = Client().get("/nulle-part/")

        assert page.status_code == 404
        assert "Page introuvable" in page.content.decode()

    def test_a_failure_answers_without_the_database(self) -> None:
        response = server_error(RequestFactory().get("/"))

        assert response.status_code == 500
        assert "Une erreur est survenue" in response.content.decode()

    def test_pages_forbid_inline_code(self) -> None:
        policy = Client().get("/connexion/")["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
