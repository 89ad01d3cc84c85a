"""One change of one row: its version and its event, written together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
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

    Gives the id of the event, under which the messages of the act are left. ``actor`` is None for
    scheduled work.
    """
    change = Change(row, actor=actor, act=act, at=at)
    yield change.event_id
    change.write()


class Change:
    """What one act makes of one locked row: begun before it, written after it."""

    def __init__(self, row: Any, *, actor: Actor | None, act: str, at: datetime) -> None:
        self.before: str = row.state
        self.event_id = uuid4()
        self._row, self._actor, self._act, self._at = row, actor, act, at
        self._values = _values(row)
        row.event_id, row.acting_at = self.event_id, at

    def write(self) -> None:
        """The event, then the row: the database refuses a change of state that no event tells."""
        row, values, actor = self._row, self._values, self._actor
        row.version += 1
        present = _values(row)
        differs = [name for name, old in values.items() if present[name] != old]
        event = Event(
            id=self.event_id,
            object_type=row._meta.label_lower,
            object_id=row.pk,
            version=row.version,
            act=self._act,
            before=self.before,
            after=row.state,
            former={name: values[name] for name in differs},
            at=self._at,
            actor_id=actor.user.pk if actor else None,
            hat_id=actor.hat_id if actor else None,
            undoes=row.undoing,
        )
        insert(event)
        update(row, ("state", "version", *differs, *_sealed_anew(row)))


def _sealed_anew(row: models.Model) -> list[str]:
    """The encrypted columns to write: those that were given another value."""
    return [field.name for field in _columns(type(row)).encrypted if field.is_changed(row)]


def put_back(row: StateModel, event: Event) -> None:
    """Give back to a row the state and the values that one event replaced."""
    for name, value in event.former.items():
        field: Any = row._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value))
    row.step_back(event.before)


def events_of(row: models.Model) -> models.QuerySet[Event]:
    """The events of one row, oldest first."""
    return Event.objects.filter(object_id=row.pk).order_by("version")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a model: what events compare (name, attribute), what is encrypted."""

    compared: tuple[tuple[str, str], ...]
    encrypted: tuple[EncryptedTextField[Any, Any], ...]


@cache
def _columns(model: type[models.Model]) -> _Columns:
    """What is encrypted stays under the key of its person."""
    fields = [field for field in model._meta.concrete_fields if field.name not in _KEPT]
    sealed = [field for field in fields if isinstance(field, EncryptedTextField)]
    compared = ((field.name, field.attname) for field in fields if field not in sealed)
    return _Columns(tuple(compared), tuple(sealed))


def _values(row: models.Model) -> dict[str, Any]:
    """Codes, dates and links of a row."""
    return {
        name: list(value) if isinstance(value := getattr(row, attname), list) else value
        for name, attname in _columns(type(row)).compared
    }
