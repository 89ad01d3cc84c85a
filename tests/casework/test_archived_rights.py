"""Requests of somebody whose only case is archived (RGPD art. 12, 15 to 17; AU-038 art. 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from casework.choices.conservation import ReadingReason
from casework.choices.rights import RightKind
from casework.choices.states import CaseState, RightsState
from casework.disclosure.reading import open_bundle
from casework.models import Case, YoungPerson
from casework.services import archives, cases, conservation, rectification, rights
from confidentiality.actors import Actor
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, NotVisible, Refused
from tests.casework.archives import JUSTIFICATION
from tests.casework.path import Path
from tests.casework.tried_rights import answered_about, decided_about
from tests.refused import codes_of
from tests.veille.factories import confirmed, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> Path:
    path = Path().to(CaseState.CLOS)
    path.case = conservation.archive(case_id=path.case.pk, at=path.now)
    return path


def receive(path: Path, kind: str = RightKind.ACCES, by: Actor | None = None) -> Path:
    path.request = rights.receive_on_archive(
        case_id=path.case.pk,
        actor=by or path.coordinator,
        given=rights.Received(kind, "jeune", path.today),
        sent=path.sent,
    )
    return path


def read_for_it(path: Path, reason: str = ReadingReason.DROITS) -> None:
    """The coordonnateur opens the archive with the maire, under this motive."""
    reading = archives.ask_reading(
        case_id=path.case.pk,
        actor=path.coordinator,
        reason=reason,
        reference=path.request.reference,
        justification=JUSTIFICATION,
        sent=NOT_A_FORM,
    )
    archives.approve_reading(reading_id=reading.pk, actor=path.mayor, sent=NOT_A_FORM)


def answer(path: Path) -> Case:
    answered_about(path)
    return Case.objects.for_system("after the answer").get(pk=path.case.pk)


def test_an_archive_keeps_nobody_from_asking(path: Path) -> None:
    for kind in RightKind:
        assert receive(path, kind).request.state == RightsState.RECUE
    path.again()
    assert path.case.state == CaseState.ARCHIVE


@pytest.mark.parametrize("who", ["mayor", "dpo", "member", "referent"])
def test_the_coordonnateur_alone_records_it(path: Path, who: str) -> None:
    with pytest.raises((NotPermitted, NotVisible)):
        receive(path, by=getattr(path, who))


def test_what_is_not_an_archive_of_theirs_is_recorded_on_by_nobody(path: Path) -> None:
    stranger = Path().coordinator

    with pytest.raises(NotVisible):
        receive(path, by=stranger)
    path.case = Path().to(CaseState.EN_COURS).case
    with pytest.raises(NotVisible):
        receive(path)


def test_the_answer_is_due_before_the_archive_goes(path: Path) -> None:
    gone_on = path.today + timedelta(days=9)
    Case.objects.for_system("nears its term").filter(pk=path.case.pk).update(purge_due_on=gone_on)

    receive(path)

    assert path.request.due_on == gone_on - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        rights.extend(
            request_id=path.request.pk,
            actor=path.coordinator,
            code="complexite",
            told_on=path.today,
            sent=path.sent,
        )
    assert codes_of(refused) == {"rights_extended_past_archive"}


def test_a_request_moves_no_term_of_an_archive(path: Path) -> None:
    before = path.case.purge_due_on

    decided_about(receive(path, RightKind.LIMITATION))

    path.again()
    assert (path.case.purge_due_on, path.case.freeze_code) == (before, "")


def test_i55_the_copy_is_made_while_two_read_the_archive_for_this_request(path: Path) -> None:
    decided_about(receive(path))
    with pytest.raises(Refused) as closed:
        open_bundle(request_id=path.request.pk, actor=path.coordinator, sent=NOT_A_FORM)
    assert codes_of(closed) == {"copy_archived"}

    read_for_it(path)

    opened = open_bundle(request_id=path.request.pk, actor=path.coordinator, sent=NOT_A_FORM)
    assert (opened.closed, opened.draft) == ((), False)
    with pytest.raises(Refused):
        open_bundle(request_id=path.request.pk, actor=path.mayor, sent=NOT_A_FORM)


def test_i55_a_reading_for_something_else_gives_no_copy(path: Path) -> None:
    decided_about(receive(path))
    read_for_it(path, ReadingReason.CONTENTIEUX)

    with pytest.raises(Refused) as refused:
        open_bundle(request_id=path.request.pk, actor=path.coordinator, sent=NOT_A_FORM)

    assert codes_of(refused) == {"archive_closed_to_request"}


def correct(path: Path) -> str:
    rectification.rectify(
        request_id=path.request.pk,
        actor=path.coordinator,
        given=rectification.Corrected(last_name="Exact"),
        sent=NOT_A_FORM,
    )
    return YoungPerson.objects.for_system("corrected").get(pk=path.case.young_person_id).last_name


def test_an_archive_is_corrected_while_it_is_read_for_this_request(path: Path) -> None:
    decided_about(receive(path, RightKind.RECTIFICATION))
    with pytest.raises(Refused) as refused:
        correct(path)
    assert codes_of(refused) == {"archive_closed_to_request"}

    read_for_it(path)

    assert correct(path) == "Exact"
    assert answer(path).state == CaseState.ARCHIVE


def test_a_correction_of_what_is_gone_is_answered_without_being_made(path: Path) -> None:
    decided_about(receive(path, RightKind.RECTIFICATION))
    conservation.seal(case_id=path.case.pk, at=path.now)

    with pytest.raises(Refused) as refused:
        correct(path)
    assert codes_of(refused) == {"rectify_erased"}

    answer(path)
    assert path.request.state == RightsState.REPONDUE


@pytest.mark.parametrize("kind", [RightKind.OPPOSITION, RightKind.EFFACEMENT])
def test_a_founded_request_seals_the_archive_with_its_answer(path: Path, kind: str) -> None:
    decided_about(receive(path, kind))

    case = answer(path)

    assert (case.state, case.sealed_on) == (CaseState.A_ELIMINER, path.today)
    assert case.purge_due_on == path.today
    case.young_person.key.refresh_from_db()
    assert case.young_person.key.sealed_at is not None


def test_a_request_that_is_not_founded_leaves_the_archive_as_it_was(path: Path) -> None:
    decided_about(receive(path, RightKind.EFFACEMENT), "non_fondee")

    assert answer(path).state == CaseState.ARCHIVE


def dismissed(path: Path) -> Path:
    path.to(CaseState.EN_EXAMEN)
    cases.dismiss(case_id=path.case.pk, actor=path.coordinator, code="hors_champ", sent=path.sent)
    return path


ENDED_BY: dict[CaseState, Callable[[Path], Path]] = {
    CaseState.CLOS: lambda path: path.to(CaseState.CLOS),
    CaseState.NON_RETENU: dismissed,
}


@pytest.mark.parametrize("state", sorted(ENDED_BY))
def test_what_had_ended_without_being_archived_is_sealed_as_well(state: CaseState) -> None:
    path = ENDED_BY[state](Path())
    path.request = rights.receive(
        case_id=path.case.pk,
        actor=path.coordinator,
        given=rights.Received(RightKind.EFFACEMENT, "jeune", path.today),
        sent=path.sent,
    )
    decided_about(path)

    assert answer(path).state == CaseState.A_ELIMINER


def test_another_archive_of_the_same_person_stays_readable_until_its_own_term(path: Path) -> None:
    other = Case.objects.for_system("copied").get(pk=path.case.pk)
    other.pk, other.reference, other._state.adding = None, "AUTRE1", True
    other.save(force_insert=True)
    decided_about(receive(path, RightKind.EFFACEMENT))

    answer(path)

    other.young_person.key.refresh_from_db()
    assert other.young_person.key.sealed_at is None


def test_the_archive_leads_to_the_request_and_back(path: Path) -> None:
    browser = confirmed(signed_in(path.coordinator))
    listed = browser.get(reverse("casework:archive_list")).content.decode()
    page = reverse("casework:archive_request", args=[path.case.reference])
    assert page in listed

    fields = {"kind": "acces", "requester": "jeune", "received_on": path.today.isoformat()}
    form = browser.get(page).context["form"]
    key = {form.add_prefix(name): form[name].value() for name in form.fields if name not in fields}
    done = browser.post(page, fields | {k: v or "" for k, v in key.items()}, follow=True)

    request = path.case.rights_requests.get()
    assert reverse("casework:rights", args=[request.pk]) in done.content.decode()
    detail = browser.get(reverse("casework:rights", args=[request.pk])).content.decode()
    assert reverse("casework:archive_ask", args=[path.case.reference]) in detail
