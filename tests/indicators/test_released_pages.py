"""Pages of figures about persons: published figures only, at the same cost whatever there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from confidentiality.choices import Role
from indicators.models import ReleasedValue
from tests.indicators.factories import EVENTS
from tests.indicators.released import SOME, Counts, Departement
from tests.veille import factories

pytestmark = pytest.mark.django_db
ROOT = "/indicateurs/"
MORE: Counts = {**SOME, ("repere", "16-17", "F"): 20, ("suivi", "16-17", "F"): 12}


@pytest.fixture(scope="module")
def departement(django_db_setup: None, django_db_blocker: Any) -> Iterator[Departement]:
    """The first quarter of 2025 is published, month by month, then by arrondissement.

    Published once for the module, then rolled back.
    """
    around = transaction.atomic()
    # As for every other test: what must be outermost elsewhere may be nested here.
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), around:
        made = Departement(cellules=2)
        for month in ("2025-01", "2025-02", "2025-03"):
            made.give(month, MORE)
            made.published(month)
        made.published("2025-T1")
        yield made
        transaction.set_rollback(True)


def client_of(departement: Departement, role: Role = Role.PREFECTURE) -> Client:
    known = {Role.PREFECTURE: departement.prefecture, Role.DPO: departement.dpo}
    return factories.signed_in(known.get(role) or factories.agent(role, departement.cellules[0]))


def text_of(client: Client, page: str) -> str:
    response = client.get(ROOT + page)
    assert response.status_code == 200
    return unescape(response.content.decode())


def tiles(text: str) -> list[str]:
    return re.findall(r'<span class="kpi__value">([^<]*)</span>', text)


def shown(measure: str, territory: str, span: str, code: str = "62") -> str:
    row = ReleasedValue.objects.get(
        measure=measure, territory=territory, span=span, code=code, age_band=""
    )
    return f"≈ {row.value}" if row.value else "≤ 5"


@pytest.mark.parametrize("role", [Role.PREFECTURE, Role.MAIRE])
def test_the_latest_figures_of_the_year_are_shown_with_their_bulletin(
    departement: Departement, role: Role
) -> None:
    text = text_of(client_of(departement, role), "")

    assert tiles(text)[0] == shown("repere", "departement", "2025-01/2025-03")
    assert len(tiles(text)) == 8
    assert "Jeunes et mesures, Département 62, janvier à mars 2025" in text
    assert "Bulletin n° <a" in text
    assert "plan de diffusion v2, publié le" in text
    assert 'href="/indicateurs/bulletins/2025-M03-1/verifier/">Vérifier' in text
    for ending in ("ods", "xlsx", "csv", "json"):
        assert f"/indicateurs/bulletins/2025-T1-1/fichiers/{ending}/" in text
    assert "couvert par le secret" in text
    assert " style=" not in text


def test_a_table_by_arrondissement_comes_before_the_map_and_says_the_same(
    departement: Departement,
) -> None:
    text = text_of(client_of(departement), "?indicateur=suivi&tri=-suivi")
    table = text[text.index("Chiffres publiés, 1er trimestre 2025") :]
    table = table[: table.index("</table>")]

    for code in ("620", "621"):
        assert f">{shown('suivi', 'arrondissement', '2025-T1', code)}</td>" in table
    assert 'aria-sort="descending"' in table
    assert '<th scope="row">Département</th>' in table
    assert f">{shown('repere', 'departement', '2025-01/2025-03')}</td>" in table
    assert text.index("<table") < text.index("Carte des arrondissements")
    assert "Suivis individuels commencés, 1er trimestre 2025 : " in text


def test_months_follow_each_other_in_bars_and_in_a_table(departement: Departement) -> None:
    text = text_of(client_of(departement), "?periode=2025-02")
    bars = text[text.index("Évolution\u202f: Jeunes repérés") :]

    for month, words in (("01", "janvier"), ("02", "février"), ("03", "mars")):
        figure = shown("repere", "departement", f"2025-{month}")
        cell = f'<td class="number">{figure}</td>'
        assert f'<th scope="row">{words} 2025</th>{cell}' in bars
        assert f">{figure}</text>" in bars
    # Said in the table, and what it means once, under the bars.
    assert ">stable</td>" in bars
    assert bars.count("l’écart est inférieur à la précision") == 1
    # What is counted since 1 January is no step.
    assert len(re.findall(r'<th scope="row">\w+ 2025</th><td', bars)) == 3


def test_a_territory_is_chosen_and_what_is_not_published_of_it_is_said(
    departement: Departement,
) -> None:
    client = client_of(departement)

    there = text_of(client, "?territoire=arrondissement:620&periode=2025-T1")
    before = text_of(client, "?territoire=arrondissement:620&periode=2025-02")

    assert tiles(there)[0] == shown("repere", "arrondissement", "2025-T1", "620")
    assert "Jeunes et mesures, Arrondissement Arrondissement 0, 1er trimestre 2025" in there
    assert tiles(before) == []
    assert "Non disponible\u202f: aucun bulletin ne publie ce territoire" in before


def test_rates_are_made_of_the_figures_on_the_page(departement: Departement) -> None:
    text = text_of(client_of(departement), "")

    rate = re.search(r"Suivis commencés pour 100 jeunes repérés</th><td[^>]*>≈ (\d+)\u202f%", text)
    follow_ups, identified = (int(tiles(text)[rank].removeprefix("≈ ")) for rank in (4, 0))
    assert rate
    assert int(rate[1]) == round(100 * follow_ups / identified)


def test_a_definition_gives_the_latest_figure_its_bulletin_and_its_months(
    departement: Departement,
) -> None:
    text = text_of(client_of(departement), "2-1.a/")

    figure = shown("repere", "departement", "2025-01/2025-03")
    assert f"{figure} (entre " in text
    assert "n° 2025-M03-1, plan de diffusion v2" in text
    assert "/indicateurs/bulletins/2025-M03-1/verifier/" in text
    assert '<th scope="row">février 2025</th>' in text
    assert "Pourquoi ces chiffres ne sont-ils pas exacts" in text


def test_the_home_of_the_prefecture_leads_to_the_last_bulletin(departement: Departement) -> None:
    text = unescape(client_of(departement).get("/accueil/").content.decode())

    assert "Dernier bulletin\u202f: n° 2025-T1-1, publié le" in text
    assert 'href="/indicateurs/">Lire les chiffres</a>' in text


@pytest.mark.parametrize("page", ["", "couverture/", "plan/", "completude/", "2-1.a/"])
def test_figures_travel_compressed_and_light(departement: Departement, page: str) -> None:
    response = client_of(departement).get(ROOT + page, HTTP_ACCEPT_ENCODING="gzip")

    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 12_000


def test_a_page_with_names_never_does(departement: Departement) -> None:
    """Its length, compressed, would tell what was written beside what was typed."""
    client = client_of(departement, Role.COORDONNATEUR)

    response = client.get("/situations/", HTTP_ACCEPT_ENCODING="gzip")

    assert response.status_code == 200
    assert not response.has_header("Content-Encoding")


def test_pages_cost_the_same_whatever_the_cases_and_the_bulletins(
    departement: Departement,
) -> None:
    client = client_of(departement)
    pages = ("", "2-3.b/", "couverture/")

    def cost() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(ROOT + page)
            found.append(len(asked))
        return found

    cost()
    before = cost()
    for make in EVENTS.values():
        for _ in range(10):
            make(departement.cellules[0], date(2025, 4, 1))
    departement.give("2025-04", MORE)
    departement.published("2025-04")

    assert cost() == before
    assert max(before) < 25
