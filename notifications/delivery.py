"""Sending what is due in the outbox: one row, one transaction, one plain mail to one agent.

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
from django.utils import timezone
from django.utils.crypto import salted_hmac

from notifications.audience import Standing, standing_of
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage

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
    due = OutboxMessage.objects.filter(state=DeliveryState.WAITING, not_before__lte=now)
    sent = 0
    for pk in list(due.order_by("not_before", "pk").values_list("pk", flat=True)[:limit]):
        if monotonic() > until:
            break
        sent += _deliver(pk, now)
    return sent


def _claim(pk: UUID, now: datetime) -> OutboxMessage | None:
    """Lock the row and read it again; None when another process holds it or has dealt with it.

    SQLite has no row lock and Django leaves the clause out: the transaction is IMMEDIATE there,
    hence already alone.
    """
    rows = OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
    return (
        rows.select_related("recipient")
        .filter(pk=pk, state=DeliveryState.WAITING, not_before__lte=now)
        .first()
    )


@transaction.atomic(durable=True)
def _deliver(pk: UUID, now: datetime) -> bool:
    """Send one message and write that it left, under one lock; True when it did."""
    message = _claim(pk, now)
    if message is None:
        return False
    standing = standing_of(message.event, message.recipient, now)
    if standing is not Standing.STANDS:
        _hold_back(message, standing, now)
        return False
    message.attempts += 1
    try:
        _mail(message).send()
    except Exception as error:
        # Whatever it is: an error left to itself would come back first at each call, and stop
        # every message behind it.
        _put_off(message, error, now)
    else:
        message.state, message.sent_at = DeliveryState.SENT, now
    message.save(update_fields=["attempts", "not_before", "sent_at", "state"])
    return message.state == DeliveryState.SENT


def _hold_back(message: OutboxMessage, standing: Standing, now: datetime) -> None:
    """A right that ended is told nothing more; a charte to sign again is waited for, a week."""
    if standing is Standing.ENDED or now > message.created_at + HELD_AT_MOST:
        message.state = DeliveryState.CANCELLED
    else:
        message.not_before = now + LONGEST_WAIT
    message.save(update_fields=["not_before", "state"])


def _put_off(message: OutboxMessage, error: Exception, now: datetime) -> None:
    # The kind of error and no more: a refusal of a relay quotes the agent's address.
    reason = type(error).__name__
    if message.attempts >= MOST_ATTEMPTS:
        message.state = DeliveryState.DEAD
        logger.error("%s : abandonné après %d essais (%s).", message, message.attempts, reason)
    else:
        message.not_before = now + min(timedelta(minutes=2**message.attempts), LONGEST_WAIT)
        logger.warning("%s : essai %d sans succès (%s).", message, message.attempts, reason)


def _mail(message: OutboxMessage) -> EmailMessage:
    """One recipient, a subject of the closed list, a constant text; the rest is behind sign-in."""
    address = settings.JALON_PUBLIC_URL + "/accueil/"
    return EmailMessage(
        subject=MessageKind(message.kind).label,
        body=render_to_string("notifications/message.txt", {"address": address}),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient.email],
        headers={"Message-ID": _message_id(message), "Auto-Submitted": "auto-generated"},
    )


def _message_id(message: OutboxMessage) -> str:
    """The same at each attempt: a mail whose record was lost by a crash is recognised as a copy.

    Keyed, so that it leads back to nothing outside this installation.
    """
    digest = salted_hmac(__name__, str(message.pk), algorithm="sha256").hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{digest}@{domain}>"
