"""Annual reports: asked in one click, made in steps that are seen, read by who asked, then gone."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Never
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.utils import timezone

from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, Refused
from confidentiality.models import JournalEntry
from indicators.choices import ReportKind, ReportStep
from indicators.figures import day
from indicators.models import Report, ReportFile
from indicators.services import reports
from notifications import ticking, work
from notifications.models import OutboxWork
from tests.indicators.plans import declare, packaged, pilot
from tests.indicators.released import SOME, Departement
from tests.races import Track
from tests.veille import factories
from tests.veille.pdf_read import tags, words
from veille.papers.pdf import PdfUnavailable

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = TODAY.year - 1
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")


@pytest.fixture
def departement() -> Departement:
    """A plan, one declared value, two bulletins of the year."""
    packaged()
    made = Departement()
    for month in (f"{YEAR}-01", f"{YEAR}-02"):
        made.give(month, SOME)
        made.published(month)
    declare(pilot(), "2-5.a", 12, year=YEAR)
    return made


@pytest.fixture
def no_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second less for each test that looks at no PDF."""
    monkeypatch.setattr(reports, "to_pdf", lambda html: b"%PDF-" + html.encode())


def asked(client: Client, year: int = YEAR) -> str:
    """The address of a report just asked for."""
    answer = client.post("/indicateurs/rapports/demander/", {"kind": "cdpd", "year": year})
    assert answer.status_code == 302
    return str(answer["Location"])


def body(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


@pytest.fixture
def at_work() -> Client:
    return factories.signed_in(factories.agent(Role.PREFECTURE))


def test_a_report_is_made_step_by_step_and_its_files_say_the_same(
    departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> Never:
        raise AssertionError("a row of a person was loaded")

    for model in apps.get_app_config("casework").get_models():
        monkeypatch.setattr(model, "from_db", refuse)
    client = factories.signed_in(departement.prefecture)
    address = asked(client)
    seen = []
    for _ in range(3):
        page = client.get(address)
        seen.append((page["Refresh"], page.content.decode().count("<strong>fait</strong>")))
        assert work.run_due() == 1

    assert seen == [("4", 0), ("4", 1), ("4", 2)]
    ready = client.get(address)
    assert "Refresh" not in ready
    assert ready.content.decode().count("<strong>fait</strong>") == 3
    paper = body(client, f"{address}lire/")
    check_paper(paper)
    check_pdf(client.get(f"{address}fichiers/pdf/").content, paper)
    odt = client.get(f"{address}fichiers/odt/")
    assert odt["Content-Disposition"] == f'attachment; filename="rapport-cdpd-{YEAR}.odt"'
    check_odt(odt.content, paper)


def check_paper(paper: str) -> None:
    """D35: the grid of the plan, the period, the rule of protection, when it was made."""
    text = re.sub(r"<[^>]+>", " ", paper)
    for told in (
        f"du 1er janvier au 31 décembre {YEAR}",
        "Fait le",
        day(TODAY),
        "Jeunes repérés",
        "Rappels à l’ordre",
        f"janvier à février {YEAR}",
        "arrondi à un multiple de 5",
        "2-5.a",
        "non saisie",
        f"Valeurs de {YEAR} qui manquent",
        "Bulletins employés",
        f"{YEAR}-M01-1",
        "CISPD",
    ):
        assert told in text, told
    assert re.search(r"≈\s\d+|≤\s5", text)
    assert not UUID.search(text)
    empty = re.findall(r"<h[1-3]>\s*</h[1-3]>|<caption>\s*</caption>|<tbody>\s*</tbody>", paper)
    assert empty == []


def check_pdf(pdf: bytes, paper: str) -> None:
    found = tags(pdf)
    assert pdf.startswith(b"%PDF-")
    assert words(pdf, "Title")[0].endswith(f"rapport annuel {YEAR}")
    assert "fr" in words(pdf, "Lang")
    assert found.count("H1") == 1
    assert found.count("H2") == 6
    # A table that goes on over a page is tagged once more there, without its caption.
    assert found.count("Table") >= found.count("Caption") == paper.count("<caption>") > 10


def check_odt(odt: bytes, paper: str) -> None:
    with ZipFile(BytesIO(odt)) as parts:
        text = parts.read("content.xml").decode()
    captions = re.findall(r"<caption>(.*?)</caption>", paper)
    assert len(captions) > 10
    assert [each for each in captions if each not in text] == []


def test_a_report_says_what_it_cannot_say(at_work: Client) -> None:
    address = asked(at_work, TODAY.year)
    work.run_due()

    paper = body(at_work, f"{address}lire/")

    assert "Aucun bulletin n’est publié pour cette année" in paper
    assert "aucun bulletin publié, année en cours" in paper
    assert "Aucun plan départemental n’est chargé." in paper


def test_asked_twice_it_is_made_once(at_work: Client) -> None:
    year = TODAY.year

    assert asked(at_work, year) == asked(at_work, year)
    assert Report.objects.count() == OutboxWork.objects.count() == 1
    assert JournalEntry.objects.filter(action="report.ask").count() == 1


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_the_same_instant_it_is_made_once(track: Track) -> None:
    actor = factories.agent(Role.PREFECTURE)

    def ask() -> Report:
        return reports.ask(actor=actor, kind=ReportKind.CDPD, year=TODAY.year, sent=Sent())

    for done in range(1, 9):
        one, other = track.run(ask, ask)

        assert one == other
        assert OutboxWork.objects.count() == done
        assert JournalEntry.objects.filter(action="report.ask").count() == done
        Report.objects.all().delete()


def test_a_machine_without_its_library_makes_a_report_without_pdf(
    at_work: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(html: str) -> Never:
        raise PdfUnavailable

    monkeypatch.setattr(reports, "to_pdf", without)
    address = asked(at_work, TODAY.year)
    for _ in range(3):
        work.run_due()

    page = body(at_work, address)

    assert "sans PDF" in page
    assert "impossible sur cette machine" in page
    assert list(ReportFile.objects.values_list("format", flat=True)) == ["odt"]
    assert at_work.get(f"{address}fichiers/pdf/").status_code == 404
    assert at_work.get(f"{address}fichiers/odt/").status_code == 200


def test_a_step_that_fails_says_so_in_plain_words(
    at_work: Client, no_renderer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> Never:
        raise ValueError("secret words of an error")

    monkeypatch.setattr(reports, "to_odt", broken)
    address = asked(at_work, TODAY.year)
    for days in range(work.MOST_ATTEMPTS + 2):
        work.run_due(now=timezone.now() + timedelta(hours=days))

    page = at_work.get(address)

    assert Report.objects.get().step == ReportStep.ECHOUE
    assert "n’a pas pu être fait" in page.content.decode()
    assert "<strong>impossible</strong>" in page.content.decode()
    assert "secret words" not in page.content.decode()
    assert "Refresh" not in page


def test_a_step_done_twice_leaves_one_file(at_work: Client, no_renderer: None) -> None:
    asked(at_work, TODAY.year)
    report = Report.objects.get()
    for step in (reports.gather, reports.gather, reports.write, reports.lay_out, reports.lay_out):
        step(report.pk)

    report.refresh_from_db()
    assert report.step == ReportStep.ODT
    assert report.files.count() == 1
    reports.give_up(report.pk)
    Report.objects.all().delete()
    reports.write(report.pk)


def test_another_function_does_not_know_of_a_report(at_work: Client) -> None:
    address = asked(at_work, TODAY.year)
    other = factories.signed_in(factories.agent(Role.PREFECTURE))
    pages = (address, f"{address}lire/", f"{address}fichiers/odt/")

    assert {other.get(page).status_code for page in pages} == {404}
    assert "Aucun rapport" in body(other, "/indicateurs/rapports/")
    assert "Rapport du conseil" in body(at_work, "/indicateurs/rapports/")


def test_a_report_is_asked_for_by_who_answers_for_it_and_for_a_year_that_is_told() -> None:
    prefecture, year = factories.agent(Role.PREFECTURE), TODAY.year

    with pytest.raises(NotPermitted):
        reports.ask(actor=factories.agent(Role.DPO), kind=ReportKind.CDPD, year=year, sent=Sent())
    with pytest.raises(NotPermitted):
        reports.ask(actor=prefecture, kind=ReportKind.CHARTE, year=year, sent=Sent())
    for wrong in (year + 1, year - 5):
        with pytest.raises(Refused, match="report_year"):
            reports.ask(actor=prefecture, kind=ReportKind.CDPD, year=wrong, sent=Sent())


def test_a_report_is_erased_a_day_after_it_is_ready(at_work: Client, no_renderer: None) -> None:
    address = asked(at_work, TODAY.year)
    for _ in range(3):
        work.run_due()
    made = Report.objects.get()
    assert made.built_at is not None

    with time_machine.travel(made.built_at + timedelta(hours=23, minutes=59), tick=False):
        reports.forget(timezone.now())
        assert Report.objects.filter(pk=made.pk).exists()
    with time_machine.travel(made.built_at + timedelta(hours=24), tick=False):
        client = factories.signed_in(factories.agent(Role.PREFECTURE))
        assert client.get(address).status_code == 404
        reports.forget(timezone.now())
    assert (Report.objects.count(), ReportFile.objects.count()) == (0, 0)


def test_the_clock_erases_reports(at_work: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(at_work, TODAY.year)
    Report.objects.update(until=timezone.now())
    monkeypatch.setattr(ticking, "believes_clock", lambda: True)

    ticking.tick(timezone.now() + timedelta(seconds=1))

    assert not Report.objects.exists()
