"""The machines as their declarations say: states, transitions, who, why, on which conditions.

A pure reading of the models: the page of the workflow, docs/workflow.md and the tests show the same
thing because they read it here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import TextChoices

from confidentiality.access_matrix import CASE_ACTS, PAGE_ACTS
from confidentiality.choices import Role
from confidentiality.errors import Refusal
from confidentiality.moves import Move, move_of
from confidentiality.state_field import StateModel

CLOCK = "horloge"


@dataclass(frozen=True, slots=True)
class State:
    """One state: its code, what agents read, whether a path begins or ends there."""

    code: str
    label: str
    initial: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Transition:
    """One move of a machine, all the states it may leave from together."""

    name: str
    sources: tuple[State, ...]
    target: State
    rule: str
    move: Move
    who: tuple[str, ...]
    refusals: tuple[Refusal, ...]

    @property
    def stays(self) -> bool:
        """An act that changes no state: a date, an answer, a reminder."""
        return all(source.code == self.target.code for source in self.sources)


@dataclass(frozen=True, slots=True)
class MachineSheet:
    """One machine: « FSM-3 », its model, its title, its states in order, its transitions."""

    number: str
    model: str
    title: str
    purpose: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    @property
    def anchor(self) -> str:
        """Its place in a page."""
        return self.model.lower()


@cache
def machines() -> tuple[MachineSheet, ...]:
    """Every machine of the application, in the order of the domain."""
    models = [model for model in apps.get_models() if issubclass(model, StateModel)]
    return tuple(sorted(map(_sheet, models), key=_order))


def _order(sheet: MachineSheet) -> tuple[int, str]:
    found = re.search(r"\d+", sheet.number)
    return (int(found.group()) if found else 99, sheet.model)


def _sheet(model: type[StateModel]) -> MachineSheet:
    states = _states(model)
    return MachineSheet(
        number=_number(model),
        model=model.__name__,
        title=str(model._meta.verbose_name),
        purpose=(inspect.getdoc(model) or "").split("\n\n")[0],
        states=tuple(states.values()),
        transitions=tuple(_transitions(model, states)),
    )


def _field(model: type[StateModel]) -> Any:
    # The abstract base has no state; each machine has.
    options: Any = model._meta
    return options.get_field("state")


def _number(model: type[StateModel]) -> str:
    """« FSM-2 », as the list of states says in its docstring."""
    wanted = _field(model).flatchoices
    for each in _lists(TextChoices):
        found = re.search(r"FSM-\d+", each.__doc__ or "")
        if found and each.choices == wanted:
            return found.group()
    return model.__name__


def _lists(base: type[TextChoices]) -> Iterator[type[TextChoices]]:
    for each in base.__subclasses__():
        yield each
        yield from _lists(each)


def _states(model: type[StateModel]) -> dict[str, State]:
    field = _field(model)
    left = {
        str(each.source)
        for _, method in _methods(model)
        for each in method.transitions.values()
        if each.source != each.target
    }
    return {
        str(code): State(str(code), str(label), str(code) == field.get_default(), code not in left)
        for code, label in field.flatchoices
    }


def _methods(model: type[StateModel]) -> Iterator[tuple[str, Any]]:
    """Names and descriptions of the transitions, in the order of the code."""
    for name, method in vars(model).items():
        meta = getattr(method, "_django_fsm", None)
        if meta is not None:
            yield name, meta


def _transitions(model: type[StateModel], states: dict[str, State]) -> Iterator[Transition]:
    order = list(states)
    for name, meta in _methods(model):
        rule = (inspect.getdoc(getattr(model, name)) or "").split("\n\n")[0]
        found = sorted(meta.transitions.values(), key=lambda each: order.index(str(each.source)))
        # Acts that stay where they are: one loop for each state, told once.
        loops = all(each.source == each.target for each in found)
        targets = (
            [str(found[0].target)] if loops else list(dict.fromkeys(str(t.target) for t in found))
        )
        for target in targets:
            taken = found if loops else [each for each in found if str(each.target) == target]
            declared = move_of(taken[0])
            if declared is None:
                raise LookupError(f"{model.__name__}.{name} says neither its act nor its law")
            yield Transition(
                name=name,
                sources=tuple(states[str(each.source)] for each in taken),
                target=states[target],
                rule=rule,
                move=declared,
                who=_who(declared),
                refusals=tuple(each.refusal for each in taken[0].conditions),
            )


def _who(declared: Move) -> tuple[str, ...]:
    """Roles that the policy lets try; the clock for scheduled work."""
    if declared.automatic:
        return (CLOCK,)
    roles = CASE_ACTS.get(declared.act) or PAGE_ACTS.get(declared.act, frozenset())
    return tuple(str(role.label) for role in Role if role in roles)
