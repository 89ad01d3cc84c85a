"""Put the code of a mutant in the place of the real one, in a process that is already running.

Functions keep their identity and receive other code, so that whoever holds them runs the fault:
guards, transitions, methods. A table keeps its identity if it is a dictionary; what cannot change
is replaced under the same name wherever it was imported. A tuple of guards is also replaced in the
transitions that spread it among their conditions.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from types import FunctionType
from typing import Any

from django.apps import apps
from django_fsm import Transition

from confidentiality.guards import Guard
from tests.mutation.mutants import Mutant, live, namespace
from tests.mutation.targets import PACKAGES

_DATA = (dict, frozenset, tuple, int, str)


def apply(mutant: Mutant) -> None:
    """Run the program with the fault from now on. Meant for a process about to end."""
    module = live(mutant.module)
    held = namespace(mutant)
    for old, new in functions(mutant.module, vars(module), held):
        old.__code__ = new.__code__
        old.__defaults__ = new.__defaults__
        old.__kwdefaults__ = new.__kwdefaults__
    if not mutant.line:
        _apply_to_data(mutant, vars(module), held)
        _forget_what_was_computed()


def functions(
    module: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[FunctionType, FunctionType]]:
    """Each function of a module, as it is and as it would be."""
    for name, value in new.items():
        for here, there in zip(_held_by(old.get(name)), _held_by(value), strict=True):
            if there.__module__ == module and here is not there:
                yield here, there


def _held_by(value: Any) -> list[FunctionType]:
    """The function itself, that of a guard, those of a class."""
    match value:
        case FunctionType():
            return [value]
        case Guard(holds=FunctionType() as holds):
            return [holds]
        case type():
            members = vars(value).values()
            got = [each.fget if isinstance(each, property) else each for each in members]
            return [each for each in got if isinstance(each, FunctionType)]
    return []


def _apply_to_data(mutant: Mutant, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    same = {id(value): old[name] for name, value in new.items() if name in old}
    for name, value in new.items():
        before = old.get(name)
        if name.startswith("__") or before is value:
            continue
        if isinstance(value, ContextVar) and name in mutant.names:
            _rebind(name, before, value)
        elif isinstance(value, _DATA) and type(before) is type(value):
            _replace(name, before, _with_live_guards(value, same))


def _with_live_guards(value: Any, same: Mapping[int, Any]) -> Any:
    """A tuple of guards holds those that the program knows, not their copies."""
    if isinstance(value, tuple):
        return tuple(
            same.get(id(each), each) if isinstance(each, Guard) else each for each in value
        )
    return value


def _replace(name: str, before: Any, value: Any) -> None:
    if before == value:
        return
    if isinstance(before, dict):
        before.clear()
        before.update(value)
        return
    _rebind(name, before, value)
    if isinstance(before, tuple) and all(isinstance(each, Guard) for each in before):
        for transition in _transitions():
            _respread(transition.conditions, list(before), list(value))


def _rebind(name: str, before: Any, value: Any) -> None:
    for known in [*sys.modules.values()]:
        if getattr(known, "__name__", "").partition(".")[0] not in {*PACKAGES, "tests"}:
            continue
        if vars(known).get(name) is before:
            setattr(known, name, value)


def _transitions() -> Iterator[Transition]:
    for model in apps.get_models():
        for name in dir(model):
            # A descriptor may ask the database when it is read.
            declared = getattr(vars(model).get(name), "_django_fsm", None)
            if declared is not None:
                yield from declared.transitions.values()


def _respread(conditions: list[Any], before: list[Any], after: list[Any]) -> None:
    for start in range(len(conditions) - len(before) + 1):
        if conditions[start : start + len(before)] == before:
            conditions[start : start + len(before)] = after
            return


def _forget_what_was_computed() -> None:
    """Empty the caches of the program: they may hold what a table said before."""
    for known in [*sys.modules.values()]:
        if getattr(known, "__name__", "").partition(".")[0] in PACKAGES:
            for value in [*vars(known).values()]:
                forget = getattr(value, "cache_clear", None)
                if callable(forget) and not isinstance(value, type):
                    forget()
