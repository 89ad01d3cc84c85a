"""AC-22, AC-30: the file of an export: made for who the requester is now, taken once, in a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.utils import timezone

from casework.choices.exports import ExportEnd, ExportFormat, ExportReason, ExportState
from casework.choices.lists import FreezeReason
from casework.choices.states import CaseState
from casework.models import Case, Export, ExportFile
from casework.services import exports
from casework.services.erasure import erase_case
from casework.services.export_building import build, give_up
from casework.services.readings import readings_of
from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import CharteSignature, JournalEntry
from notifications import ticking, work
from notifications.models import OutboxWork
from tests.casework.exported import Office, Workbook, ask, built, read_csv
from tests.forced import force
from tests.veille import factories
from veille.models import CelluleGrant, Designation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def take(office: Office, export: Export) -> exports.TakenFile:
    return exports.take(export_id=export.pk, actor=office.coordinator, sent=Sent())


def lines(action: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(action=action))


@pytest.mark.parametrize("form", ExportFormat.values)
@pytest.mark.parametrize("reason", ExportReason.values)
def test_ac30_the_file_carries_who_when_and_its_number(
    office: Office, form: str, reason: str
) -> None:
    [case] = office.cases(1)
    export = built(office.coordinator, [case], reason=reason, form=form)

    taken = take(office, export)

    rows = read_csv(taken.content) if form == "csv" else Workbook.read(taken.content).rows
    for said in (office.coordinator.label, office.place.name, str(export.pk), "UTC"):
        assert said in rows[0][0]
    assert rows[2][:2] == [case.reference, case.young_person.last_name]
    assert taken.name == f"export-{str(export.pk)[:8]}.{form}"
    assert export.digest == sha256(taken.content).hexdigest()


def test_a_reason_opens_its_own_columns(office: Office) -> None:
    cases = office.cases(1)
    headings = {
        reason: read_csv(take(office, built(office.coordinator, cases, reason=reason)).content)[1]
        for reason in ExportReason.values
    }

    assert "Adresse" not in headings["seance"]
    assert "Motifs" not in headings["courriers"]
    assert "Date de naissance" in headings["autorite"]
    every = [each for several in headings.values() for each in several]
    assert not any("judiciaire" in each or "Faits" in each for each in every)


def test_the_file_is_sealed_while_it_waits(office: Office) -> None:
    [case] = office.cases(1)
    built(office.coordinator, [case])

    kept = bytes(ExportFile.objects.get().sealed)

    assert case.young_person.last_name.encode() not in kept
    assert case.reference.encode() not in kept


def test_a_worker_is_told_a_kind_and_a_number(office: Office) -> None:
    export = ask(office.coordinator, office.cases(1))
    left = OutboxWork.objects.get()

    assert (left.kind, left.target_id) == ("export", export.pk)


def test_what_is_taken_is_told_in_the_journal_without_a_name(office: Office) -> None:
    cases = office.cases(2)
    export = built(office.coordinator, cases)
    take(office, export)

    [told] = lines("export.download")
    assert told.outcome == "read"
    assert told.codes["reason"] == "seance"
    assert told.codes["count"] == 2
    assert told.codes["sha256"] == export.digest
    assert set(told.codes["objects"]) == {str(case.pk) for case in cases}


def test_whoever_answers_for_the_case_reads_that_it_left(office: Office) -> None:
    [case] = office.cases(1)
    take(office, built(office.coordinator, [case]))

    read, _ = readings_of(case, named=True)

    assert "Export téléchargé" in {each.what for each in read}


# AC-22: a right that ends before the file is built, or before it leaves


def end_hat(office: Office) -> ExportEnd:
    Designation.objects.filter(pk=office.coordinator.hat_id).update(until=timezone.now())
    return ExportEnd.DROIT


def end_grant(office: Office) -> ExportEnd:
    CelluleGrant.objects.filter(designation=office.coordinator.hat_id).update(until=timezone.now())
    return ExportEnd.SITUATION


def close_account(office: Office) -> ExportEnd:
    office.coordinator.user.is_active = False
    office.coordinator.user.save()
    return ExportEnd.DROIT


def withdraw_signature(office: Office) -> ExportEnd:
    signed = CharteSignature.objects.filter(user=office.coordinator.user)
    signed.update(revoked_at=timezone.now(), end_code="retrait")
    return ExportEnd.SITUATION


def seal_one_case(office: Office) -> ExportEnd:
    case = Case.objects.for_system("test").filter(cellule=office.place).first()
    assert case is not None
    force(
        case,
        state=CaseState.ARCHIVE,
        closed_on=timezone.localdate(),
        closing_code="objectifs_atteints",
        purge_due_on=timezone.localdate() + timedelta(days=90),
    )
    return ExportEnd.SITUATION


def freeze_one_case(office: Office) -> ExportEnd:
    rows = Case.objects.for_system("test").filter(cellule=office.place)
    rows.update(freeze_code=FreezeReason.DROITS, frozen_on=timezone.localdate())
    return ExportEnd.SITUATION


ENDINGS = [end_hat, end_grant, close_account, withdraw_signature, seal_one_case, freeze_one_case]
each_ending = pytest.mark.parametrize("ending", ENDINGS, ids=lambda each: each.__name__)


@each_ending
def test_ac22_a_right_revoked_between_gives_no_file_and_the_journal_says_why(
    office: Office, ending: Callable[[Office], ExportEnd]
) -> None:
    export = ask(office.coordinator, office.cases(3))
    why = ending(office)

    assert work.run_due() == 1

    export.refresh_from_db()
    assert (export.state, export.end_code) == (ExportState.REFUSEE, why)
    assert not ExportFile.objects.exists()
    [told] = lines("export.refuse")
    assert (told.codes["why"], told.actor_id) == (why, office.coordinator.user.pk)
    assert not lines("export.build")


@each_ending
def test_a_right_revoked_before_the_download_gives_no_file(
    office: Office, ending: Callable[[Office], ExportEnd]
) -> None:
    export = built(office.coordinator, office.cases(3))
    ending(office)

    with pytest.raises((NotVisible, NotPermitted, Refused)):
        take(office, export)

    assert not lines("export.download")


def test_a_case_out_of_sight_before_the_download_withdraws_the_file(office: Office) -> None:
    export = built(office.coordinator, office.cases(2))
    seal_one_case(office)

    with pytest.raises(Refused, match="export_withdrawn"):
        take(office, export)

    export.refresh_from_db()
    assert (export.state, export.end_code) == (ExportState.RETIREE, ExportEnd.SITUATION)
    assert not ExportFile.objects.exists()


@pytest.mark.parametrize("ready", [True, False])
def test_erasing_a_person_withdraws_the_files_that_hold_them(office: Office, ready: bool) -> None:
    first, second = office.cases(2)
    make = built if ready else ask
    export, other = make(office.coordinator, [first, second]), make(office.coordinator, [second])

    erase_case(first)

    export.refresh_from_db()
    other.refresh_from_db()
    assert (export.state, export.end_code) == (ExportState.RETIREE, ExportEnd.EFFACEMENT)
    assert other.state == (ExportState.PRETE if ready else ExportState.PREPAREE)
    assert ExportFile.objects.filter(export=export).count() == 0
    build(export.pk)
    assert ExportFile.objects.filter(export=export).count() == 0


# Once, and for a day


def test_ac30_a_file_is_taken_once(office: Office) -> None:
    export = built(office.coordinator, office.cases(1))
    take(office, export)

    with pytest.raises(Refused, match="export_taken"):
        take(office, export)

    assert not ExportFile.objects.exists()


def test_ac30_a_file_is_over_after_a_day_even_before_the_clock_erases_it(office: Office) -> None:
    export = built(office.coordinator, office.cases(1))

    with (
        time_machine.travel(export.until, tick=False),
        pytest.raises(Refused, match="export_over"),
    ):
        take(office, export)


@pytest.mark.parametrize("state", ["attendue", "preparee", "prete"])
def test_the_clock_ends_what_nobody_took(office: Office, state: str) -> None:
    cases = office.cases(21 if state == "attendue" else 1)
    export = (built if state == "prete" else ask)(office.coordinator, cases)
    assert export.state == state

    ticking.tick(export.until, rules=["export"], confirmed=ticking.Confirmed(jump=True))

    export.refresh_from_db()
    assert (export.state, export.end_code) == (ExportState.EXPIREE, ExportEnd.DELAI)
    assert not ExportFile.objects.exists()
    assert len(lines("export.expire")) == 1


def test_the_clock_leaves_what_still_has_time(office: Office) -> None:
    export = built(office.coordinator, office.cases(1))

    at = export.until - timedelta(minutes=1)
    ticking.tick(at, rules=["export"], confirmed=ticking.Confirmed(jump=True))

    export.refresh_from_db()
    assert export.state == ExportState.PRETE


def test_a_year_later_nothing_is_left_of_a_request(office: Office) -> None:
    export = built(office.coordinator, office.cases(1))
    take(office, export)

    later = timezone.now() + timedelta(days=400)
    ticking.tick(later, rules=["export"], confirmed=ticking.Confirmed(jump=True))

    assert not Export.objects.exists()


def test_a_file_that_no_backup_brought_back_is_withdrawn(office: Office) -> None:
    export = built(office.coordinator, office.cases(1))
    ExportFile.objects.all().delete()

    with pytest.raises(Refused, match="export_withdrawn"):
        take(office, export)


def test_what_cannot_be_made_is_said(office: Office) -> None:
    export = ask(office.coordinator, office.cases(1))

    give_up(export.pk)

    export.refresh_from_db()
    assert (export.state, export.end_code) == (ExportState.ECHOUEE, ExportEnd.PANNE)
    assert exports.gone(export, timezone.now()) is not None


def test_another_agent_of_the_same_function_takes_nothing(office: Office) -> None:
    export = built(office.coordinator, office.cases(1))
    colleague = factories.agent(Role.COORDONNATEUR, office.place)

    for actor in (colleague, office.mayor):
        with pytest.raises(NotVisible):
            exports.take(export_id=export.pk, actor=actor, sent=Sent())
