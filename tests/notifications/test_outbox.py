"""Leaving a message, taking it back, and what an agent reads on the page « Avis »."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications import delivery, outbox
from notifications.catalogue import TEN_MINUTES
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage
from tests.notifications.factories import agent, left
from tests.notifications.threads import at_once

BILAN = MessageKind.BILAN_EXPECTED


@pytest.mark.django_db
class TestLeave:
    def test_a_message_waits_ten_minutes(self) -> None:
        before = timezone.now()

        message = outbox.leave(kind=BILAN, recipient=agent())

        assert message.state == DeliveryState.WAITING
        assert message.not_before >= before + timedelta(minutes=10)

    def test_what_cannot_wait_leaves_at_once(self) -> None:
        message = outbox.leave(kind=BILAN, recipient=agent(), delay=timedelta(0))

        assert message.not_before <= timezone.now()

    def test_the_same_event_leaves_one_message(self) -> None:
        recipient, event = agent(), uuid4()

        first = outbox.leave(kind=BILAN, recipient=recipient, event=event)
        second = outbox.leave(kind=BILAN, recipient=recipient, event=event)

        assert first == second
        assert OutboxMessage.objects.count() == 1

    def test_one_event_tells_each_agent_and_each_kind(self) -> None:
        event = uuid4()
        recipient = agent()

        outbox.leave(kind=BILAN, recipient=recipient, event=event)
        outbox.leave(kind=BILAN, recipient=agent(), event=event)
        outbox.leave(kind=MessageKind.PARQUET_ANSWERED, recipient=recipient, event=event)

        assert OutboxMessage.objects.count() == 3

    def test_an_act_that_is_rolled_back_leaves_no_message(self) -> None:
        recipient = agent()

        with transaction.atomic():
            outbox.leave(kind=BILAN, recipient=recipient)
            transaction.set_rollback(True)

        assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_no_message_is_left_outside_a_transaction(self) -> None:
        recipient = agent()

        with pytest.raises(RuntimeError):
            outbox.leave(kind=BILAN, recipient=recipient)

    def test_no_message_is_taken_back_outside_a_transaction(self) -> None:
        with pytest.raises(RuntimeError):
            outbox.cancel(uuid4())

    def test_the_same_event_at_the_same_time_leaves_one_message(self) -> None:
        recipient, event = agent(), uuid4()

        messages = at_once(lambda: left(recipient, event=event))

        assert len({message.pk for message in messages}) == 1
        assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
class TestCancel:
    def test_the_messages_of_an_act_undone_never_leave(self, mailoutbox: list[object]) -> None:
        event = uuid4()
        left(event=event)
        left(event=event)

        assert outbox.cancel(event) == 2
        assert delivery.drain(now=timezone.now() + timedelta(days=1)) == 0
        assert mailoutbox == []

    def test_other_acts_keep_theirs(self) -> None:
        other = left()

        assert outbox.cancel(uuid4()) == 0
        other.refresh_from_db()
        assert other.state == DeliveryState.WAITING

    def test_what_has_left_stays_written_as_sent(self) -> None:
        event = uuid4()
        message = left(event=event)
        delivery.drain()

        assert outbox.cancel(event) == 0
        message.refresh_from_db()
        assert message.state == DeliveryState.SENT


@pytest.mark.django_db
class TestInbox:
    def test_it_says_the_kind_the_moment_and_whether_a_mail_left(self) -> None:
        recipient = agent()
        message = left(recipient, kind=MessageKind.PARQUET_ANSWERED)

        [before] = outbox.inbox_of(recipient)
        delivery.drain()
        [after] = outbox.inbox_of(recipient)

        assert before == outbox.Notice("Le parquet a répondu", message.created_at, sent=False)
        assert after == outbox.Notice("Le parquet a répondu", message.created_at, sent=True)

    def test_it_is_the_agent_s_own(self) -> None:
        left()

        assert outbox.inbox_of(agent()) == []

    def test_what_may_still_be_undone_is_not_shown(self) -> None:
        recipient = agent()
        left(recipient, delay=TEN_MINUTES)

        assert outbox.inbox_of(recipient) == []

    def test_what_was_taken_back_is_not_shown(self) -> None:
        recipient, event = agent(), uuid4()
        left(recipient, event=event)
        outbox.cancel(event)

        assert outbox.inbox_of(recipient) == []

    def test_what_no_mail_could_carry_is_shown(self) -> None:
        recipient = agent()
        message = left(recipient, delay=timedelta(hours=1))
        message.attempts, message.state = delivery.MOST_ATTEMPTS, DeliveryState.DEAD
        message.save()

        [notice] = outbox.inbox_of(recipient)

        assert not notice.sent

    def test_it_is_one_query_and_no_longer_than_asked(self) -> None:
        recipient = agent()
        for _ in range(10):
            left(recipient)

        with CaptureQueriesContext(connection) as queries:
            notices = outbox.inbox_of(recipient, limit=7)

        assert len(notices) == 7
        assert len(queries) == 1
        assert notices == sorted(notices, key=lambda notice: notice.created_at, reverse=True)
