"""Papers: what each says, when it is offered, its number, and the page that recognises it."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casework.choices.lists import FreezeReason
from casework.models import Case, IssuedPaper
from casework.papers.issuing import Numbered, is_genuine, issue_paper, read_paper
from casework.papers.registry import BY_SLUG, TEMPLATES, offered_for
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from tests.casework.papers.filed import FILED, names, path_for, reader
from tests.casework.papers.pictures import kept, told
from tests.casework.path import Path
from tests.veille import factories
from tests.veille.pdf_read import tags, unfolded
from veille.papers.pages import to_html
from veille.papers.pdf import to_pdf

pytestmark = pytest.mark.django_db
# Pages of what does not hold on one, on an ordinary case.
USUAL = {"D01": 3, "D33": 3}
CONVOCATION = BY_SLUG["convocation-rappel-mineur"]


@pytest.fixture
def path() -> Path:
    path = path_for(CONVOCATION.slug)
    FILED[CONVOCATION.slug](path)
    return path


def numbered(path: Path, key: UUID | None = None) -> Numbered:
    return issue_paper(
        template=CONVOCATION,
        row_id=path.rappel.pk,
        actor=path.coordinator,
        sent=Sent(key=key or uuid4(), at=path.now),
    )


def page(path: Path) -> str:
    return reverse("casework:paper", args=[CONVOCATION.slug, path.rappel.pk])


@pytest.mark.once
@pytest.mark.parametrize("slug", BY_SLUG)
def test_a_paper_says_what_its_picture_says_and_becomes_a_tagged_pdf(slug: str) -> None:
    template, path = BY_SLUG[slug], path_for(slug)
    row = FILED[slug](path)

    seen = read_paper(template=template, row_id=row.pk, actor=reader(slug, path), sent=path.sent)
    paper = seen.paper

    # A wording that changes is a new version of the template, with a new picture.
    assert told(paper, names(path, row)) == kept(slug, template.version)
    assert template in offered_for(row)
    pdf = to_pdf(to_html(paper, mark="essai"))
    assert {"H1", "P"} <= set(tags(pdf))
    assert len(re.findall(rb"/Type /Page\b", unfolded(pdf))) <= USUAL.get(template.code, 1)


def test_every_template_is_about_a_document_of_the_domain_and_has_its_case() -> None:
    assert set(FILED) == set(BY_SLUG)
    assert len(BY_SLUG) == len(TEMPLATES)


def test_no_name_stands_in_a_title_nor_in_an_address(path: Path) -> None:
    young = path.rappel.case.young_person
    answer = factories.signed_in(path.coordinator).get(page(path))

    head = answer.content.decode().split("</head>")[0]
    assert young.last_name in answer.content.decode()
    assert young.first_name not in head
    assert young.last_name not in head + page(path)


def test_a_numbered_paper_is_recognised_and_another_number_or_seal_is_not(path: Path) -> None:
    first, second = numbered(path), numbered(path)
    seal = IssuedPaper.objects.get(number=first.number).seal
    spaced = " ".join(seal[:20][at : at + 4] for at in range(0, 20, 4))

    assert spaced in first.mark
    assert is_genuine(first.number.lower(), spaced.upper()) is not None
    assert is_genuine(second.number, spaced) is None
    assert is_genuine(first.number, seal[:19]) is None


def test_whoever_verifies_a_paper_reads_its_kind_and_nothing_of_it(path: Path) -> None:
    made = numbered(path)
    seal = IssuedPaper.objects.get(number=made.number).seal[:20]
    url = reverse("casework:paper_verify")

    right = Client().get(url, {"numero": made.number, "empreinte": seal}).content.decode()
    wrong = Client().get(url, {"numero": made.number, "empreinte": "0" * 20}).content.decode()

    assert "Convocation au rappel à l’ordre, mineur" in right
    assert path.rappel.case.young_person.last_name not in right
    assert path.rappel.case.reference not in right
    assert "n’est pas reconnu" in wrong


def test_seeing_a_paper_and_numbering_it_each_leave_a_line_without_a_name(path: Path) -> None:
    browser = factories.signed_in(path.coordinator)
    browser.get(page(path))
    answer = browser.post(page(path), {"cle": str(uuid4())})

    lines = JournalEntry.objects.filter(action__startswith="paper.").order_by("pk")
    assert [each.action for each in lines] == ["paper.view", "paper.issue"]
    assert [each.codes["paper"] for each in lines] == ["D11", "D11"]
    number = lines[1].codes["number"]
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_a_form_sent_twice_numbers_one_paper(path: Path) -> None:
    key = uuid4()
    numbered(path, key)

    with pytest.raises(AlreadyDone):
        numbered(path, key)

    assert IssuedPaper.objects.count() == 1


def test_a_paper_asked_too_early_says_what_it_waits_for() -> None:
    path = path_for(CONVOCATION.slug)
    FILED["fiche-navette"](path)

    with pytest.raises(Refused, match="paper_too_early"):
        numbered(path)
    assert IssuedPaper.objects.count() == 0


def test_a_case_frozen_by_a_request_gives_no_paper(path: Path) -> None:
    Case.objects.filter(pk=path.case.pk).update(
        freeze_code=FreezeReason.DROITS, frozen_on=path.today
    )

    with pytest.raises(Refused):
        numbered(path)


def test_a_member_or_a_stranger_learns_of_no_paper(path: Path) -> None:
    for actor in (path.member, path.referent, path.dpo):
        with pytest.raises((NotVisible, NotPermitted)):
            read_paper(template=CONVOCATION, row_id=path.rappel.pk, actor=actor, sent=path.sent)
    assert Client().get(page(path)).status_code == 302


def test_the_page_of_a_measure_leads_to_its_papers(path: Path) -> None:
    measure = reverse("casework:rappel", args=[path.rappel.pk])

    shown = factories.signed_in(path.coordinator).get(measure).content.decode()

    assert page(path) in shown
    assert "convocation-rappel-majeur" not in shown
