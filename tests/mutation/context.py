"""Where a node stands: what surrounds it, and what is left alone."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import ModuleType
from typing import Any

# Their arguments are French that agents read, or names for debugging.
_WORDS = ("Refusal", "ContextVar")


@dataclass(frozen=True, slots=True)
class Slot:
    """A node and the place that holds it."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True, slots=True)
class Place:
    """What surrounds a node.

    ``scope``: function, method or table, with the key of the entry. ``line``: its statement, when
    it is in the body of a function. ``names``: what the top-level statement assigns. ``boolean``:
    the function answers yes or no. ``element``: the node is an element of a display, or a key.
    """

    module: ModuleType
    scope: str = ""
    line: int = 0
    names: frozenset[str] = frozenset()
    boolean: bool = False
    element: bool = False
    unpacked: bool = False

    def at_top(self, child: ast.AST) -> Place:
        names = frozenset(_assigned(child))
        # Values unpacked into names answer each to one name: none may be missing.
        unpacked = isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Tuple)
        scope = ", ".join(sorted(names)) or getattr(child, "name", "")
        return replace(self, scope=scope, names=names, unpacked=unpacked)

    def in_body(
        self, parent: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, child: ast.AST
    ) -> Place:
        if isinstance(parent, ast.ClassDef):
            own = getattr(child, "name", "") or ", ".join(_assigned(child))
            return replace(self, scope=f"{self.scope.split('.')[0]}.{own}")
        boolean = isinstance(parent.returns, ast.Name) and parent.returns.id == "bool"
        return replace(self.at(child), boolean=boolean)

    def at(self, child: ast.AST) -> Place:
        unpacked = isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Tuple)
        return replace(self, line=getattr(child, "lineno", 0), unpacked=unpacked, element=False)

    def under(self, key: ast.expr | None) -> Place:
        return replace(self, scope=f"{self.scope}[{ast.unparse(key)}]" if key else self.scope)

    def below(self, parent: ast.AST, field: str) -> Place:
        display = isinstance(parent, ast.Set | ast.Tuple | ast.List) and not self.unpacked
        element = display or (isinstance(parent, ast.Dict) and field == "keys")
        unpacked = self.unpacked and isinstance(parent, ast.Assign)
        return replace(self, element=element, unpacked=unpacked)

    def value(self, node: ast.AST) -> Any:
        """The object that a name or an attribute stands for, in the module as it is."""
        match node:
            case ast.Name(id=name):
                return vars(self.module).get(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attr):
                return getattr(vars(self.module).get(name), attr, None)
        return None

    def enum(self, node: ast.AST) -> type[Enum] | None:
        """The list that a member belongs to, if the node is one."""
        value = self.value(node)
        return type(value) if isinstance(value, Enum) else None

    def spelled(self, kind: type[Enum], member: str) -> ast.expr | None:
        """A member, as the module may write it."""
        for name, known in vars(self.module).items():
            if known is kind:
                return ast.Attribute(ast.Name(name, ast.Load()), member, ast.Load())
        return None


def is_skipped(parent: ast.AST, field: str, child: ast.AST) -> bool:
    """Docstrings, imports, words for people, blocks for the type checker."""
    match child:
        case ast.Import() | ast.ImportFrom() | ast.JoinedStr():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    if isinstance(parent, ast.Subscript):
        return field == "slice" and isinstance(parent.ctx, ast.Load) and _is_type(parent)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name):
        words = parent.func.id in _WORDS
        return words and field == "args"
    return isinstance(child, ast.expr_context)


def _is_type(node: ast.Subscript) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"frozenset", "ContextVar"}


def _assigned(node: ast.AST) -> Sequence[str]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [
        each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
    ]
