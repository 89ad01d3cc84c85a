"""What is read of a correction: its form, both versions, the pages of figures, files, reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.test import Client

from confidentiality.choices import Role
from indicators.models import Bulletin
from indicators.released import latest
from indicators.releasing.correcting import Correction
from indicators.reporting import cdpd, released
from tests.casework.exported import Workbook, read_csv
from tests.indicators.plans import packaged
from tests.indicators.released import SOME, Departement, corrected
from tests.veille import factories

pytestmark = pytest.mark.django_db
ROOT = "/indicateurs/"
YEAR = "repere|departement:62|2025-01/2025-03"
QUARTER = "repere|arrondissement:621|2025-T1"
WORDS = "Est compté le mois de l’enregistrement."


@pytest.fixture(scope="module")
def departement(django_db_setup: None, django_db_blocker: Any) -> Iterator[Departement]:
    """The first quarter of 2025 is published; March and the quarter are corrected.

    Published once for the module, then rolled back.
    """
    around = transaction.atomic()
    # As for every other test: what must be outermost elsewhere may be nested here.
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), around:
        packaged()
        made = Departement(cellules=2)
        for month in ("2025-01", "2025-02", "2025-03"):
            made.give(month, SOME)
            made.published(month)
        made.published("2025-T1")
        for number, correction in (
            ("2025-M03-1", Correction(frozenset({YEAR}), "calcul", "definition", WORDS)),
            ("2025-T1-1", Correction(frozenset({QUARTER}), "territoire")),
        ):
            corrected(made, Bulletin.objects.get(number=number), correction)
        yield made
        transaction.set_rollback(True)


def client_of(departement: Departement, role: Role) -> Client:
    known = {Role.PREFECTURE: departement.prefecture, Role.DPO: departement.dpo}
    return factories.signed_in(known.get(role) or factories.agent(role, departement.cellules[0]))


def text_of(client: Client, page: str) -> str:
    response = client.get(ROOT + page)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.parametrize("role", [Role.PREFECTURE, Role.DPO, Role.MAIRE])
def test_both_versions_are_read_and_lead_to_each_other(
    departement: Departement, role: Role
) -> None:
    client = client_of(departement, role)

    former, version, listed = (
        text_of(client, f"bulletins/{page}") for page in ("2025-M03-1/", "2025-M03-2/", "")
    )

    assert 'Corrigé par le <a href="/indicateurs/bulletins/2025-M03-2/">n° 2025-M03-2</a>' in former
    assert "nd (retiré)" not in former
    assert "/indicateurs/bulletins/2025-M03-1/fichiers/csv/" in former
    assert 'corrige le bulletin <a href="/indicateurs/bulletins/2025-M03-1/">' in version
    assert "nd (retiré)" in version
    assert WORDS in version
    assert (
        "Retiré par le bulletin n° 2025-M03-2\u202f: calcul erroné du logiciel, constaté le"
        in version
    )
    assert "corrigé par le n° 2025-M03-2" in listed
    assert "corrige le n° 2025-M03-1" in listed
    assert "1 retirés" in text_of(client, "bulletins/2025-M03-2/verifier/")


def test_the_page_of_figures_says_that_a_figure_was_taken_back(departement: Departement) -> None:
    text = text_of(client_of(departement, Role.MAIRE), "?periode=2025-03")
    year = text_of(client_of(departement, Role.MAIRE), "?periode=2025-01/2025-03")

    assert '<span class="kpi__value">nd</span>' in year
    assert "Retiré par le bulletin n° 2025-M03-2" in year
    assert 'href="/indicateurs/bulletins/2025-M03-2/verifier/">Vérifier' in year
    assert "<td>nd (retiré)</td>" in year
    assert "/indicateurs/bulletins/2025-T1-2/fichiers/csv/" in year
    assert "une version corrigée l’a retiré" in year
    assert "Retiré par" not in text.partition("Par arrondissement")[0]


def test_names_are_those_of_the_last_period_whatever_was_corrected_since(
    departement: Departement,
) -> None:
    last = latest()

    assert last is not None
    assert last.bulletin.number == "2025-T1-1"


def test_a_definition_and_a_map_say_it_too(departement: Departement) -> None:
    client = client_of(departement, Role.MAIRE)

    assert "nd (retiré par le bulletin n° 2025-M03-2" in text_of(client, "2-1.a/")
    drawn = text_of(client, "?periode=2025-T1")
    # In the shape, then in the description for those who do not see it.
    assert "nd (retiré)" in drawn[drawn.index("Chiffres publiés, 1er trimestre") :]


def test_the_files_of_a_version_carry_signs_and_notes(departement: Departement) -> None:
    client = client_of(departement, Role.MAIRE)
    files = {
        slug: client.get(f"{ROOT}bulletins/2025-M03-2/fichiers/{slug}/").content
        for slug in ("json", "manifeste", "csv", "xlsx", "ods")
    }
    with ZipFile(BytesIO(files["ods"])) as archive:
        table = archive.read("content.xml").decode()
    workbook = "\n".join(Workbook.read(files["xlsx"]).parts.values())

    mark, _, *lines = read_csv(files["csv"])
    assert "Corrige le bulletin n° 2025-M03-1." in mark[0]
    assert WORDS in mark[0]
    [gone] = [line for line in lines if line[7] == "nd"]
    assert (gone[5], gone[6]) == ("", "0")
    for told in (gone[8], unescape(workbook), unescape(table)):
        assert "Retiré par le bulletin n° 2025-M03-2" in told
    cells = {each["id"]: each["flag"] for each in json.loads(files["json"])["cells"]}
    assert cells[YEAR] == "nd"
    manifest = json.loads(files["manifeste"])["manifest"]
    assert manifest["corrects"]["number"] == "2025-M03-1"
    assert [each["ground"] for each in manifest["withdrawn"]] == ["calcul"]


def test_the_annual_report_is_made_of_the_versions_in_force(departement: Departement) -> None:
    numbers = [each.number for each in released.bulletins_of(2025)]
    paper = cdpd.compose(2025, date(2026, 1, 15)).to_json()

    assert numbers == ["2025-M01-1", "2025-M02-1", "2025-M03-2", "2025-T1-2"]
    assert "2025-M03-2, corrige le 2025-M03-1" in paper
    assert "nd (retiré)" in paper
    assert WORDS in paper


def test_a_correction_is_prepared_agreed_to_and_published_on_the_pages(
    departement: Departement,
) -> None:
    prefecture, dpo, maire = (
        client_of(departement, role) for role in (Role.PREFECTURE, Role.DPO, Role.MAIRE)
    )
    form = f"{ROOT}bulletins/2025-M01-1/corriger/"
    asked = {"lines": ["repere|departement:62|2025-01"], "ground": "libelle", "version": "1"}

    page = text_of(prefecture, "bulletins/2025-M01-1/corriger/")
    assert "Jeunes repérés, Département 62, janvier 2025" in page
    assert "Corriger ce bulletin" in text_of(prefecture, "bulletins/2025-M01-1/")
    assert "Corriger ce bulletin" not in text_of(dpo, "bulletins/2025-M01-1/")
    assert {client.get(form).status_code for client in (dpo, maire)} == {403}
    refused = prefecture.post(form, {**asked, "ground": ""})
    assert "Un retrait a son motif" in unescape(refused.content.decode())
    assert prefecture.post(form, asked).status_code == 302
    stale = prefecture.post(form, asked)
    assert "Un autre agent vient de préparer" in unescape(stale.content.decode())
    own = f"{ROOT}bulletins/2025-M01-2/"
    assert "2025-M01-2" in text_of(dpo, "bulletins/2025-M01-1/")
    assert "2025-M01-2" not in text_of(maire, "bulletins/2025-M01-1/")
    assert maire.get(own).status_code == 404
    sent = [client.post(f"{own}valider/", {"version": ""}) for client in (prefecture, dpo)]
    sent.append(prefecture.post(f"{own}publier/", {"version": ""}))

    assert [answer.status_code for answer in sent] == [302] * 3
    assert "Corriger ce bulletin" not in text_of(prefecture, "bulletins/2025-M01-1/")
    assert "nd (retiré)" in text_of(maire, "bulletins/2025-M01-2/")
