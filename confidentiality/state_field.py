"""The protected state of a django-fsm machine, and the base class of the models that carry one.

The library's own model mixin lifts the protection for the whole process while it refreshes one
row (docs/decisions/0003). Here the state may be overwritten only by a transition, or while its own
row is read again, in the present context only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django_fsm import FSMField, FSMFieldDescriptor

_refreshing: ContextVar[frozenset[int]] = ContextVar("refreshing_rows", default=frozenset())


class StateDescriptor(FSMFieldDescriptor):
    """Refuses a direct write, but lets ``full_clean`` write the value that is already there."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        name = self.field.name
        if name in instance.__dict__:
            if instance.__dict__[name] == value:
                return
            if id(instance) in _refreshing.get():
                self.field.set_state(instance, value)
                return
        super().__set__(instance, value)


class StateField(FSMField):
    """A state that only transitions change: always protected, short, indexed."""

    descriptor_class = StateDescriptor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["protected"] = True
        kwargs.setdefault("max_length", 30)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """A plain column for the migrations: their models have no transitions.

        The library makes each field listen to every model that is prepared: with fields of its own,
        the thousands of models of a migration state would each be told to all of them.
        """
        name, _, args, kwargs = super().deconstruct()
        del kwargs["protected"]
        return name, "django.db.models.CharField", args, kwargs


class StateModel(models.Model):
    """A row with a protected state that can be read again from the database."""

    # The act under way on this instance, once the door has begun one: its messages bear it.
    event_id: UUID | None = None
    # Its moment: past for a demonstration, the day asked for scheduled work.
    acting_at: datetime | None = None
    # The event that the act under way takes back, if it does.
    undoing: models.Model | None = None

    class Meta:
        abstract = True

    @property
    def today(self) -> date:
        """The day of the act under way, else the present day; the guards count from it."""
        return timezone.localdate(self.acting_at)

    def step_back(self, state: str) -> None:
        """Give back a former state, for an act that is taken back. See ``services.undo``."""
        token = _refreshing.set(_refreshing.get() | {id(self)})
        try:
            self.state = state
        finally:
            _refreshing.reset(token)

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        token = _refreshing.set(_refreshing.get() | {id(self)})
        try:
            super().refresh_from_db(using, fields, from_queryset)
        finally:
            _refreshing.reset(token)
