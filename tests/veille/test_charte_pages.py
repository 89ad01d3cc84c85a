"""Pages of the chartes and of the cellule: the gate, the signature, what a stranger sees."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import Settings

from confidentiality.choices import CharteState, Role
from confidentiality.door import NOT_A_FORM
from confidentiality.models import Charte, CharteSignature
from tests.veille import factories
from veille.hats import NOMINATIVE
from veille.models import Cellule
from veille.services.chartes import publish_charte

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.veille.gated_urls")]

GATED = "/page-nominative/"


@pytest.fixture(autouse=True)
def strict(settings: Settings) -> None:
    settings.JALON_STRICT_POLICY = True


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


def signature_form(**changes: object) -> dict[str, object]:
    ticked = dict.fromkeys(("no_third_party", "no_professional_secret", "knows_the_penalty"), "on")
    return {**ticked, "version": 0, "cle": uuid4(), **changes}


class TestGate:
    @pytest.mark.parametrize("role", sorted(NOMINATIVE))
    def test_without_a_signature_every_nominative_page_leads_to_the_charte(
        self, place: Cellule, role: Role
    ) -> None:
        browser = factories.signed_in(factories.agent(role, place, signed=False))

        response = browser.get(GATED)

        assert (response.status_code, response["Location"]) == (302, "/chartes/")

    def test_signing_opens_then_a_new_version_closes_at_once(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.MEMBRE, place, signed=False))
        sign = reverse("veille:charte_sign", args=[place.pk])

        assert browser.post(sign, signature_form())["Location"] == "/accueil/"
        assert browser.get(GATED).status_code == 200

        adopted = factories.charte_of(place, number=2, state=CharteState.ADOPTEE)
        coordinator = factories.agent(Role.COORDONNATEUR, place)
        publish_charte(actor=coordinator, charte_id=adopted.pk, sent=NOT_A_FORM)
        assert browser.get(GATED)["Location"] == "/chartes/"

    def test_a_cellule_without_charte_stays_closed_and_says_so(self) -> None:
        place = factories.cellule(charte=False)
        browser = factories.signed_in(factories.agent(Role.MEMBRE, place))

        assert browser.get(GATED)["Location"] == "/chartes/"
        page = browser.get("/chartes/").content.decode()
        assert "pas encore de charte en vigueur" in page
        assert browser.get(reverse("veille:charte_sign", args=[place.pk])).status_code == 404


class TestSigning:
    def test_the_page_shows_the_text_its_proof_and_the_three_sentences(
        self, place: Cellule
    ) -> None:
        browser = factories.signed_in(factories.agent(Role.MEMBRE, place, signed=False))
        charte = factories.charte_in_force(place)

        page = browser.get(reverse("veille:charte_sign", args=[place.pk])).content.decode()

        assert charte.text in page
        assert charte.text_hash[:16] in page
        assert page.count('type="checkbox"') == 3
        assert "checked" not in page

    def test_a_sentence_left_out_is_named_and_nothing_is_signed(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.MEMBRE, place, signed=False))
        form = signature_form()
        del form["knows_the_penalty"]

        page = browser.post(reverse("veille:charte_sign", args=[place.pk]), form)

        assert page.status_code == 200
        assert "cet engagement se coche pour signer" in page.content.decode()
        assert not CharteSignature.objects.exists()

    def test_the_same_form_twice_signs_once_and_shows_the_same_page(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.MEMBRE, place, signed=False))
        form, url = signature_form(), reverse("veille:charte_sign", args=[place.pk])

        answers = {browser.post(url, form)["Location"] for _ in range(2)}

        assert answers == {"/accueil/"}
        assert CharteSignature.objects.count() == 1

    @pytest.mark.parametrize(
        ("suite", "arrives"), [("/avis/", "/avis/"), ("https://ailleurs.example/", "/accueil/")]
    )
    def test_one_goes_on_to_a_page_of_this_site_only(
        self, place: Cellule, suite: str, arrives: str
    ) -> None:
        browser = factories.signed_in(factories.agent(Role.MEMBRE, place, signed=False))
        url = reverse("veille:charte_sign", args=[place.pk])

        response = browser.post(url, signature_form(), query_params={"suite": suite})

        assert response["Location"] == arrives

    def test_a_stale_form_is_a_conflict(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.MEMBRE, place, signed=False))
        url = reverse("veille:charte_sign", args=[place.pk])

        assert browser.post(url, signature_form(version=7)).status_code == 409


class TestStrangers:
    @pytest.mark.parametrize("name", ["veille:charte", "veille:charte_sign", "veille:cellule"])
    def test_an_unknown_cellule_and_a_foreign_one_answer_alike(
        self, place: Cellule, name: str
    ) -> None:
        browser = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
        foreign = factories.cellule()

        answers = [browser.get(reverse(name, args=[pk])) for pk in (foreign.pk, uuid4())]

        assert [answer.status_code for answer in answers] == [404, 404]
        # The token of the sign-out form is masked anew for each answer.
        pages = [re.sub(rb'value="\w{64}"', b"", answer.content) for answer in answers]
        assert pages[0] == pages[1]

    def test_a_version_of_another_cellule_is_not_published_from_here(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
        foreign = factories.charte_of(factories.cellule(), number=2, state=CharteState.ADOPTEE)

        url = reverse("veille:charte_publish", args=[place.pk, foreign.pk])

        assert browser.post(url, {"cle": uuid4(), "version": 0}).status_code == 404

    @pytest.mark.parametrize("role", [Role.MEMBRE, Role.REFERENT, Role.PARQUET, Role.DPO])
    def test_the_page_of_the_cellule_is_for_its_coordination(
        self, place: Cellule, role: Role
    ) -> None:
        browser = factories.signed_in(factories.agent(role, place))

        assert browser.get(reverse("veille:cellule", args=[place.pk])).status_code == 403


class TestCellule:
    def test_it_leads_straight_to_the_only_one(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))

        assert browser.get("/cellule/")["Location"] == reverse("veille:cellule", args=[place.pk])

    def test_a_mayor_of_two_cellules_chooses_and_manages_none(self, place: Cellule) -> None:
        factories.cellule(tenant=place.collectivite)
        browser = factories.signed_in(factories.agent(Role.MAIRE, place))

        page = browser.get("/cellule/").content.decode()
        main = page[page.index("<main") :]
        assert main.count('<li><a href="/cellule/') == 2
        page = browser.get(reverse("veille:cellule", args=[place.pk])).content.decode()
        assert "Préparer une version" not in page

    def test_it_lists_who_has_not_signed(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
        unsigned = factories.agent(Role.MEMBRE, place, signed=False)

        page = browser.get(reverse("veille:cellule", args=[place.pk])).content.decode()

        assert unsigned.label in page
        assert "À signer" in page

    def test_a_version_is_written_adopted_and_published_page_after_page(
        self, place: Cellule
    ) -> None:
        browser = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
        factories.agent(Role.MEMBRE, place)
        home = reverse("veille:cellule", args=[place.pk])
        draft = reverse("veille:charte_draft", args=[place.pk])
        assert browser.get(draft).status_code == 200

        browser.post(draft, {"text": "Deuxième texte", "cle": uuid4()})
        version = Charte.objects.get(circle=place.pk, number=2)
        adopt = reverse("veille:charte_adopt", args=[place.pk, version.pk])
        form = {"on": "3/3/2026", "reference": "CLSPD 2026-3", "cle": uuid4(), "version": 0}
        assert browser.post(adopt, form)["Location"] == home
        publish = reverse("veille:charte_publish", args=[place.pk, version.pk])
        warning = browser.get(publish).content.decode()
        assert "ferme l’accès aux situations pour les 2 membres" in warning
        assert browser.post(publish, {"cle": uuid4(), "version": 1})["Location"] == home

        version.refresh_from_db()
        assert (version.state, version.adopted_on) == (CharteState.EN_VIGUEUR, date(2026, 3, 3))
        assert browser.get(GATED)["Location"] == "/chartes/"

    def test_what_is_refused_stays_on_the_form_with_its_reason(self, place: Cellule) -> None:
        browser = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))
        draft = factories.charte_of(place, number=2, state=CharteState.PROJET)

        page = browser.post(
            reverse("veille:charte_publish", args=[place.pk, draft.pk]),
            {"cle": uuid4(), "version": 0},
        )

        assert page.status_code == 200
        assert "pas possible à cette étape" in page.content.decode()
