"""Sending what is due in the outbox: one transaction, one plain mail to one agent.

Celery's workers, the thread of the embedded mode and ``manage.py drain_outbox`` all call
``drain``, at the same time if need be.
"""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from notifications import digest, outbox
from notifications.audience import Standing, standing_of, successor_of
from notifications.catalogue import AT_ONCE, SENDINGS
from notifications.choices import Channel, MessageKind
from notifications.models import DeliveryState, OutboxMessage
from notifications.routing import choices_of, route

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)
# How long a message waits for its reader to sign the charte again.
HELD_AT_MOST = timedelta(days=7)
# Seconds. A relay that does not answer costs ten of them for each message: stay far below the
# time limit of the Celery task, and leave the rest to the next call.
WORKS_FOR = 60.0


def drain(limit: int = 100, now: datetime | None = None) -> int:
    """Send what is due at ``now``, oldest first, ``limit`` messages at most; how many have left.

    A message that fails is put off, twice as long each time, and given up after twelve attempts:
    it never stops the others. May run in several processes at once and be killed at any moment.
    Raises RuntimeError inside a transaction: what was sent could be forgotten with it.
    """
    now = now or timezone.now()
    until = monotonic() + WORKS_FOR
    # Read without a lock: an outbox with nothing due costs one query and takes no write lock.
    sent = 0
    for pk in list(
        OutboxMessage.objects.due(now)
        .order_by("not_before", "pk")
        .values_list("pk", flat=True)[:limit]
    ):
        if monotonic() > until:
            break
        sent += _deliver(pk, now)
    return sent


def _claim(pk: UUID, now: datetime) -> OutboxMessage | None:
    """Lock the row and read it again; None when another process holds it or has dealt with it.

    SQLite has no row lock and Django leaves the clause out: the transaction is IMMEDIATE there,
    hence already alone.
    """
    rows = OutboxMessage.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("recipient").filter(pk=pk).first()


@transaction.atomic(durable=True)
def _deliver(pk: UUID, now: datetime) -> int:
    """Send one message, with those of the same summary, and write that they left, under one lock.

    How many have left.
    """
    message = _claim(pk, now)
    together = [] if message is None else _leaving(message, now)
    if not together:
        return 0
    sent = True
    try:
        _mail(together).send()
    except Exception as error:
        # Whatever it is: an error left to itself would come back first at each call, and stop
        # every message behind it.
        sent = False
        for each in together:
            _put_off(each, error, now)
    for each in together:
        if sent:
            each.attempts, each.state, each.sent_at = each.attempts + 1, DeliveryState.SENT, now
        each.save(update_fields=["attempts", "not_before", "sent_at", "state"])
    return len(together) if sent else 0


def _leaving(message: OutboxMessage, now: datetime) -> list[OutboxMessage]:
    """What one mail carries now: this message, or the summary that it is the first of.

    Nothing when its reader has lost the right, when it waits for its hour, when no mail is wanted.
    """
    if not _stands(message, now):
        return []
    if message.kind not in MessageKind.values:
        # Of another version: its mail cannot be written, and is put off.
        return [message]
    chosen = choices_of(message.recipient)
    way = route(MessageKind(message.kind), chosen, message.not_before, now)
    if way.channel == Channel.PAGE:
        message.state = DeliveryState.KEPT
    elif way.at > now:
        message.held_until = way.at
    elif way.channel == Channel.DIGEST:
        return [each for each in digest.gathered(message, now) if _stands(each, now)]
    else:
        return [message]
    message.save(update_fields=["held_until", "state"])
    return []


def _stands(message: OutboxMessage, now: datetime) -> bool:
    """Whether its reader may still be told; what becomes of the message is written otherwise."""
    standing = standing_of(message.event, message.recipient, now)
    if standing is not Standing.STANDS:
        _hold_back(message, standing, now)
    return standing is Standing.STANDS


def _hold_back(message: OutboxMessage, standing: Standing, now: datetime) -> None:
    """A right that ended is told nothing more, and whoever took over is told instead; a charte to
    sign again is waited for, a week.
    """
    if standing is Standing.ENDED:
        _hand_over(message, now)
    if standing is Standing.ENDED or now > message.created_at + HELD_AT_MOST:
        message.state = DeliveryState.CANCELLED
    else:
        message.not_before = now + LONGEST_WAIT
    message.save(update_fields=["not_before", "state"])


def _hand_over(message: OutboxMessage, now: datetime) -> None:
    """The same message to whoever holds the place, unless it is of the person and not of the place.

    Left with the end of the first one: both are written, or none.
    """
    kind = message.kind
    if kind not in MessageKind.values or SENDINGS[MessageKind(kind)].personal:
        return
    told = successor_of(message.event, message.recipient, now)
    if told is not None:
        outbox.leave(kind=MessageKind(kind), recipient=told, event=message.event, delay=AT_ONCE)


def _put_off(message: OutboxMessage, error: Exception, now: datetime) -> None:
    message.attempts += 1
    # The kind of error and no more: a refusal of a relay quotes the agent's address.
    reason = type(error).__name__
    if message.attempts >= MOST_ATTEMPTS:
        message.state = DeliveryState.DEAD
        logger.error("%s : abandonné après %d essais (%s).", message, message.attempts, reason)
    else:
        message.not_before = now + min(timedelta(minutes=2**message.attempts), LONGEST_WAIT)
        logger.warning("%s : essai %d sans succès (%s).", message, message.attempts, reason)


def _mail(messages: list[OutboxMessage]) -> EmailMessage:
    """One recipient, a subject of the closed list, an address; the rest is behind sign-in.

    Several messages are a summary: subjects, and how many of each.
    """
    first, alone = messages[0], len(messages) == 1
    page = _page_of(first) if alone else reverse("notices")
    context = {
        "address": settings.JALON_PUBLIC_URL + page,
        "lines": [] if alone else digest.lines_of(messages),
    }
    return EmailMessage(
        subject=MessageKind(first.kind).label if alone else digest.SUBJECT,
        body=render_to_string("notifications/message.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[first.recipient.email],
        headers={"Message-ID": _message_id(first), "Auto-Submitted": "auto-generated"},
    )


def _page_of(message: OutboxMessage) -> str:
    """Its own link, that its reader alone opens; a page that is everybody’s has its own address."""
    sending = SENDINGS[MessageKind(message.kind)]
    return (
        reverse(sending.page) if sending.open else reverse("veille:message", args=[message.token])
    )


def _message_id(message: OutboxMessage) -> str:
    """The same at each attempt: a mail whose record was lost by a crash is recognised as a copy.

    Keyed, so that it leads back to nothing outside this installation.
    """
    digest = salted_hmac(__name__, str(message.pk), algorithm="sha256").hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{digest}@{domain}>"
