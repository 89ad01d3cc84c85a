"""Agents to write to, and messages that wait for them."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction

from confidentiality.models import User
from notifications import outbox
from notifications.choices import MessageKind
from notifications.models import OutboxMessage

NOW = timedelta(0)


def agent(*, is_active: bool = True) -> User:
    """An agent whose names would be noticed anywhere they do not belong."""
    return User.objects.create_user(
        email=f"agent-{uuid4().hex[:12]}@exemple.fr",
        first_name="Canari-Prénom",
        last_name="Canari-Nom",
        position="Canari-Fonction",
        is_active=is_active,
    )


def left(
    recipient: User | None = None,
    *,
    kind: MessageKind = MessageKind.BILAN_EXPECTED,
    event: UUID | None = None,
    delay: timedelta = NOW,
) -> OutboxMessage:
    """A message of a committed act, due at once unless told otherwise."""
    with transaction.atomic():
        return outbox.leave(kind=kind, recipient=recipient or agent(), event=event, delay=delay)
