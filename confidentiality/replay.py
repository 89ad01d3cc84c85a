"""Replaying events: what the history says of a row, compared with what the row says of itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps

from confidentiality.models import Event
from confidentiality.state_field import StateModel

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One row whose history does not lead to its state. ``problem`` is for the technician."""

    object_type: str
    object_id: UUID
    problem: str


@dataclass(slots=True)
class Replay:
    """How many rows were replayed, with how many events; what was found."""

    rows: int
    events: int
    faults: list[Fault]


def replay() -> Replay:
    """Replay every row of every machine, and the events that no row claims.

    Memory stays bounded: rows are read by batches, with their events.
    """
    done = Replay(0, 0, [])
    for model in _machines():
        for rows in _batches(model):
            histories = _histories([row.pk for row in rows])
            for row in rows:
                history = histories[row.pk]
                done.rows += 1
                done.events += len(history)
                done.faults.extend(
                    Fault(model._meta.label_lower, row.pk, problem)
                    for problem in _problems(row, history)
                )
    return done


def _machines() -> list[type[StateModel]]:
    return [model for model in apps.get_models() if issubclass(model, StateModel)]


def _batches(model: type[StateModel]) -> Iterator[list[Any]]:
    # The state and the version are of each machine, not of their abstract base.
    manager: Any = model._base_manager
    rows = manager.order_by("pk").only("pk", "state", "version").iterator(_AT_ONCE)
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch


def _histories(ids: list[UUID]) -> dict[UUID, list[Event]]:
    found: dict[UUID, list[Event]] = defaultdict(list)
    events = Event.objects.filter(object_id__in=ids).select_related("undoes")
    for event in events.order_by("object_id", "version"):
        found[event.object_id].append(event)
    return found


def _problems(row: Any, history: list[Event]) -> Iterator[str]:
    state = row._meta.get_field("state").get_default()
    for number, event in enumerate(history, start=1):
        if event.version != number:
            yield f"version {number} expected, {event.version} found"
            return
        if event.before != state:
            yield f"version {number} starts from {event.before}, the row was {state}"
        if not _lawful(type(row), event):
            yield f"version {number}: no transition from {event.before} to {event.after}"
        state = event.after
    if row.version != len(history):
        yield f"version {row.version} of the row, {len(history)} events"
    if row.state != state:
        yield f"state {row.state} of the row, {state} after its events"


def _lawful(model: type[StateModel], event: Event) -> bool:
    if event.before == event.after:
        return True
    if event.undoes is not None:
        return bool(event.after == event.undoes.before)
    return (event.before, event.after) in _graph(model)


def _graph(model: type[StateModel]) -> set[tuple[str, str]]:
    options: Any = model._meta
    field = options.get_field("state")
    return {(str(each.source), str(each.target)) for each in field.get_all_transitions(model)}
