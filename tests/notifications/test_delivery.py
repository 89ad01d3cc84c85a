"""Sending: once, to agents who are still there, and saying nothing about anyone."""

import logging
import re
import subprocess
import sys
import time
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from notifications import delivery
from notifications.catalogue import SENDINGS
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage
from tests.notifications.factories import agent, left
from tests.notifications.threads import at_once
from tests.production import clean_environment, production_environment

MINUTE = timedelta(minutes=1)


@pytest.fixture
def dead_relay(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A relay that refuses everything, and quotes the address as relays do; undo to repair it."""

    def refuse(self: EmailBackend, messages: list[EmailMessage]) -> int:
        address = messages[0].to[0]
        raise SMTPRecipientsRefused({address: (450, f"{address} unavailable".encode())})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return monkeypatch


@pytest.mark.django_db
class TestDrain:
    def test_what_is_due_is_sent_and_dated(self, mailoutbox: list[EmailMessage]) -> None:
        message = left()

        assert delivery.drain() == 1
        message.refresh_from_db()
        assert message.state == DeliveryState.SENT
        assert message.sent_at is not None
        assert [mail.to for mail in mailoutbox] == [[message.recipient.email]]

    def test_it_is_sent_once_even_when_asked_twice(self, mailoutbox: list[EmailMessage]) -> None:
        left()

        assert [delivery.drain(), delivery.drain()] == [1, 0]
        assert len(mailoutbox) == 1

    def test_it_is_not_sent_before_its_time(self, mailoutbox: list[EmailMessage]) -> None:
        message = left(delay=10 * MINUTE)

        assert delivery.drain(now=message.not_before - timedelta(seconds=1)) == 0
        assert delivery.drain(now=message.not_before) == 1
        assert len(mailoutbox) == 1

    def test_the_oldest_leave_first_and_no_more_than_asked(
        self, mailoutbox: list[EmailMessage]
    ) -> None:
        now = timezone.now()
        late, first, second = left(delay=3 * MINUTE), left(), left(delay=MINUTE)

        assert delivery.drain(limit=2, now=now + 10 * MINUTE) == 2
        late.refresh_from_db()
        assert late.state == DeliveryState.WAITING
        assert [mail.to[0] for mail in mailoutbox] == [
            first.recipient.email,
            second.recipient.email,
        ]

    def test_an_account_closed_since_the_act_gets_nothing(
        self, mailoutbox: list[EmailMessage]
    ) -> None:
        recipient = agent()
        message = left(recipient)
        recipient.is_active = False
        recipient.save()

        assert delivery.drain() == 0
        message.refresh_from_db()
        assert message.state == DeliveryState.CANCELLED
        assert mailoutbox == []

    def test_a_slow_relay_leaves_the_rest_to_the_next_call(
        self, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(delivery, "WORKS_FOR", -1.0)
        left()

        assert delivery.drain() == 0
        monkeypatch.undo()
        assert delivery.drain() == 1


@pytest.mark.django_db(transaction=True)
class TestSeveralAtOnce:
    def test_each_message_leaves_once(
        self, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send = EmailBackend.send_messages

        def slowly(self: EmailBackend, messages: list[EmailMessage]) -> int:
            # Long enough for the other threads to ask for the same row.
            time.sleep(0.02)
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", slowly)
        expected = sorted(left().recipient.email for _ in range(12))

        assert sum(at_once(delivery.drain)) == 12
        assert sorted(mail.to[0] for mail in mailoutbox) == expected


@pytest.mark.django_db
class TestFailure:
    def test_the_message_is_kept_and_put_off_twice_as_long_each_time(
        self, dead_relay: pytest.MonkeyPatch
    ) -> None:
        message = left()
        waits = []
        while message.state == DeliveryState.WAITING:
            now = message.not_before
            delivery.drain(now=now)
            message.refresh_from_db()
            waits.append((message.not_before - now) // MINUTE)

        assert waits == [2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 0]
        assert message.state == DeliveryState.DEAD
        assert message.attempts == 12
        assert delivery.drain(now=now + timedelta(days=30)) == 0

    def test_it_is_sent_once_when_the_relay_is_back(
        self, mailoutbox: list[EmailMessage], dead_relay: pytest.MonkeyPatch
    ) -> None:
        message = left()
        delivery.drain()
        dead_relay.undo()
        message.refresh_from_db()

        assert delivery.drain(now=message.not_before - MINUTE) == 0
        assert delivery.drain(now=message.not_before) == 1
        assert len(mailoutbox) == 1

    def test_one_that_cannot_be_written_does_not_stop_the_others(
        self, mailoutbox: list[EmailMessage]
    ) -> None:
        unknown = left()
        OutboxMessage.objects.filter(pk=unknown.pk).update(kind="no_longer_in_the_list")
        left()

        assert delivery.drain() == 1
        unknown.refresh_from_db()
        assert unknown.state == DeliveryState.WAITING
        assert unknown.attempts == 1

    def test_the_log_says_which_message_and_why_and_never_to_whom(
        self, dead_relay: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        message = left()
        OutboxMessage.objects.filter(pk=message.pk).update(attempts=11)

        delivery.drain()

        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        assert str(message) in caplog.text
        assert "SMTPRecipientsRefused" in caplog.text
        assert message.recipient.email not in caplog.text
        assert "Canari" not in caplog.text


def page_of(message: OutboxMessage) -> str:
    """Its own link; the address of a page that is everybody’s."""
    sending = SENDINGS[MessageKind(message.kind)]
    return reverse(sending.page) if sending.open else f"/n/{message.token}/"


@pytest.mark.django_db
class TestMail:
    @pytest.mark.parametrize("kind", MessageKind)
    def test_it_says_nothing_of_anyone(
        self, kind: MessageKind, mailoutbox: list[EmailMessage], settings: Settings
    ) -> None:
        settings.JALON_PUBLIC_URL = "https://jalon.exemple.fr"
        message = left(kind=kind)

        delivery.drain()

        [mail] = mailoutbox
        assert mail.subject in MessageKind.labels
        assert (mail.to, mail.cc, mail.bcc) == ([message.recipient.email], [], [])
        assert (mail.attachments, mail.reply_to) == ([], [])
        assert type(mail) is EmailMessage
        link = f"https://jalon.exemple.fr{page_of(message)}\n"
        assert mail.body.count(link) == 1
        assert not re.search(r"\d", mail.subject + mail.body.replace(link, ""))
        whole = mail.subject + mail.body + mail.message().as_string()
        identifiers = (message.pk, message.event, message.recipient.pk)
        for canary in ("anari", *(text for i in identifiers for text in (str(i), i.hex))):
            assert canary not in whole

    def test_every_subject_and_every_kind_share_one_text(
        self, mailoutbox: list[EmailMessage]
    ) -> None:
        pages = [page_of(left(kind=kind)) for kind in MessageKind]

        delivery.drain()

        assert len({mail.subject for mail in mailoutbox}) == len(MessageKind)
        links = re.compile("|".join(re.escape(page) for page in pages))
        assert len({links.sub("", str(mail.body)) for mail in mailoutbox}) == 1

    def test_a_copy_sent_again_after_a_crash_carries_the_same_identifier(
        self, mailoutbox: list[EmailMessage]
    ) -> None:
        message = left()
        delivery.drain()
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=DeliveryState.WAITING, sent_at=None
        )

        delivery.drain()

        first, second = (mail.extra_headers["Message-ID"] for mail in mailoutbox)
        assert first == second


def test_in_production_the_link_leads_to_the_first_host_by_https() -> None:
    read = "from django.conf import settings; print(settings.JALON_PUBLIC_URL)"
    with production_environment() as env:
        printed = subprocess.check_output(
            [sys.executable, "-c", read],
            env={**clean_environment(), **env, "JALON_HOSTS": "jalon.exemple.fr,autre.exemple.fr"},
            cwd=django_settings.BASE_DIR,
            text=True,
        )

    assert printed == "https://jalon.exemple.fr\n"


@pytest.mark.django_db
class TestCommand:
    def test_it_prints_how_many_left(self, capsys: pytest.CaptureFixture[str]) -> None:
        left()
        left()

        call_command("drain_outbox")

        assert capsys.readouterr().out == "2 messages envoyés.\n"

    @pytest.mark.parametrize(
        ("days", "printed"), [(0, "0 message envoyé.\n"), (2, "1 message envoyé.\n")]
    )
    def test_it_may_be_told_the_date(
        self, days: int, printed: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        left(delay=timedelta(days=1))
        on = timezone.localdate() + timedelta(days=days)

        call_command("drain_outbox", f"--as-of={on.isoformat()}")

        assert capsys.readouterr().out == printed

    def test_it_refuses_what_is_not_a_date(self) -> None:
        with pytest.raises(CommandError, match="n’est pas une date"):
            call_command("drain_outbox", "--as-of=demain")
