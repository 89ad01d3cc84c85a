"""Every mutant of a module: where the fault is, and the code with it."""

from __future__ import annotations

import ast
import importlib
import marshal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tests.mutation import operators, tables
from tests.mutation.context import Place, Slot, is_skipped

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault. ``line``: the statement that holds it; 0 when it lies in no function.

    ``names``: what the top-level statement assigns, for a fault in a table.
    """

    module: str
    scope: str
    fault: str
    line: int
    names: frozenset[str]
    code: CodeType

    @property
    def key(self) -> str:
        return f"{self.module}.{self.scope}: {self.fault}"


def mutants_of(name: str) -> list[Mutant]:
    """The mutants of a module, in the order of its source; equal codes are counted once."""
    module = importlib.import_module(name)
    path = str(module.__file__)
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    known = {marshal.dumps(compile(tree, path, "exec"))}
    times: Counter[str] = Counter()
    found = []
    for place, slot in _slots(tree, Place(module)):
        for fault, replaced in _faults(slot.node, place):
            code = _compiled(tree, path, slot, replaced)
            if (image := marshal.dumps(code)) in known:
                continue
            known.add(image)
            times[said := f"{place.scope}: {fault}"] += 1
            if times[said] > 1:
                fault = f"{fault} ({times[said]})"
            found.append(Mutant(name, place.scope, fault, place.line, place.names, code))
    return found


def _faults(node: ast.AST, place: Place) -> Iterator[tuple[str, ast.AST]]:
    yield from operators.faults(node, place)
    yield from tables.faults(node, place)


def _compiled(tree: ast.Module, path: str, slot: Slot, replaced: ast.AST) -> CodeType:
    for each in ast.walk(replaced):
        ast.copy_location(each, slot.node)
    slot.put(replaced)
    try:
        return compile(ast.fix_missing_locations(tree), path, "exec")
    finally:
        slot.put(slot.node)


def _slots(node: ast.AST, place: Place) -> Iterator[tuple[Place, Slot]]:
    """Every place of the tree where a fault may be put, with what surrounds it."""
    for field, value in ast.iter_fields(node):
        if field in {"decorator_list", "annotation", "returns", "ctx"}:
            continue
        several = isinstance(value, list)
        for index, child in enumerate(value if several else [value]):
            if not isinstance(child, ast.AST) or is_skipped(node, field, child):
                continue
            inner = _inside(place, node, field, index, child)
            yield inner, Slot(node, field, index if several else None, child)
            yield from _slots(child, inner)


def _inside(place: Place, parent: ast.AST, field: str, index: int, child: ast.AST) -> Place:
    """The surroundings of a child: its function or table, its statement, its key."""
    if isinstance(parent, ast.Module):
        return place.at_top(child)
    if isinstance(parent, (*_FUNCTIONS, ast.ClassDef)) and field == "body":
        return place.in_body(parent, child)
    if isinstance(child, ast.stmt):
        return place.at(child)
    if isinstance(parent, ast.Dict) and field == "values" and not place.line:
        return place.under(parent.keys[index])
    return place.below(parent, field)


def live(name: str) -> ModuleType:
    """The module of a mutant, as the program uses it."""
    return importlib.import_module(name)


def namespace(mutant: Mutant) -> dict[str, Any]:
    """What the module would hold with the fault in it."""
    module = live(mutant.module)
    held: dict[str, Any] = {
        key: getattr(module, key) for key in ("__name__", "__file__", "__package__", "__builtins__")
    }
    exec(mutant.code, held)  # noqa: S102 (our own source, with one fault)
    return held
