"""Where other applications leave their messages: rows, in the transaction of the act they announce.

Nothing here talks to a broker or to a mail relay; ``notifications.delivery`` sends what is due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from confidentiality.models import User
from notifications.catalogue import SENDINGS
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the page « Avis »: what kind of event, when, and whether a mail has left.

    ``kept``: its reader asked for no mail.
    """

    label: str
    created_at: datetime
    sent: bool
    kept: bool = False


def leave(
    *,
    kind: MessageKind,
    recipient: User,
    event: UUID | None = None,
    delay: timedelta | None = None,
) -> OutboxMessage:
    """Keep a message with the act it announces; it waits as the catalogue says, to be taken back.

    ``event`` identifies the act: left again for the same event, kind and recipient, the message
    is the one already there. ``delay``: of what the clock brings, zero. Raises RuntimeError
    outside a transaction: an act that is rolled back must announce nothing.
    """
    _require_transaction()
    wait = SENDINGS[kind].delay if delay is None else delay
    message, _ = OutboxMessage.objects.get_or_create(
        event=event or uuid4(),
        kind=kind,
        recipient=recipient,
        defaults={"not_before": timezone.now() + wait},
    )
    return message


def cancel(event: UUID) -> int:
    """Take back what the act ``event`` has not sent yet; how many messages that was.

    Raises RuntimeError outside a transaction: the act is undone with its messages or not at all.
    """
    _require_transaction()
    waiting = OutboxMessage.objects.filter(event=event, state=DeliveryState.WAITING)
    return waiting.update(state=DeliveryState.CANCELLED)


def inbox_of(user: User, limit: int = 50) -> list[Notice]:
    """The latest notices of an agent, newest first; no name, no reference, no address of a page.

    A message that may still be undone is not shown yet. One that no mail could carry is shown:
    this page is then the only place that says it.
    """
    due = Q(not_before__lte=timezone.now()) | Q(attempts__gt=0)
    told = OutboxMessage.objects.filter(due, recipient=user)
    shown = told.exclude(state=DeliveryState.CANCELLED).order_by("-created_at", "pk")
    # Not the event: some of those who read this page may not know it (docs/decisions/0045).
    shown = shown.only("kind", "created_at", "state")
    return [
        Notice(
            label=message.get_kind_display(),
            created_at=message.created_at,
            sent=message.state == DeliveryState.SENT,
            kept=message.state == DeliveryState.KEPT,
        )
        for message in shown[:limit]
    ]


def _require_transaction() -> None:
    if not transaction.get_connection(OutboxMessage.objects.db).in_atomic_block:
        raise RuntimeError("Un message se dépose dans la transaction de l’acte qu’il annonce.")
