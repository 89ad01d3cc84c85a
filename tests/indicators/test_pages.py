"""The pages of figures, as the préfecture and the others open them."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from confidentiality.choices import Role
from tests.indicators.factories import EVENTS
from tests.veille import factories
from veille.models import Arrondissement

pytestmark = pytest.mark.django_db

READERS = (Role.PREFECTURE, Role.PILOTE, Role.COORDONNATEUR, Role.MAIRE, Role.DPO, Role.PARQUET)
PAGES = (
    "/indicateurs/",
    "/indicateurs/couverture/",
    "/indicateurs/plan/",
    "/indicateurs/2-1.a/",
    "/indicateurs/2-5.a/",
)


def _client(role: Role = Role.PREFECTURE) -> Client:
    return factories.signed_in(factories.agent(role))


def _text(client: Client, page: str) -> str:
    response = client.get(page)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("page", PAGES)
def test_roles_with_figures_open_every_page(role: Role, page: str) -> None:
    assert _client(role).get(page).status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - set(READERS)))
@pytest.mark.parametrize("page", PAGES)
def test_other_roles_are_told_that_figures_are_not_theirs(role: Role, page: str) -> None:
    assert _client(role).get(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_nobody_reads_figures_without_signing_in(page: str) -> None:
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_pages_only_answer_reads(page: str) -> None:
    assert _client().post(page).status_code == 405


def test_figures_are_read_before_the_charte_is_signed() -> None:
    agent = factories.agent(Role.PARQUET, signed=False)

    assert factories.signed_in(agent).get("/indicateurs/").status_code == 200


def test_before_the_first_bulletin_a_sentence_and_the_way_to_the_bulletins() -> None:
    place = factories.cellule()
    for make in EVENTS.values():
        for _ in range(17):
            make(place, date(2025, 6, 1))

    for page in ("/indicateurs/", "/indicateurs/2-1.a/", "/indicateurs/2-3.b/"):
        text = _text(_client(), page)
        assert "Aucun chiffre sur les jeunes n’est encore publié." in text
        assert 'href="/indicateurs/bulletins/">Voir les bulletins' in text
        assert not re.search(
            r"\b17\b(?!\u202fh)", text.partition("<main")[2].partition("</main")[0]
        )


def test_the_overview_shows_the_share_of_chartes() -> None:
    factories.cellule()
    factories.cellule(charte=False)

    text = _text(_client(), "/indicateurs/")

    assert "50\u202f%" in text
    assert "Cellules avec une charte en vigueur" in text
    assert "<td>1 sur 2</td>" in text
    assert "donnée sur les institutions" in text


def test_coverage_is_a_table_first_and_a_map_beside() -> None:
    arras = Arrondissement.objects.create(code="621", name="Arras", departement="62")
    seat = factories.commune("Siège", arrondissement=arras, population=1_465_278)
    factories.cellule(tenant=factories.collectivite(seat))

    text = _text(_client(), "/indicateurs/couverture/")

    assert text.index("<table") < text.index('<svg viewBox="0 0 400 ')
    assert '<th scope="row">Arras</th>' in text
    assert "1\u202f465\u202f278 sur 1\u202f465\u202f278" in text
    assert "<title id=" in text
    assert "<desc id=" in text
    assert " style=" not in text


def test_coverage_without_a_territory_says_so() -> None:
    assert "Aucun arrondissement n’est chargé." in _text(_client(), "/indicateurs/couverture/")


def test_a_definition_gives_formula_source_numerator_and_denominator() -> None:
    text = _text(_client(), "/indicateurs/2-2.a/")

    for words in ("Formule", "Source", "Numérateur", "Dénominateur", "sans objet", "Voir par arr"):
        assert words in text


def test_a_line_of_the_plan_may_have_two_figures() -> None:
    text = _text(_client(), "/indicateurs/2-3.b/")

    assert "Saisines du CDDF" in text
    assert "Familles entendues par le CDDF" in text
    assert "Voir par arrondissement" not in text


def test_a_choice_of_map_is_kept_in_the_address() -> None:
    arras = Arrondissement.objects.create(code="621", name="Arras", departement="62")
    factories.commune("Siège", arrondissement=arras)

    text = _text(_client(), "/indicateurs/couverture/?carte=cellule")

    assert '<option value="cellule" selected>' in text
    assert "Communes couvertes par une cellule de veille : Arras 0\u202f% (0 sur 1)." in text


@pytest.mark.parametrize("code", ["9-9.z", "2-3", "2-1.A", "<script>"])
def test_a_line_without_figure_is_not_found(code: str) -> None:
    assert _client().get(f"/indicateurs/{code}/").status_code == 404
