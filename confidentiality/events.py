"""One change of one row: its version and its event, written together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import models

from confidentiality.actors import Actor
from confidentiality.fields import EncryptedTextField
from confidentiality.models import Event
from confidentiality.state_field import StateModel
from confidentiality.statements import insert, update

# Never part of what an act replaced: the machine and the door keep them.
_KEPT = {"id", "state", "version"}


@contextmanager
def changing(row: Any, *, actor: Actor | None, act: str, at: datetime) -> Iterator[UUID]:
    """Change one locked row: a version more and the event that tells it.

    Gives the id of the event, under which the messages of the act are left. The event is written
    before the row: the database refuses a change of state that no event tells. ``actor`` is None
    for scheduled work.
    """
    before, values = row.state, _values(row)
    row.event_id, row.acting_at = uuid4(), at
    yield row.event_id
    row.version += 1
    present = _values(row)
    event = Event(
        id=row.event_id,
        object_type=row._meta.label_lower,
        object_id=row.pk,
        version=row.version,
        act=act,
        before=before,
        after=row.state,
        former={name: old for name, old in values.items() if present[name] != old},
        at=at,
        actor_id=actor.user.pk if actor else None,
        hat_id=actor.hat_id if actor else None,
        undoes=row.undoing,
    )
    insert(event)
    update(row, _changed(row, values, present))


def _changed(row: Any, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The columns to write: what differs, and what is encrypted, which is not compared."""
    encrypted = [f.name for f in row._meta.concrete_fields if isinstance(f, EncryptedTextField)]
    differs = [name for name, value in after.items() if before[name] != value]
    return ["state", "version", *differs, *encrypted]


def put_back(row: StateModel, event: Event) -> None:
    """Give back to a row the state and the values that one event replaced."""
    for name, value in event.former.items():
        field: Any = row._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value))
    row.step_back(event.before)


def events_of(row: models.Model) -> models.QuerySet[Event]:
    """The events of one row, oldest first."""
    return Event.objects.filter(object_id=row.pk).order_by("version")


def _values(row: models.Model) -> dict[str, Any]:
    """Codes, dates and links of a row. What is encrypted stays under the key of its person."""
    fields: list[Any] = [
        field
        for field in row._meta.concrete_fields
        if field.name not in _KEPT and not isinstance(field, EncryptedTextField)
    ]
    return {
        field.name: list(value) if isinstance(value := getattr(row, field.attname), list) else value
        for field in fields
    }
