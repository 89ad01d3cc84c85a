"""The last act on a row, if its author may still take it back: ten minutes, nothing after it.

The messages of an act wait ten minutes before they leave: until then nobody outside has been told.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.errors import Refused, refused
from confidentiality.events import events_of, put_back
from confidentiality.models import Event
from notifications.catalogue import TEN_MINUTES
from notifications.outbox import cancel

ARTICLE = "Charte de la cellule, clause C6"


@dataclass(frozen=True, slots=True)
class Undoable:
    """The act that an agent may still take back on one row, and until when."""

    event: Event
    until: datetime


def last_undoable(row: Any, actor: Actor, now: datetime, acts: Container[str]) -> Undoable | None:
    """The last act on a row, if this agent did it, less than ten minutes ago, and may undo it."""
    event = events_of(row).last()
    if event is None or event.act not in acts or event.hat_id != actor.hat_id:
        return None
    until = event.at + TEN_MINUTES
    return Undoable(event, until) if event.at <= now < until else None


def just_done(row: Any, act: str) -> bool:
    """Whether the last act on a row is this one, and is less than ten minutes old."""
    event = events_of(row).last()
    return event is not None and event.act == act and timezone.now() < event.at + TEN_MINUTES


def too_late() -> Refused:
    """The refusal of what can no longer be taken back, ready to raise."""
    return refused(
        "nothing_to_undo",
        "Il n’y a plus rien à annuler : dix minutes ont passé, ou un autre acte a suivi.",
        ARTICLE,
    )


def take_back(row: Any, actor: Actor, now: datetime, acts: Container[str]) -> Event:
    """Put back what the last act replaced, under the lock of the row; its messages do not leave.

    The caller compensates what the act wrote elsewhere. Raises Refused when it is too late.
    """
    found = last_undoable(row, actor, now, acts)
    if found is None:
        raise too_late()
    put_back(row, found.event)
    row.undoing = found.event
    cancel(found.event.pk)
    return found.event
