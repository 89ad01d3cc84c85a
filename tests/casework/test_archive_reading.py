"""P16 and P17: an archive is read by two, for a reason, sixty minutes; a new case resumes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.choices.states import CaseState
from casework.models import Case, MotivatedReading
from casework.services import archives, cases, conservation, saisines
from casework.services.people import identity_of
from casework.sight import read_case
from confidentiality.actors import Actor
from confidentiality.door import NOT_A_FORM, Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from tests.casework.archives import JUSTIFICATION
from tests.casework.path import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> Path:
    path = Path().to(CaseState.CLOS)
    path.case = conservation.archive(case_id=path.case.pk, at=path.now)
    return path


def ask(path: Path, by: Actor, *, reference: str = "COURRIER-2026-7") -> MotivatedReading:
    return archives.ask_reading(
        case_id=path.case.pk,
        actor=by,
        reason=ReadingReason.CONTENTIEUX,
        reference=reference,
        justification=JUSTIFICATION,
        sent=NOT_A_FORM,
    )


def test_i55_an_archive_is_closed_to_everyone(path: Path) -> None:
    for actor in (path.coordinator, path.mayor, path.member, path.referent):
        with pytest.raises(NotVisible):
            read_case(actor, path.case.reference)


@pytest.mark.parametrize(("first", "second"), [("coordinator", "mayor"), ("mayor", "coordinator")])
def test_i55_two_persons_open_an_archive_to_the_one_who_asked(
    path: Path, first: str, second: str
) -> None:
    asker, other = getattr(path, first), getattr(path, second)

    archives.approve_reading(reading_id=ask(path, asker).pk, actor=other, sent=NOT_A_FORM)

    case, decision = read_case(asker, path.case.reference)
    assert (case.pk, decision.rule) == (path.case.pk, "reading")
    with pytest.raises(NotVisible):
        read_case(other, path.case.reference)


def test_i55_nobody_approves_their_own_request(path: Path) -> None:
    reading = ask(path, path.mayor)

    with pytest.raises(Refused) as refused:
        archives.approve_reading(reading_id=reading.pk, actor=path.mayor, sent=NOT_A_FORM)

    assert [each.code for each in refused.value.refusals] == ["reading_by_two"]


def test_i55_an_archive_closes_again_after_sixty_minutes(path: Path) -> None:
    opened = Sent(at=timezone.now() - timedelta(minutes=61))
    archives.approve_reading(
        reading_id=ask(path, path.coordinator).pk, actor=path.mayor, sent=opened
    )

    with pytest.raises(NotVisible):
        read_case(path.coordinator, path.case.reference)


def test_i55_an_open_archive_is_read_and_not_changed(path: Path) -> None:
    archives.approve_reading(
        reading_id=ask(path, path.coordinator).pk, actor=path.mayor, sent=NOT_A_FORM
    )

    with pytest.raises(NotPermitted) as refused:
        cases.resume(case_id=path.case.pk, actor=path.coordinator, sent=NOT_A_FORM)

    assert refused.value.refusal is not None
    assert refused.value.refusal.code == "archive_read_only"


def test_i55_asking_and_approving_are_traced(path: Path) -> None:
    archives.approve_reading(
        reading_id=ask(path, path.coordinator).pk, actor=path.mayor, sent=NOT_A_FORM
    )

    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"archive.ask", "archive.approve"} <= actions


def test_a_reading_is_not_approved_twice(path: Path) -> None:
    reading = ask(path, path.coordinator)
    archives.approve_reading(reading_id=reading.pk, actor=path.mayor, sent=NOT_A_FORM)

    with pytest.raises(Refused, match="reading_approved"):
        archives.approve_reading(reading_id=reading.pk, actor=path.mayor, sent=NOT_A_FORM)


def test_a_reading_names_its_request(path: Path) -> None:
    with pytest.raises(Refused, match="reading_without_reason"):
        ask(path, path.coordinator, reference=" ")


@pytest.mark.parametrize("who", ["member", "referent", "parquet", "cddf_member"])
def test_the_others_do_not_ask(path: Path, who: str) -> None:
    with pytest.raises(NotPermitted):
        ask(path, getattr(path, who))


def test_i50_a_new_case_resumes_the_archived_one_which_stays_closed(path: Path) -> None:
    former = path.case
    path.saisine = saisines.start_draft(
        actor=path.member,
        identity=identity_of(former.young_person),
        commune=path.cellule.collectivite.seat,
        cellule=path.cellule,
        sent=path.sent,
    )

    path.describe().submit().receive()

    assert path.case.pk != former.pk
    assert path.case.resumes_id == former.pk
    assert Case.objects.for_system("the former one").get(pk=former.pk).state == CaseState.ARCHIVE
    with pytest.raises(NotVisible):
        read_case(path.coordinator, former.reference)
