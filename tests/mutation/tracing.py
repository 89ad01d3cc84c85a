"""Which tests reach which statement: each statement of the mutated modules notes its line."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.mutation.mutants import live
from tests.mutation.patching import functions

_NOTE = "__mutation_note__"
Statement = tuple[str, int]


class Reached:
    """What the test under way reaches, then which tests reached each statement."""

    def __init__(self) -> None:
        self.tests: dict[Statement, list[str]] = defaultdict(list)
        self._now: set[Statement] = set()

    def note(self, module: str, line: int) -> None:
        self._now.add((module, line))

    def end_of(self, test: str) -> None:
        for statement in self._now:
            self.tests[statement].append(test)
        self._now.clear()


@contextmanager
def noting(modules: list[str], reached: Reached) -> Iterator[None]:
    """Every function of these modules notes its statements in ``reached``, then no longer does."""
    before = []
    setattr(builtins, _NOTE, reached.note)
    for name in modules:
        held = _noted(name)
        for old, new in functions(name, vars(live(name)), held):
            before.append((old, old.__code__))
            old.__code__ = new.__code__
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code
        delattr(builtins, _NOTE)


def _noted(name: str) -> dict[str, Any]:
    """What the module would hold if each of its statements noted its line."""
    module = live(name)
    path = str(module.__file__)
    tree = _Notes(name).visit(ast.parse(Path(path).read_text(encoding="utf-8")))
    held: dict[str, Any] = {
        key: getattr(module, key) for key in ("__name__", "__file__", "__package__", "__builtins__")
    }
    exec(compile(ast.fix_missing_locations(tree), path, "exec"), held)  # noqa: S102 (our source)
    return held


class _Notes(ast.NodeTransformer):
    """Writes a note before each statement of a function."""

    def __init__(self, module: str) -> None:
        self.module = module

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = self._noting(node.body)
        return node

    def _noting(self, body: list[ast.stmt]) -> list[ast.stmt]:
        noted: list[ast.stmt] = []
        for each in body:
            for field in ("body", "orelse", "finalbody"):
                if inner := getattr(each, field, None):
                    setattr(each, field, self._noting(inner))
            said = ast.parse(f"{_NOTE}({self.module!r}, {each.lineno})").body[0]
            noted += [said, each]
        return noted
