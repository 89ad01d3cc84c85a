"""Paper: nothing with a name goes on it but by the act « Imprimer », which leaves its line."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices.lists import FreezeReason
from casework.choices.states import CaseState
from casework.models import Case
from casework.services import archives
from casework.services.prints import print_case
from confidentiality.choices import Relation, Role
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone, NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from tests.casework import factories as people
from tests.casework.archives import archive_reading
from tests.casework.exported import Office
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def browser(office: Office) -> Client:
    return factories.confirmed(factories.signed_in(office.coordinator))


def url(case: Case) -> str:
    return reverse("casework:case_print", args=[case.reference])


def lines() -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(action="case.print"))


def test_a_case_is_printed_for_a_reason_and_the_journal_says_so(
    office: Office, browser: Client
) -> None:
    [case] = office.cases(1)

    page = browser.post(url(case), {"reason": "seance", "cle": str(uuid4())}).content.decode()

    [told] = lines()
    assert (told.outcome, told.object_id, told.codes["reason"]) == ("read", str(case.pk), "seance")
    assert "data-imprimable" in page
    assert case.young_person.last_name in page
    mark = re.search(r'class="paper__mark">([^<]+)<', page)
    assert mark is not None
    for said in ("Diffusion restreinte", told.codes["number"], "UTC", office.coordinator.label):
        assert said in mark[1].replace("&#x27;", "'")


def test_a_page_to_print_opens_once(office: Office, browser: Client) -> None:
    [case] = office.cases(1)
    form = {"reason": "seance", "cle": str(uuid4())}
    browser.post(url(case), form)

    again = browser.post(url(case), form)

    assert again.headers["Location"] == url(case)
    assert len(lines()) == 1


def test_without_a_reason_nothing_is_printed(office: Office, browser: Client) -> None:
    [case] = office.cases(1)

    page = browser.post(url(case), {}).content.decode()

    assert "data-imprimable" not in page
    assert lines() == []
    for reason in ("", "curiosite"):
        with pytest.raises(Refused, match="print_without_reason"):
            print_case(
                reference=case.reference, actor=office.coordinator, reason=reason, sent=Sent()
            )


@pytest.mark.parametrize(
    ("role", "relation"), [(Role.MEMBRE, Relation.WINDOW), (Role.REFERENT, Relation.MISSION)]
)
def test_those_who_read_a_part_of_it_print_nothing(
    office: Office, role: Role, relation: Relation
) -> None:
    [case] = office.cases(1)
    reader = factories.agent(role, office.place)
    people.grant(case, reader, relation)

    with pytest.raises(NotPermitted):
        print_case(reference=case.reference, actor=reader, reason="seance", sent=Sent())
    browser = factories.confirmed(factories.signed_in(reader))
    assert browser.get(url(case)).status_code == 404
    page = browser.get(reverse("casework:case_detail", args=[case.reference])).content.decode()
    assert "Imprimer" not in page


def test_a_case_elsewhere_is_not_printed(office: Office, browser: Client) -> None:
    case = people.case(factories.cellule())

    assert browser.get(url(case)).status_code == 404
    with pytest.raises(NotVisible):
        print_case(reference=case.reference, actor=office.mayor, reason="seance", sent=Sent())


def test_an_archive_read_for_a_reason_is_not_printed(office: Office) -> None:
    case = people.case(office.place, state=CaseState.ARCHIVE)
    reading = archive_reading(case, office.mayor)
    archives.approve_reading(reading_id=reading.pk, actor=office.coordinator, sent=Sent())

    with pytest.raises(NotPermitted) as refused:
        print_case(reference=case.reference, actor=office.mayor, reason="seance", sent=Sent())

    assert refused.value.refusal is not None


def test_a_frozen_case_is_not_printed(office: Office) -> None:
    case = people.case(
        office.place, freeze_code=FreezeReason.DROITS, frozen_on=timezone.localdate()
    )

    with pytest.raises(Refused):
        print_case(reference=case.reference, actor=office.mayor, reason="seance", sent=Sent())


def test_the_same_form_prints_once(office: Office) -> None:
    [case] = office.cases(1)
    sent = Sent(key=uuid4())
    print_case(reference=case.reference, actor=office.mayor, reason="seance", sent=sent)

    with pytest.raises(AlreadyDone):
        print_case(reference=case.reference, actor=office.mayor, reason="seance", sent=sent)


def test_what_the_parquet_communicated_never_goes_on_paper(office: Office, browser: Client) -> None:
    [case] = office.cases(1)
    status = people.judicial_status(case)
    detail = browser.get(reverse("casework:case_detail", args=[case.reference])).content.decode()
    assert status.get_code_display() in detail

    page = browser.post(url(case), {"reason": "entretien"}).content.decode()

    assert status.get_code_display() not in page
    assert "parquet" not in page.casefold()


def test_only_one_page_goes_on_paper_with_names() -> None:
    """Every other page that says it holds names is empty on paper: one rule of the style sheet."""
    templates = Path(settings.BASE_DIR).glob("*/templates/**/*.html")
    texts = {path.name: path.read_text(encoding="utf-8") for path in templates}
    style = (Path(settings.BASE_DIR) / "config/static/jalon/app.css").read_text(encoding="utf-8")

    assert {name for name, text in texts.items() if "data-imprimable" in text} == {
        "case_print.html",
    }
    assert (
        "html[data-nominatif]:not([data-imprimable]) body > * { display: none !important; }"
        in style.split("@media print", 1)[1]
    )
