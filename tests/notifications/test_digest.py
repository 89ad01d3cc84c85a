"""Channels: what an agent chose, the summary of the morning, the hours at which nothing leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from confidentiality.models import User
from notifications import delivery, outbox
from notifications.choices import Channel, MessageKind, Topic
from notifications.models import DeliveryState, MessageChoice, OutboxMessage
from tests.notifications.factories import agent, left
from tests.notifications.threads import at_once

K = MessageKind
# A Friday.
PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 20, 12, tzinfo=PARIS)
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def hours(settings: Settings) -> None:
    settings.JALON_BUSINESS_HOURS = True


def told(kind: MessageKind, user: User, at: datetime = NOON) -> OutboxMessage:
    message = left(user, kind=kind)
    OutboxMessage.objects.filter(pk=message.pk).update(not_before=at, created_at=at)
    return message


def choose(user: User, topic: Topic, channel: Channel) -> None:
    MessageChoice.objects.create(user=user, topic=topic, channel=channel)


def state_of(message: OutboxMessage) -> str:
    message.refresh_from_db()
    return message.state


@pytest.mark.django_db
class TestChannels:
    def test_a_mail_at_once_waits_for_seven_in_the_morning(
        self, mailoutbox: list[EmailMessage]
    ) -> None:
        night = NOON.replace(hour=22)
        told(K.PARQUET_ANSWERED, agent(), night)

        assert delivery.drain(now=night) == 0
        assert delivery.drain(now=MONDAY - timedelta(minutes=31)) == 0
        assert delivery.drain(now=MONDAY - timedelta(minutes=30)) == 1
        assert len(mailoutbox) == 1

    def test_a_breach_leaves_at_any_hour(self) -> None:
        night = NOON.replace(hour=22)
        told(K.BREACH_DECLARED, agent(), night)

        assert delivery.drain(now=night) == 1

    def test_what_waits_for_its_hour_is_already_on_the_page(self) -> None:
        reader = agent()
        told(K.BILAN_LATE, reader)
        delivery.drain(now=NOON)

        [notice] = outbox.inbox_of(reader)

        assert (notice.sent, notice.kept) == (False, False)

    def test_page_only_leaves_no_mail(self, mailoutbox: list[EmailMessage]) -> None:
        reader = agent()
        choose(reader, Topic.SAISINES, Channel.PAGE)
        message = told(K.SAISINE_LATE, reader)

        assert delivery.drain(now=NOON) == 0
        assert state_of(message) == DeliveryState.KEPT
        assert [notice.kept for notice in outbox.inbox_of(reader)] == [True]
        assert mailoutbox == []

    def test_what_an_agent_chose_is_theirs_alone(self) -> None:
        choose(agent(), Topic.SAISINES, Channel.PAGE)
        told(K.SAISINE_LATE, agent())

        assert delivery.drain(now=NOON) == 1


@pytest.mark.django_db
class TestSummary:
    def test_it_is_one_mail_that_counts_each_subject(self, mailoutbox: list[EmailMessage]) -> None:
        reader = agent()
        messages = [told(K.SAISINE_RECEIVED, reader) for _ in range(2)]
        messages.append(told(K.BILAN_LATE, reader, NOON + timedelta(hours=1)))

        assert delivery.drain(now=NOON + timedelta(hours=2)) == 0
        assert delivery.drain(now=MONDAY) == 3
        [mail] = mailoutbox
        assert mail.to == [reader.email]
        assert mail.subject == "Jalon : ce qui vous attend ce matin"
        assert "- Une saisine est à qualifier (2 fois)\n" in mail.body
        assert "- Un bilan de parcours n’est pas encore écrit\n" in mail.body
        assert "/avis/\n" in mail.body
        assert {state_of(each) for each in messages} == {DeliveryState.SENT}

    def test_nothing_new_is_no_mail(self, mailoutbox: list[EmailMessage]) -> None:
        told(K.BILAN_LATE, agent())
        delivery.drain(now=MONDAY)

        assert delivery.drain(now=MONDAY + timedelta(days=1)) == 0
        assert len(mailoutbox) == 1

    def test_it_is_one_s_own(self, mailoutbox: list[EmailMessage]) -> None:
        readers = [agent(), agent()]
        for reader in readers:
            told(K.BILAN_LATE, reader)
            told(K.SAISINE_RECEIVED, reader)

        assert delivery.drain(now=MONDAY) == 4
        assert sorted(mail.to[0] for mail in mailoutbox) == sorted(each.email for each in readers)

    def test_what_is_told_after_half_past_seven_is_for_the_next_day(self) -> None:
        reader = agent()
        told(K.BILAN_LATE, reader)
        later = told(K.SAISINE_RECEIVED, reader, MONDAY + timedelta(minutes=1))

        assert delivery.drain(now=MONDAY + timedelta(hours=1)) == 1
        assert state_of(later) == DeliveryState.WAITING

    def test_what_was_taken_back_is_not_in_it(self, mailoutbox: list[EmailMessage]) -> None:
        reader = agent()
        gone = told(K.SAISINE_RECEIVED, reader)
        told(K.BILAN_LATE, reader)
        delivery.drain(now=NOON)
        outbox.cancel(gone.event)

        assert delivery.drain(now=MONDAY) == 1
        assert mailoutbox[0].subject == K.BILAN_LATE.label


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_one_summary(mailoutbox: list[EmailMessage]) -> None:
    reader = agent()
    for kind in (K.BILAN_LATE, K.SAISINE_RECEIVED, K.FOLLOW_UP_TERM, K.AGENDA_EXPECTED):
        told(kind, reader)

    assert sum(at_once(lambda: delivery.drain(now=MONDAY))) == 4
    assert len(mailoutbox) == 1
