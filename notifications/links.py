"""Where the address in a mail leads, once its reader has signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from confidentiality.actors import Actor
from confidentiality.errors import NotVisible
from notifications.audience import Standing, standing_of
from notifications.catalogue import SENDINGS
from notifications.choices import MessageKind
from notifications.models import DeliveryState, OutboxMessage

# The event of a message, who opens it; the address of a page, None when it is of no row.
Finder = Callable[[UUID, Actor, datetime], str | None]
_finders: list[Finder] = []


def register(find: Finder) -> None:
    """Let an application say on which page the row of an event is read."""
    _finders.append(find)


def page_of(token: str, actor: Actor, now: datetime) -> tuple[str, str | None]:
    """The name of a page of the catalogue, and the address of the row where there is one.

    Raises NotVisible for a message of somebody else, taken back, or whose reader has lost the
    right that it told of: the same answer as for a message that never was.
    """
    messages = OutboxMessage.objects.exclude(state=DeliveryState.CANCELLED)
    message = messages.filter(token=token, recipient=actor.user, not_before__lte=now).first()
    if message is None or standing_of(message.event, actor.user, now) is Standing.ENDED:
        raise NotVisible
    found = (find(message.event, actor, now) for find in _finders)
    address = next((each for each in found if each is not None), None)
    return SENDINGS[MessageKind(message.kind)].page, address
