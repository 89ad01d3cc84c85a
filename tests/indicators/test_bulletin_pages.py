"""What is read of bulletins: pages, files, the console; nothing before they are published."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from math import ceil
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from confidentiality.choices import Role
from indicators.cell_keys import CellKey
from indicators.diffusion import REGULARISATION
from indicators.released import Published, in_words, rates_of
from indicators.releasing.figures import figures_of
from indicators.releasing.holdings import Line, settled
from indicators.views.bulletin_parts import tables_of
from tests.casework.exported import Workbook, read_csv
from tests.indicators.released import SOME, Departement
from tests.veille import factories

pytestmark = pytest.mark.django_db

ROOT = "/indicateurs/bulletins/"
NUMBER = "2025-M01-1"


@pytest.fixture
def departement() -> Departement:
    """Accounts of January 2025 are frozen; no bulletin yet."""
    made = Departement(cellules=2)
    made.give("2025-01", {**SOME, ("repere", "16-17", "F"): 20, ("suivi", "16-17", "F"): 12})
    return made


def client_of(departement: Departement, role: Role) -> Client:
    known = {Role.PREFECTURE: departement.prefecture, Role.DPO: departement.dpo}
    return factories.signed_in(known.get(role) or factories.agent(role, departement.cellules[0]))


def test_a_draft_is_read_by_those_who_answer_for_it(departement: Departement) -> None:
    departement.prepared("2025-01")
    pages = ("", "verifier/")

    for role, status in ((Role.PREFECTURE, 200), (Role.DPO, 200), (Role.MAIRE, 404)):
        client = client_of(departement, role)
        assert {client.get(f"{ROOT}{NUMBER}/{page}").status_code for page in pages} == {status}
    assert NUMBER not in client_of(departement, Role.MAIRE).get(ROOT).content.decode()


def test_nothing_is_downloaded_before_it_is_published(departement: Departement) -> None:
    departement.prepared("2025-01")

    client = client_of(departement, Role.PREFECTURE)

    assert client.get(f"{ROOT}{NUMBER}/fichiers/csv/").status_code == 404


def test_everybody_with_figures_reads_what_is_published(departement: Departement) -> None:
    departement.published("2025-01")

    for role in (Role.PREFECTURE, Role.DPO, Role.MAIRE, Role.COORDONNATEUR):
        text = client_of(departement, role).get(f"{ROOT}{NUMBER}/").content.decode()
        assert "≈ " in text
        assert "Publié" in text


def test_each_file_tells_the_same_figures(departement: Departement) -> None:
    row = departement.published("2025-01")
    client = client_of(departement, Role.MAIRE)
    expected = [
        (each.measure, "" if each.value is None else str(each.value), str(each.margin))
        for each in figures_of(row.content)
    ]

    files = {
        slug: client.get(f"{ROOT}{NUMBER}/fichiers/{slug}/").content
        for slug in ("json", "manifeste", "csv", "xlsx", "ods")
    }

    lines = read_csv(files["csv"])[2:]
    assert [(line[0], line[5], line[6]) for line in lines] == expected
    document = json.loads(files["json"])
    assert {each["value"] for each in document["cells"]} == {int(value) for _, value, _ in expected}
    told = json.loads(files["manifeste"])
    assert told["sha256"] == row.publication.sha256
    assert told["publication"]["signature"] == row.publication.signature
    workbook = "\n".join(Workbook.read(files["xlsx"]).parts.values())
    with ZipFile(BytesIO(files["ods"])) as archive:
        assert archive.namelist()[0] == "mimetype"
        table = archive.read("content.xml").decode()
    for measure, _, _ in expected:
        assert measure in workbook
        assert measure in table


def test_the_page_says_what_the_verifier_says(departement: Departement) -> None:
    departement.published("2025-01")

    text = client_of(departement, Role.MAIRE).get(f"{ROOT}{NUMBER}/verifier/").content.decode()

    assert "9 chiffres vérifiés" in text
    assert "valeurs restent possibles" in text


def test_the_audit_shows_each_adversary(departement: Departement) -> None:
    departement.prepared("2025-01")

    text = client_of(departement, Role.DPO).get(f"{ROOT}{NUMBER}/audit/").content.decode()

    for words in ("Le public", "Une cellule ou un maire", "Une personne qui connaît un cas"):
        assert words in text
    maire = client_of(departement, Role.MAIRE)
    assert maire.get(f"{ROOT}{NUMBER}/audit/").status_code == 403


def test_it_is_prepared_agreed_to_and_published_on_the_pages(departement: Departement) -> None:
    prefecture, dpo = (client_of(departement, role) for role in (Role.PREFECTURE, Role.DPO))

    sent = [prefecture.post(f"{ROOT}preparer/", {"period": "2025-M01"})]
    sent += [
        client.post(f"{ROOT}{NUMBER}/valider/", {"version": ""}) for client in (prefecture, dpo)
    ]
    sent.append(prefecture.post(f"{ROOT}{NUMBER}/publier/", {"version": ""}))

    assert [answer.status_code for answer in sent] == [302] * 4

    assert client_of(departement, Role.MAIRE).get(f"{ROOT}{NUMBER}/").status_code == 200


def test_a_rate_is_made_of_published_figures_from_twenty_on(departement: Departement) -> None:
    figures = figures_of(departement.published("2025-01").content)
    values = {each.key.measure: each.value or 0 for each in figures}

    rates = {label: value for label, _, value in rates_of(figures)}

    percent = round(100 * values["suivi"] / values["repere"])
    # No bilan is published: five at most, of what is at least the follow-ups without their margin.
    most = ceil(500 / max(values["suivi"] - 5, 1))
    assert rates == {"Suivis commencés pour 100 jeunes repérés": f"≈ {percent}\u202f%"} | (
        {"Bilans présentés pour 100 suivis commencés": f"≤ {most}\u202f%"}
        if values["suivi"] >= 20
        else {}
    )


def test_what_a_month_takes_back_is_owed_to_the_next() -> None:
    months = [date(2025, month, 1) for month in (1, 2, 3)]
    lines = [Line("repere", "a", "12-15", "F", month) for month in months]

    assert settled(dict(zip(lines, (2, -3, 4), strict=True))) == {lines[0]: 2, lines[2]: 1}


def test_corrections_are_shown_all_measures_together(departement: Departement) -> None:
    for corrected, cellule in enumerate(departement.cellules):
        departement.freeze(cellule, "2025-02", SOME, corrected=corrected)
    departement.published("2025-01")

    figures = figures_of(departement.published("2025-02").content)

    shown = [each for each in figures if each.key.measure == REGULARISATION]
    assert {each.territory for each in shown} == {"Département"}
    assert len(shown) == 2


def test_the_console_prepares_and_verifies(
    departement: Departement, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("indicators", "release", "2025-M01")
    call_command("indicators", "audit", NUMBER)
    call_command("indicators", "verify", NUMBER)

    told = capsys.readouterr().out
    assert f"Bulletin {NUMBER}" in told
    assert "Le public" in told
    assert "9 chiffres vérifiés" in told
    with pytest.raises(CommandError, match="tous figés"):
        call_command("indicators", "release", "2025-02")
    with pytest.raises(CommandError, match="Aucun bulletin"):
        call_command("indicators", "verify", "2024-M01-1")


def test_figures_by_age_and_sex_stand_side_by_side_with_their_interval() -> None:
    def figure(age: str, sex: str, value: int, margin: int = 5) -> Published:
        key = CellKey("repere", "arrondissement", "621", "2025", age, sex)
        return in_words(key, value, margin, "", "Jeunes repérés", {})

    [table] = tables_of(
        [
            figure("16-17", "non_precise", 0),
            figure("16-17", "M", 10),
            figure("16-17", "F", 15, 10),
            figure("12-15", "M", 5),
            figure("", "", 20),
        ]
    )

    younger, older = table.crossed
    assert [each.shown for each in table.figures] == ["≈ 20"]
    assert [each and each.shown for each in younger.figures] == [None, "≈ 5", None]
    assert [each and each.shown for each in older.figures] == ["≈ 15", "≈ 10", "≤ 5"]
    assert [each and each.between for each in older.figures] == ["5 à 25", "5 à 15", "0 à 5"]
    assert (younger.age, older.age) == ("12 à 15 ans", "16 et 17 ans")
