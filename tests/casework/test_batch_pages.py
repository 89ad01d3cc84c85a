"""The pages of the papers of a sitting: ticked, followed, stopped, taken, without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.batches import writing
from casework.choices.batches import BatchState
from casework.choices.lists import FreezeReason
from casework.models import Case, PaperBatch
from confidentiality.models import JournalEntry
from tests.casework import batched
from tests.casework.papers.filed import FILED, path_for
from tests.casework.path import Path
from tests.casework.seance_room import text_of
from tests.veille import factories
from veille.papers import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> Path:
    return batched.convened()


@pytest.fixture
def browser(path: Path) -> Client:
    return factories.confirmed(factories.signed_in(path.coordinator))


def url(path: Path) -> str:
    return reverse("casework:seance_papers", args=[path.seance.pk])


def of(name: str, batch: PaperBatch) -> str:
    return reverse(f"casework:{name}", args=[batch.pk])


def ticked(page: str) -> list[str]:
    return re.findall(r'name="papiers" value="([^"]+)" checked', page)


def test_ticked_followed_and_taken_without_a_script(path: Path, browser: Client) -> None:
    page = text_of(browser.get(url(path)))
    answer = browser.post(url(path), {"papiers": ticked(page), "cle": str(uuid4())})
    batch = PaperBatch.objects.get()
    assert answer.headers["Location"] == of("paper_batch", batch)

    begun = browser.get(of("paper_batch", batch))
    assert begun.headers["Refresh"] == "3"
    assert f"0 papier écrit sur {batch.lines.count()}" in text_of(begun)
    for line in batched.lines(batch)[:2]:
        writing.write(line.pk)
    assert f"2 papiers écrits sur {batch.lines.count()}" in text_of(
        browser.get(of("paper_batch", batch))
    )
    batched.drained()
    done = browser.get(of("paper_batch", batch))
    assert "Refresh" not in done.headers
    assert "est prêt" in text_of(done)

    for _ in range(2):
        taken = browser.post(of("paper_batch_take", batch), {"cle": str(uuid4())})
        assert taken.headers["Content-Disposition"] == (
            f'attachment; filename="papiers-{str(batch.pk)[:8]}.pdf"'
        )
        assert "no-store" in taken.headers["Cache-Control"]
        assert taken.content.startswith(b"%PDF-")


def test_what_is_done_already_is_offered_and_not_ticked(path: Path, browser: Client) -> None:
    batched.made(path, "ordre-du-jour")

    page = text_of(browser.get(url(path)))

    assert [key for key in ticked(page) if key.startswith("ordre-du-jour")] == []
    assert "Ordre du jour (déjà fait le" in re.sub(r"<[^>]+>", "", page)
    assert "Déjà demandés" in page


def test_pages_tell_references_and_leave_their_line(path: Path, browser: Client) -> None:
    person = path.saisine.young_person
    pages = [text_of(browser.get(url(path)))]
    batch = batched.asked(path)
    for _ in range(2):
        pages.append(text_of(browser.get(of("paper_batch", batch))))
        batched.drained()

    for page in pages:
        assert path.case.reference in page
        assert person.last_name not in page
        assert person.first_name not in page
    read = JournalEntry.objects.filter(outcome="read", action__startswith="papers.")
    assert [each.action for each in read.order_by("pk")] == ["papers.prepare", "papers.view"]
    assert all(str(path.case.pk) in each.codes["objects"] for each in read)


def test_a_refusal_is_shown_on_its_line_and_above_the_form(path: Path, browser: Client) -> None:
    none = text_of(browser.post(url(path), {"cle": str(uuid4())}))
    assert "Cochez au moins un papier" in none

    batch = batched.asked(path)
    Case.objects.filter(pk=path.case.pk).update(
        freeze_code=FreezeReason.DROITS, frozen_on=path.today
    )
    batched.drained()
    page = text_of(browser.get(of("paper_batch", batch)))
    assert page.count("La situation est gelée") == 2


def test_stopped_from_its_page(path: Path, browser: Client) -> None:
    batch = batched.asked(path)
    stop = of("paper_batch_stop", batch)
    assert stop in text_of(browser.get(of("paper_batch", batch)))

    answer = browser.post(stop, {"cle": str(uuid4())})
    again = browser.post(stop, {"cle": str(uuid4())})

    assert answer.headers["Location"] == of("paper_batch", batch)
    assert batched.fresh(batch).state == BatchState.SANS_PAPIER
    assert "rien n’est à arrêter" in text_of(again)
    assert "Aucun fichier n’est à imprimer" in text_of(browser.get(of("paper_batch", batch)))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (BatchState.RETIRE, "Le fichier a été effacé"),
        (BatchState.ECHOUE, "demandez ces papiers à nouveau"),
        (BatchState.MISE_EN_PAGE, "quelques secondes"),
    ],
)
def test_each_end_is_told_in_plain_words_and_gives_no_file(
    path: Path, browser: Client, state: BatchState, words: str
) -> None:
    batch = batched.asked(path)
    PaperBatch.objects.filter(pk=batch.pk).update(state=state)

    assert words in text_of(browser.get(of("paper_batch", batch)))
    for answer in (
        browser.get(of("paper_batch_take", batch)),
        browser.post(of("paper_batch_take", batch), {"cle": str(uuid4())}),
    ):
        assert answer.headers["Location"] == of("paper_batch", batch)


def test_without_a_fresh_confirmation_nothing_leaves(path: Path) -> None:
    batch = batched.made(path, "ordre-du-jour")
    browser = factories.signed_in(path.coordinator)
    factories.confirmed(browser, timezone.now() - timedelta(minutes=6))

    for answer in (
        browser.get(of("paper_batch_take", batch)),
        browser.post(of("paper_batch_take", batch)),
    ):
        assert answer.headers["Location"].startswith("/identite/")


def test_a_row_that_closed_since_is_told_on_the_page(path: Path, browser: Client) -> None:
    batch = batched.made(path)
    Case.objects.filter(pk=path.case.pk).update(
        freeze_code=FreezeReason.DROITS, frozen_on=path.today
    )

    page = browser.post(of("paper_batch_take", batch), {"cle": str(uuid4())})

    assert "vient d’être retiré" in text_of(page)
    assert "Content-Disposition" not in page.headers


def test_a_machine_without_pdf_gives_one_page_to_print(
    path: Path, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> bytes:
        raise pdf.PdfUnavailable

    monkeypatch.setattr(writing, "bind", none)
    batch = batched.made(path, "ordre-du-jour", "emargement")

    assert "Cette machine ne fait pas de PDF" in text_of(browser.get(of("paper_batch", batch)))
    taken = browser.post(of("paper_batch_take", batch), {"cle": str(uuid4())})
    page = text_of(taken)
    assert taken.headers["Content-Type"].startswith("text/html")
    assert page.count("<article") == page.count("<h1>") == 2
    assert all(line.number in page for line in batched.lines(batch))


def test_the_page_of_a_seance_leads_to_its_papers(path: Path, browser: Client) -> None:
    detail = reverse("casework:seance_detail", args=[path.seance.pk])

    assert url(path) in text_of(browser.get(detail))
    mayor = factories.signed_in(path.mayor)
    assert url(path) not in text_of(mayor.get(detail))
    assert mayor.get(url(path)).status_code == 403


@pytest.mark.parametrize("role", ["coordinator", "mayor"])
def test_a_sitting_of_the_cddf_has_its_papers_together(role: str) -> None:
    path = path_for("lettre-tiers-informe")
    FILED["lettre-tiers-informe"](path)
    browser = factories.confirmed(factories.signed_in(getattr(path, role)))
    address = reverse("casework:cddf_papers", args=[path.referral.pk])
    detail = text_of(browser.get(reverse("casework:cddf", args=[path.referral.pk])))
    assert address in detail

    page = text_of(browser.get(address))
    keys = ticked(page)
    assert [key.split(".")[0] for key in keys] == ["recommandations-cddf", "lettre-tiers-informe"]
    assert path.member.organisation_id is not None
    browser.post(address, {"papiers": keys, "cle": str(uuid4())})
    batched.drained()

    batch = PaperBatch.objects.get()
    assert [line.number[:3] for line in batched.lines(batch)] == ["D18", "D19"]
    shown = text_of(browser.get(of("paper_batch", batch)))
    assert "Papiers du CDDF" in shown
    assert path.saisine.young_person.last_name not in page + shown
    assert factories.signed_in(path.cddf_member).get(address).status_code == 403
