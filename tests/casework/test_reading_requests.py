"""A reading made for a person who asks: for a request of theirs that is recorded, or not at all."""

from __future__ import annotations

import html
from typing import Any

import pytest

from casework.choices.conservation import ReadingReason
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from casework.services import archives
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import Refused
from tests.casework import factories as people
from tests.casework.archives import JUSTIFICATION
from tests.casework.motivated import Read, code_of, open_alone
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(cellule: Cellule) -> Read:
    return Read(cellule)


def ask(read: Read, reference: str, reason: ReadingReason = ReadingReason.DROITS) -> Any:
    return archives.ask_reading(
        case_id=read.case.pk,
        actor=read.reader,
        reason=reason,
        reference=reference,
        justification=JUSTIFICATION,
        sent=NOT_A_FORM,
    )


def by_request(case: Case, dpo: Actor, reference: str) -> MotivatedReading:
    return open_alone(case, dpo, reason=ReadingReason.DROITS, reference=reference)


def test_the_dpo_opens_the_case_of_the_request(case: Case, dpo: Actor) -> None:
    request = people.rights_request(case)

    reading = by_request(case, dpo, f" {request.reference.lower()} ")

    assert reading.rights_request == request


def test_every_other_request_reads_like_an_unknown_case(
    case: Case, dpo: Actor, cellule: Cellule
) -> None:
    beside = people.rights_request(people.case(cellule, state=CaseState.EN_COURS))
    away = people.rights_request(people.case(state=CaseState.EN_COURS))
    refusals = set()
    for about, reference in (
        (case.reference, beside.reference),
        (case.reference, away.reference),
        (case.reference, "COURRIER-2026-7"),
        ("ZZZZZZ", people.rights_request(case).reference),
    ):
        with pytest.raises(Refused) as refused:
            open_alone(
                case, dpo, case_reference=about, reason=ReadingReason.DROITS, reference=reference
            )
        refusals.add(refused.value.refusals)

    assert len(refusals) == 1
    assert not MotivatedReading.objects.exists()


@pytest.mark.parametrize("reason", sorted(set(ReadingReason) - {ReadingReason.DROITS}))
def test_the_other_motives_keep_a_free_reference(
    case: Case, dpo: Actor, reason: ReadingReason
) -> None:
    reading = open_alone(case, dpo, reason=reason, reference="REQUISITION-12")

    assert (reading.reference, reading.rights_request) == ("REQUISITION-12", None)


def test_an_archive_is_asked_for_a_request_of_its_own_person(read: Read) -> None:
    request = people.rights_request(read.case)

    assert ask(read, request.reference).rights_request == request


def test_the_request_noted_on_the_case_that_resumes_it_is_theirs_too(
    read: Read, cellule: Cellule
) -> None:
    resumed = people.case(cellule, state=CaseState.EN_COURS, young_person=read.case.young_person)

    assert ask(read, people.rights_request(resumed).reference).rights_request is not None


def test_that_of_somebody_else_and_none_are_told_in_the_same_words(
    read: Read, cellule: Cellule
) -> None:
    refusals = set()
    for reference in (
        people.rights_request(people.case(cellule)).reference,
        people.rights_request(people.case()).reference,
        "ZZZZZZ",
    ):
        with pytest.raises(Refused) as refused:
            ask(read, reference)
        assert code_of(refused) == "reading_request_unknown"
        refusals.add(refused.value.refusals)

    assert len(refusals) == 1


def test_the_form_of_an_archive_names_the_requests_of_its_person(
    read: Read, cellule: Cellule
) -> None:
    mine = people.rights_request(read.case)
    other = people.rights_request(people.case(cellule))
    client = factories.confirmed(factories.signed_in(read.reader))

    text = html.unescape(client.get(f"/archives/{read.case.reference}/demander/").content.decode())

    assert mine.reference in text
    assert other.reference not in text


def test_a_reading_outlives_its_request(case: Case, dpo: Actor) -> None:
    request = people.rights_request(case)
    reading = by_request(case, dpo, request.reference)

    request.delete()

    reading.refresh_from_db()
    assert (reading.rights_request, reading.reason) == (None, ReadingReason.DROITS)


def test_the_dpo_of_elsewhere_finds_neither(case: Case) -> None:
    with pytest.raises(Refused):
        by_request(case, factories.agent(Role.DPO), people.rights_request(case).reference)
