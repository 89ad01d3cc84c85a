"""The pages of exports: asked for, waited for, agreed to, taken once; usable without a script."""

from __future__ import annotations

import html
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.exports import ExportState
from casework.models import Case, Export
from casework.services.export_building import build
from confidentiality.choices import Relation, Role
from confidentiality.models import JournalEntry
from tests.casework import factories as people
from tests.casework.exported import Office, ask, built, read_csv
from tests.veille import factories
from veille.models import CelluleGrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def browser(office: Office) -> Client:
    return factories.confirmed(factories.signed_in(office.coordinator))


def of(name: str, export: Export) -> str:
    return reverse(f"casework:{name}", args=[export.pk])


def ask_url(*cases: Case) -> str:
    return reverse("casework:export_ask", args=["-".join(case.reference for case in cases)])


FORM = {"reason": "seance", "format": "csv"}


def test_ac30_a_file_is_asked_for_waited_for_and_taken(office: Office, browser: Client) -> None:
    cases = office.cases(2)

    asked = browser.post(ask_url(*cases), {**FORM, "cle": str(uuid4())})
    export = Export.objects.get()
    assert asked.headers["Location"] == of("export", export)
    waiting = browser.get(of("export", export))
    assert waiting.headers["Refresh"] == "5"
    assert "se prépare" in waiting.content.decode()
    build(export.pk)
    assert "prêt" in browser.get(of("export", export)).content.decode()
    taken = browser.post(of("export_take", export), {"cle": str(uuid4())})

    assert taken.headers["Content-Disposition"] == (
        f'attachment; filename="export-{str(export.pk)[:8]}.csv"'
    )
    assert "no-store" in taken.headers["Cache-Control"]
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert len(read_csv(taken.content)) == 2 + 2


@pytest.mark.parametrize("missing", ["reason", "format"])
def test_ac30_no_motif_no_file(office: Office, browser: Client, missing: str) -> None:
    data = {name: value for name, value in FORM.items() if name != missing}

    page = browser.post(ask_url(*office.cases(1)), data)

    assert page.status_code == 200
    assert "Choisissez le" in page.content.decode()
    assert not Export.objects.exists()


def test_ac30_without_a_fresh_confirmation_nothing_is_asked_nor_leaves(office: Office) -> None:
    browser = factories.signed_in(office.coordinator)
    factories.confirmed(browser, timezone.now() - timedelta(minutes=6))
    export = built(office.coordinator, office.cases(1))
    for address in (ask_url(*office.cases(1)), of("export_take", export)):
        for answer in (browser.get(address), browser.post(address, FORM)):
            assert answer.headers["Location"].startswith("/identite/")

    assert Export.objects.get().state == ExportState.PRETE


def test_ac30_a_second_download_is_410_with_a_way_out(office: Office, browser: Client) -> None:
    export = built(office.coordinator, office.cases(1))
    browser.post(of("export_take", export))

    for again in (browser.post(of("export_take", export)), browser.get(of("export_take", export))):
        assert again.status_code == 410
        assert "/exports/demander/" in again.content.decode()
        assert "attachment" not in again.headers.get("Content-Disposition", "")


def test_ac30_after_a_day_the_download_is_410(office: Office) -> None:
    export = built(office.coordinator, office.cases(1))
    with time_machine.travel(export.until + timedelta(minutes=1), tick=False):
        browser = factories.confirmed(factories.signed_in(office.coordinator))
        answers = [browser.get(of("export_take", export)), browser.post(of("export_take", export))]
        page = browser.get(of("export", export))

    assert [answer.status_code for answer in answers] == [410, 410]
    assert "Expiré" in page.content.decode()


def test_a_refusal_at_the_last_moment_leaves_its_line(office: Office, browser: Client) -> None:
    """Taken by the other window between the page and its button."""
    export = built(office.coordinator, office.cases(1))
    browser.post(of("export_take", export))
    browser.post(of("export_take", export))

    assert JournalEntry.objects.filter(action="export.download").count() == 1


def test_a_right_that_ended_hides_the_export(office: Office, browser: Client) -> None:
    export = built(office.coordinator, office.cases(1))
    CelluleGrant.objects.filter(designation=office.coordinator.hat_id).update(until=timezone.now())

    for name in ("export", "export_take"):
        assert browser.get(of(name, export)).status_code == 404
    assert browser.post(of("export_take", export)).status_code == 404


def test_the_second_person_reads_what_is_asked_without_a_name(office: Office) -> None:
    cases = office.cases(21)
    export = ask(office.coordinator, cases)
    browser = factories.confirmed(factories.signed_in(office.mayor))

    listed = browser.get(reverse("casework:export_list")).content.decode()
    assert of("export_approve", export) in listed
    page = browser.get(of("export_approve", export)).content.decode()
    assert "21 personnes" in page
    assert not any(case.young_person.last_name in page for case in cases)
    browser.post(of("export_approve", export))

    export.refresh_from_db()
    assert export.state == ExportState.PREPAREE


def test_the_second_person_refuses_from_the_page_and_the_asker_reads_why(office: Office) -> None:
    export = ask(office.coordinator, office.cases(21))
    mayor = factories.confirmed(factories.signed_in(office.mayor))
    asker = factories.signed_in(office.coordinator)
    no = of("export_decline", export)
    assert f'href="{no}"' in mayor.get(of("export_approve", export)).content.decode()
    assert asker.get(no).status_code == 404

    assert mayor.post(no, {}).status_code == 200
    assert mayor.post(no, {"reason": "ecran"})["Location"] == reverse("casework:export_list")

    page = html.unescape(asker.get(of("export", export)).content.decode())
    assert "La seconde personne n’a pas donné son accord" in page
    assert "Ce travail se fait à l’écran" in page


def test_the_dpo_reads_who_when_how_many_and_why(office: Office) -> None:
    cases = office.cases(2)
    export = built(office.coordinator, cases)
    elsewhere = Office()
    built(elsewhere.coordinator, elsewhere.cases(1))
    browser = factories.signed_in(factories.agent(Role.DPO, office.place))

    page = browser.get(reverse("casework:export_list")).content.decode()

    for said in (export.reference, "2 personnes", "Tenir une séance", office.coordinator.label):
        assert said in page
    assert page.count("E-") == 1
    assert not any(case.reference in page for case in cases)
    assert browser.get(of("export", export)).status_code == 403


def test_cases_are_ticked_in_the_list(office: Office, browser: Client) -> None:
    first, second = office.cases(2)
    page = browser.get(reverse("casework:case_list")).content.decode()
    assert page.count('name="situation"') == 2

    ticked = {"situation": [first.reference, second.reference]}
    answer = browser.get(reverse("casework:export_begin"), ticked)

    assert answer.headers["Location"] == ask_url(first, second)


def test_those_who_do_not_export_tick_nothing(office: Office) -> None:
    case = people.case(office.place)
    people.grant(case, office.member, Relation.WINDOW)
    page = factories.signed_in(office.member).get(reverse("casework:case_list")).content.decode()

    assert case.young_person.last_name in page
    assert 'name="situation"' not in page
    assert "Exporter" not in page


def test_a_case_leads_to_its_export(office: Office, browser: Client) -> None:
    [case] = office.cases(1)
    page = browser.get(reverse("casework:case_detail", args=[case.reference])).content.decode()

    assert ask_url(case) in page


def test_an_unknown_reference_is_no_page(office: Office, browser: Client) -> None:
    [case] = office.cases(1)
    other = people.case(factories.cellule())

    assert browser.get(ask_url(case, other)).status_code == 404
    assert browser.post(ask_url(case, other), FORM).status_code == 404
