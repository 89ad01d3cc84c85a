"""Motivated readings that end before their hour, and requests to read that nobody approves."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.audience import still_told
from casework.choices.conservation import ReadingEnd, ReadingRefusal
from casework.deadlines import midnight
from casework.models import Case, MotivatedReading
from casework.services import archives, reading_endings
from casework.services import motivated_readings as service
from casework.sight import read_case
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import NOT_A_FORM, Sent
from confidentiality.errors import NotPermitted, NotVisible, Refused
from confidentiality.models import JournalEntry
from notifications.audience import Standing
from notifications.choices import MessageKind
from tests.casework.days import tick, told
from tests.casework.motivated import Read, code_of, open_alone, reader_again
from tests.veille import factories
from veille.models import Cellule, CelluleGrant

pytestmark = pytest.mark.django_db

K = MessageKind
LIST, ARCHIVES = "/lectures/", "/archives/"


@pytest.fixture
def read(cellule: Cellule) -> Read:
    return Read(cellule)


def refuse(reading: MotivatedReading, actor: Actor, reason: str = "autre_moyen") -> None:
    reading_endings.refuse(reading_id=reading.pk, actor=actor, reason=reason, sent=NOT_A_FORM)


def withdraw(reading: MotivatedReading, actor: Actor) -> None:
    reading_endings.withdraw(reading_id=reading.pk, actor=actor, sent=NOT_A_FORM)


def close(reading: MotivatedReading, actor: Actor) -> None:
    reading_endings.close(reading_id=reading.pk, actor=actor, sent=NOT_A_FORM)


def approve(reading: MotivatedReading, actor: Actor) -> None:
    archives.approve_reading(reading_id=reading.pk, actor=actor, sent=NOT_A_FORM)


def lines(action: str) -> int:
    return JournalEntry.objects.filter(action=action).count()


class TestRefused:
    def test_the_second_person_says_why_and_the_asker_is_told(self, read: Read) -> None:
        reading = read.ask()
        assert told(K.READING_TO_APPROVE) == {read.approver.user}

        refuse(reading, read.approver)

        reading.refresh_from_db()
        assert (reading.end_code, reading.refusal_code) == (ReadingEnd.REFUSEE, "autre_moyen")
        assert reading.ended_by_id == read.approver.hat_id
        assert told(K.READING_REFUSED) == {read.reader.user}
        [line] = JournalEntry.objects.filter(action="archive.refuse")
        assert (line.codes["reading"], line.codes["why"]) == (str(reading.pk), "autre_moyen")

    def test_refused_it_opens_no_more(self, read: Read) -> None:
        reading = read.ask()
        refuse(reading, read.approver)

        for again in (approve, refuse):
            with pytest.raises(Refused) as refused:
                again(reading, read.approver)
            assert code_of(refused) == "reading_request_over"
        with pytest.raises(NotVisible):
            read_case(read.reader, read.case.reference)

    def test_a_reason_of_the_list_is_needed(self, read: Read) -> None:
        reading = read.ask()

        with pytest.raises(Refused) as refused:
            refuse(reading, read.approver, "bof")

        assert code_of(refused) == "reading_refused_without_reason"
        assert not MotivatedReading.objects.exclude(end_code="").exists()

    def test_only_the_other_of_the_two_refuses(self, read: Read, cellule: Cellule) -> None:
        reading = read.ask()

        for actor in (read.reader, reader_again(read.reader, Role.MAIRE, cellule)):
            with pytest.raises(Refused) as refused:
                refuse(reading, actor)
            assert code_of(refused) == "reading_by_two"
        with pytest.raises(NotVisible):
            refuse(reading, factories.agent(Role.MAIRE))
        with pytest.raises(NotPermitted):
            refuse(reading, factories.agent(Role.DPO, cellule))

    def test_what_is_approved_is_not_refused(self, read: Read) -> None:
        reading = read.open()

        with pytest.raises(Refused) as refused:
            refuse(reading, read.approver)

        assert code_of(refused) == "reading_approved"


class TestWithdrawn:
    def test_whoever_asked_withdraws_and_nobody_approves_it_any_more(self, read: Read) -> None:
        reading = read.ask()

        withdraw(reading, read.reader)

        reading.refresh_from_db()
        assert (reading.end_code, reading.ended_by_id) == (ReadingEnd.RETIREE, read.reader.hat_id)
        with pytest.raises(Refused):
            approve(reading, read.approver)
        with pytest.raises(Refused):
            withdraw(reading, read.reader)

    def test_nobody_else_withdraws_it(self, read: Read, cellule: Cellule) -> None:
        reading = read.ask()

        for actor in (read.approver, factories.agent(Role.COORDONNATEUR, cellule)):
            with pytest.raises(NotVisible):
                withdraw(reading, actor)

    def test_ac26_it_still_counts_for_the_day(self, read: Read) -> None:
        for _ in range(3):
            withdraw(read.ask(), read.reader)

        with pytest.raises(Refused) as refused:
            read.ask()

        assert code_of(refused) == "reading_quota"


class TestLapsed:
    """Asked on Thursday 24 December: its fifth working day is Monday 4 January."""

    @pytest.fixture
    def waiting(self, cellule: Cellule) -> tuple[Read, MotivatedReading]:
        with time_machine.travel("2026-12-24T10:00:00+01:00"):
            read = Read(cellule)
            return read, read.ask()

    def test_after_five_working_days_it_is_over_and_the_asker_told_once(
        self, waiting: tuple[Read, MotivatedReading]
    ) -> None:
        read, reading = waiting
        last = reading.waits_through
        assert str(last) == "2027-01-04"

        with time_machine.travel("2027-01-04T00:05:00+01:00"):
            tick(last)
        assert not told(K.READING_LAPSED)
        for days in (1, 2):
            day = last + timedelta(days=days)
            with time_machine.travel(f"{day}T00:05:00+01:00"):
                tick(day)

        reading.refresh_from_db()
        assert (reading.end_code, reading.ended_by) == (ReadingEnd.ECHUE, None)
        assert told(K.READING_LAPSED) == {read.reader.user}
        assert lines("archive.lapse") == 1

    @pytest.mark.parametrize(("day", "opens"), [("2027-01-04", True), ("2027-01-05", False)])
    def test_the_clock_having_passed_or_not(
        self, waiting: tuple[Read, MotivatedReading], day: str, opens: bool
    ) -> None:
        read, reading = waiting

        with time_machine.travel(f"{day}T10:00:00+01:00"):
            if opens:
                approve(reading, read.approver)
            else:
                with pytest.raises(Refused) as refused:
                    approve(reading, read.approver)
                assert code_of(refused) == "reading_request_over"

        reading.refresh_from_db()
        assert (reading.opened_at is not None) is opens

    def test_what_was_answered_does_not_lapse(self, waiting: tuple[Read, MotivatedReading]) -> None:
        read, reading = waiting
        with time_machine.travel("2026-12-24T11:00:00+01:00"):
            refuse(reading, read.approver)

        at = midnight(date(2027, 1, 9))

        assert not reading_endings.lapse(reading_id=reading.pk, at=at)
        assert not told(K.READING_LAPSED)


class TestClosed:
    @pytest.mark.parametrize("alone", [True, False])
    def test_its_reader_closes_it_before_the_hour(
        self, read: Read, case: Case, dpo: Actor, alone: bool
    ) -> None:
        reading = open_alone(case, dpo) if alone else read.open()
        reader, about = (dpo, case) if alone else (read.reader, read.case)
        due = reading.review_due_on
        read_case(reader, about.reference)

        close(reading, reader)

        with pytest.raises(NotVisible):
            read_case(reader, about.reference)
        reading.refresh_from_db()
        assert (reading.end_code, reading.until) == (ReadingEnd.CLOSE, reading.ended_at)
        assert (reading.review_due_on, lines("reading.close")) == (due, 1)

    def test_it_is_reviewed_at_once_then(self, case: Case, dpo: Actor, cellule: Cellule) -> None:
        reading = open_alone(case, dpo)
        close(reading, dpo)

        service.review(
            reading_id=reading.pk,
            actor=factories.agent(Role.MAIRE, cellule),
            verdict="justifiee",
            sent=NOT_A_FORM,
        )

        reading.refresh_from_db()
        assert reading.verdict == "justifiee"

    def test_nobody_else_closes_it_nor_twice(
        self, case: Case, dpo: Actor, cellule: Cellule
    ) -> None:
        reading = open_alone(case, dpo)
        others = (factories.agent(Role.MAIRE, cellule), reader_again(dpo, Role.DPO, cellule))

        for actor in others:
            with pytest.raises(NotVisible):
                close(reading, actor)
        close(reading, dpo)
        with pytest.raises(Refused) as refused:
            close(reading, dpo)

        assert code_of(refused) == "reading_over"

    def test_an_end_never_lengthens_a_reading(self, case: Case, dpo: Actor) -> None:
        reading = open_alone(case, dpo, sent=Sent(at=timezone.now() - timedelta(minutes=90)))
        MotivatedReading.objects.filter(pk=reading.pk).update(
            end_code=ReadingEnd.CLOSE,
            ended_by=reading.asked_by,
            ended_at=timezone.now() + timedelta(days=1),
        )

        with pytest.raises(NotVisible):
            read_case(dpo, case.reference)
        reading.refresh_from_db()
        assert reading.opened_at is not None
        assert reading.until == reading.opened_at + timedelta(minutes=60)


@pytest.mark.parametrize(
    "values",
    [
        {"end_code": "retiree"},
        {"end_code": "echue", "refusal_code": ReadingRefusal.MOTIF},
        {"end_code": "refusee"},
        {"end_code": "close"},
        {"end_code": ""},
    ],
)
def test_the_database_refuses_an_end_that_is_not_whole(read: Read, values: dict[str, str]) -> None:
    reading = read.ask()

    with pytest.raises(IntegrityError), transaction.atomic():
        MotivatedReading.objects.filter(pk=reading.pk).update(ended_at=timezone.now(), **values)


class TestPages:
    def test_the_reader_finds_the_button_on_the_page(self, case: Case, dpo: Actor) -> None:
        reading = open_alone(case, dpo)
        client = factories.signed_in(dpo)
        address = f"{LIST}{reading.pk}/clore/"
        assert address in client.get(f"/situations/{case.reference}/").content.decode()
        assert "Clore la lecture" in client.get(address).content.decode()

        assert client.post(address, {"version": ""})["Location"] == LIST

        assert client.get(f"/situations/{case.reference}/").status_code == 404
        assert "À relire" in html.unescape(client.get(LIST).content.decode())

    def test_the_archive_leads_each_to_what_they_may_do(self, read: Read) -> None:
        reading = read.ask()
        asker, second = factories.signed_in(read.reader), factories.signed_in(read.approver)
        out, no = f"{ARCHIVES}lectures/{reading.pk}/retirer/", f"/lectures/{reading.pk}/refuser/"
        assert out in asker.get(ARCHIVES).content.decode()
        approval = f"{ARCHIVES}lectures/{reading.pk}/approuver/"
        assert approval in second.get(ARCHIVES).content.decode()
        assert no in factories.confirmed(second).get(approval).content.decode()
        assert second.get(out).status_code == 404

        page = second.post(f"{ARCHIVES}lectures/{reading.pk}/refuser/", {"reason": "autre_moyen"})

        assert page["Location"] == ARCHIVES
        listed = html.unescape(asker.get(LIST).content.decode())
        assert "Refusée par la seconde personne" in listed
        told_why = html.unescape(asker.get(f"{LIST}{reading.pk}/").content.decode())
        assert "La réponse se trouve ailleurs, sans ouvrir l’archive" in told_why

    def test_the_asker_withdraws_from_the_page(self, read: Read) -> None:
        reading = read.ask()
        client = factories.signed_in(read.reader)

        client.post(f"{ARCHIVES}lectures/{reading.pk}/retirer/", {"version": "0"})

        reading.refresh_from_db()
        assert reading.end_code == ReadingEnd.RETIREE
        assert "Demander à lire" in client.get(ARCHIVES).content.decode()


class TestAudience:
    def test_a_message_leaves_only_for_whoever_sees_the_reading(
        self, read: Read, cellule: Cellule
    ) -> None:
        reading = read.ask()
        now = timezone.now()
        asked: Callable[[Actor], Standing] = lambda actor: still_told(  # noqa: E731
            reading.pk, actor.user, now
        )

        assert asked(read.reader) == Standing.STANDS
        for other in (Role.MAIRE, Role.DPO, Role.COORDONNATEUR):
            assert asked(factories.agent(other)) == Standing.ENDED
        for role in (Role.MEMBRE, Role.REFERENT):
            assert asked(factories.agent(role, cellule)) == Standing.ENDED
        CelluleGrant.objects.filter(designation=read.reader.hat_id).update(until=now)
        assert asked(read.reader) == Standing.ENDED
        assert asked(read.approver) == Standing.STANDS


@pytest.mark.parametrize("page", [LIST, ARCHIVES])
def test_a_request_that_waits_leads_each_of_the_two_to_what_is_theirs(
    read: Read, cellule: Cellule, page: str
) -> None:
    reading = read.ask()
    colleague = factories.agent(read.approver.role, cellule)
    twin = factories.agent(read.reader.role, cellule)

    def offered(actor: Actor) -> list[str]:
        text = factories.signed_in(actor).get(page).content.decode()
        acts = ("approuver", "retirer")
        return [act for act in acts if f"/archives/lectures/{reading.pk}/{act}/" in text]

    assert offered(read.approver) == offered(colleague) == ["approuver"]
    assert offered(read.reader) == ["retirer"]
    assert offered(twin) == []
