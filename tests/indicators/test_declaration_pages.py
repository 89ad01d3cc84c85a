"""The pages of the pilot services and of the préfecture: who fills what, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from indicators.declared import Document
from indicators.figures import Share
from indicators.models import Declaration
from tests.faces import face
from tests.indicators.plans import declare, loaded, pilot, small
from tests.veille import factories
from veille.choices import OrganisationKind

pytestmark = pytest.mark.django_db
SAISIES, COMPLETUDE, PLAN = (f"/indicateurs/{page}/" for page in ("saisies", "completude", "plan"))
FORM = f"{SAISIES}2025/1-1.a/"


@pytest.fixture(autouse=True)
def in_february(tmp_path: Path) -> Iterator[None]:
    """The year 2025 is open until 31 March."""
    with time_machine.travel("2026-02-10T09:00:00+01:00"):
        loaded(tmp_path)
        yield


@pytest.fixture
def dasen() -> Actor:
    return pilot()


def text_of(actor: Actor, page: str) -> str:
    response = factories.signed_in(actor).get(page)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def sent(client: Client, page: str, **typed: str) -> str:
    """The page after a form, errors and all."""
    shown = client.get(page).content.decode()
    hidden = dict(re.findall(r'name="(version|cle)" value="([^"]*)"', shown))
    response = client.post(page, {"justification": "Relevé.", **hidden, **typed}, follow=True)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_service_sees_what_it_fills_and_how_far_it_is(dasen: Actor) -> None:
    declare(dasen, "1-1.b", Share(144, 192), year=2024)
    declare(dasen, "1-1.a", 3, year=2025)

    text = text_of(dasen, SAISIES)

    assert "Année 2025 : 1 sur 3 saisies." in text
    assert "jusqu’au 31 mars 2026" in text
    assert "75 % (144 sur 192)" in text
    assert "7 séances au 1er janvier 2020" in text
    assert "1-2.a" not in text


def test_another_year_is_chosen_in_the_address_and_nonsense_is_not(dasen: Actor) -> None:
    assert "Année 2023 : 0 sur 3" in text_of(dasen, f"{SAISIES}?annee=2023")
    assert "une valeur se corrige encore" in text_of(dasen, f"{SAISIES}?annee=2023")
    for nonsense in ("2019", "2026", "x", "-1"):
        assert "Année 2025" in text_of(dasen, f"{SAISIES}?annee={nonsense}")


def test_a_value_is_typed_as_people_write_it(dasen: Actor) -> None:
    text = sent(factories.signed_in(dasen), FORM, value="1 234")

    assert "1-1.a, année 2025 : valeur enregistrée." in text
    assert Declaration.objects.get().value == 1234


def test_the_form_of_a_value_already_given_is_a_correction(dasen: Actor) -> None:
    declare(dasen, "1-1.a", 3, year=2025)
    client = factories.signed_in(dasen)

    assert "Raison de la correction" in text_of(dasen, FORM)
    sent(client, FORM, value="4", justification="Une séance oubliée.")

    assert [row.value for row in Declaration.objects.order_by("version")] == [3, 4]
    assert "4, version 2" in text_of(dasen, FORM)


@pytest.mark.parametrize(
    ("code", "typed", "told"),
    [
        ("1-1.a", {"value": ""}, "0 s’il n’y en a pas eu"),
        ("1-1.a", {"value": "12,5"}, "sans virgule ni point"),
        ("1-1.a", {"value": "1.234"}, "sans virgule ni point"),
        ("1-1.a", {"value": "-3"}, "jamais négatif"),
        ("1-1.a", {"value": "douze"}, "seuls des chiffres"),
        ("1-1.a", {"value": "١٢"}, "seuls des chiffres"),
        ("1-1.a", {"value": "12345678"}, "trop grand"),
        ("1-1.b", {"numerator": "75%", "denominator": "192"}, "l’application calcule"),
        ("1-1.b", {"numerator": "3", "denominator": "0"}, "1 au moins"),
        ("1-1.b", {"numerator": "193", "denominator": "192"}, "dépasse 192"),
        ("1-1.c", {"document_title": "", "document_reference": "X-1"}, "où se lit le document"),
        ("1-1.a", {"value": "3", "justification": ""}, "Dites-le en une phrase"),
        ("1-1.a", {"value": "3", "justification": "a" * 301}, "300 signes au plus"),
    ],
)
def test_an_error_says_what_why_and_gives_an_example(
    dasen: Actor, code: str, typed: dict[str, str], told: str
) -> None:
    text = sent(factories.signed_in(dasen), f"{SAISIES}2025/{code}/", **typed)

    assert told in text
    assert "Exemple" in text
    assert not Declaration.objects.exists()


def test_a_share_and_a_document_are_filled_by_their_own_forms(dasen: Actor) -> None:
    client = factories.signed_in(dasen)
    assert 'value="192"' in client.get(f"{SAISIES}2025/1-1.b/").content.decode()
    sent(client, f"{SAISIES}2025/1-1.b/", numerator="144", denominator="192")
    paper = {"document_title": "État des besoins", "document_reference": "DASEN-2025-3"}
    sent(client, f"{SAISIES}2025/1-1.c/", **paper)

    assert Declaration.objects.get(indicator="1-1.b").numerator == 144
    assert Declaration.objects.get(indicator="1-1.c").document_reference == "DASEN-2025-3"


def test_two_windows_never_overwrite_each_other(dasen: Actor) -> None:
    client = factories.signed_in(dasen)
    shown = client.get(FORM).content.decode()
    hidden = dict(re.findall(r'name="(version|cle)" value="([^"]*)"', shown))
    declare(dasen, "1-1.a", 3, year=2025)

    response = client.post(FORM, {"value": "4", "justification": "Relevé.", **hidden})

    assert response.status_code == 409
    assert Declaration.objects.get().value == 3


def test_a_closed_year_says_why_and_what_to_do(dasen: Actor) -> None:
    text = sent(factories.signed_in(dasen), f"{SAISIES}2023/1-1.a/", value="3")

    assert "close depuis le 31 mars 2024" in text
    assert "dites-lui pourquoi" in text
    assert not Declaration.objects.exists()


def test_what_another_service_fills_and_what_never_was_look_alike(dasen: Actor) -> None:
    client = factories.signed_in(dasen)
    faces = {
        face(client.get(f"{SAISIES}{page}/"))
        for page in ("2025/1-2.a", "2025/9-9.z", "2025/1-1", "1999/1-1.a", "2026/1-1.a")
    }

    assert len(faces) == 1
    assert client.get(f"{SAISIES}2025/1-2.a/").status_code == 404


def test_an_organisation_without_a_service_is_told_so() -> None:
    text = text_of(pilot(OrganisationKind.BAILLEUR), SAISIES)

    assert "Aucune saisie ne vous est demandée." in text


def test_the_prefecture_reads_what_is_missing_by_measure_and_service(dasen: Actor) -> None:
    declare(dasen, "1-1.a", 1234, year=2025)
    declare(dasen, "1-1.c", Document("État", "DASEN-1"), year=2024)

    text = text_of(factories.agent(Role.PREFECTURE), COMPLETUDE)

    assert "Année 2025 : 1 sur 4 valeurs déclarées." in text
    assert "DASEN (2), SPIP (1)" in text
    assert "1 234" in text
    assert "État (DASEN-1)" in text
    assert "7 séances au 1er janvier 2020" in text


def test_no_page_but_that_of_its_service_shows_a_count_of_persons() -> None:
    spip = pilot(OrganisationKind.SPIP)
    declare(spip, "1-2.a", 8651, year=2025)
    declare(spip, "1-2.a", 8652, year=2024)
    readers = [Role.PREFECTURE, Role.COORDONNATEUR, Role.MAIRE, Role.DPO, Role.PARQUET]
    pages = ("", "plan/", "couverture/", "completude/", "1-2.a/", "1-1.a/")
    for actor in (*map(factories.agent, readers), pilot()):
        client = factories.signed_in(actor)
        for page in (*pages, "saisies/", "saisies/2025/1-2.a/", "../accueil/"):
            answer = client.get(f"/indicateurs/{page}".replace("/indicateurs/..", ""))
            assert not re.search(r"8\s?65[12]", answer.content.decode()), page

    assert "saisie, non montrée" in text_of(factories.agent(Role.PREFECTURE), COMPLETUDE)
    assert "8 651" in text_of(spip, SAISIES)
    assert "8 652" in text_of(spip, f"{SAISIES}2025/1-2.a/")


def test_the_plan_is_presented_whole() -> None:
    text = text_of(factories.agent(Role.PREFECTURE), PLAN)

    assert "Priorité 1 : Jeunes" in text
    assert "Mesure 1 : Prévenir (12-25 ans)" in text
    assert "Jusqu’au 31 décembre 2024" in text
    assert "Association des maires" in text
    assert "1-1.a Séances (déclaré par les pilotes, par typologie)" in text


def test_the_page_of_a_line_tells_who_fills_it_and_its_history(dasen: Actor) -> None:
    declare(dasen, "1-1.b", Share(144, 192), year=2025)

    text = text_of(factories.agent(Role.PREFECTURE), "/indicateurs/1-1.b/")

    assert "collèges couverts" in text
    assert "Éducation nationale" in text
    assert "75 % (144 sur 192)" in text
    assert text.count("non déclarée") == 4


def test_a_late_correction_shows_everywhere(dasen: Actor) -> None:
    declare(dasen, "1-1.a", 3, year=2024)
    with time_machine.travel("2026-02-11T09:00:00+01:00"):
        declare(dasen, "1-1.a", 5, year=2024, version=1, at=timezone.now())

    assert "tardive" in text_of(dasen, f"{SAISIES}?annee=2024")
    prefecture = factories.agent(Role.PREFECTURE)
    assert "tardive" in text_of(prefecture, f"{COMPLETUDE}?annee=2024")
    assert "corrigée après la clôture" in text_of(prefecture, "/indicateurs/1-1.a/")


def test_an_indicator_of_several_services_is_named_once(tmp_path: Path) -> None:
    first, second = small()["actions"]
    loaded(tmp_path, actions=[first | {"pilots": ["DASEN", "SPIP"]}, second])

    page = factories.signed_in(factories.agent(Role.PREFECTURE)).get(COMPLETUDE).content.decode()
    detail = page[page.index('id="mesure-1"') :]

    names = re.findall(r'<th scope="row"(?: rowspan="(\d)")?><a href="[^"]*/([^"/]+)/"', detail)
    assert names == [("2", "1-1.a"), ("2", "1-1.b"), ("2", "1-1.c"), ("", "1-2.a")]
    assert detail.count("<abbr") == 7


def test_the_home_page_counts_what_is_left(dasen: Actor) -> None:
    declare(dasen, "1-1.a", 3, year=2025)

    assert "Année 2025 : 2 valeurs restent à déclarer, jusqu’au 31 mars 2026." in text_of(
        dasen, "/accueil/"
    )
    assert "3 valeurs restent" in text_of(factories.agent(Role.PREFECTURE), "/accueil/")
