"""Faults in displays and tables of rules: an element left out, one that was not there added."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.context import Place

Fault = tuple[str, ast.AST]


def faults(node: ast.AST, place: Place) -> Iterator[Fault]:
    """Every fault in the contents of a display, a table or a frozen set."""
    match node:
        case ast.Set() | ast.List():
            yield from _elements(node, place)
        case ast.Tuple(ctx=ast.Load()) if not place.unpacked:
            yield from _elements(node, place)
        case ast.Dict():
            yield from _entries(node)
        case ast.Call(func=ast.Name(id="frozenset"), args=[ast.Name() as kind]):
            yield from _whole_list(node, kind)


def _elements(node: ast.Set | ast.List | ast.Tuple, place: Place) -> Iterator[Fault]:
    for index, element in enumerate(node.elts):
        left = [*node.elts[:index], *node.elts[index + 1 :]]
        yield f"without {ast.unparse(element)}", _display(node, left)
    if more := _absent(node, place):
        yield f"with {ast.unparse(more)}", _display(node, [*node.elts, more])


def _display(node: ast.AST, elements: list[ast.expr]) -> ast.expr:
    match node:
        case ast.Set() if not elements:
            return ast.Call(ast.Name("set", ast.Load()), [], [])
        case ast.Set():
            return ast.Set(elements)
        case ast.List():
            return ast.List(elements, ast.Load())
    return ast.Tuple(elements, ast.Load())


def _absent(node: ast.Set | ast.List | ast.Tuple, place: Place) -> ast.expr | None:
    """The first member, after those that are there, of the list they come from."""
    kinds = {place.enum(element) for element in node.elts}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:
        return None
    there = [place.value(element) for element in node.elts]
    members = list(kind.__members__.items())
    start = 1 + max(index for index, (_, each) in enumerate(members) if each in there)
    for name, member in [*members[start:], *members[:start]]:
        if member not in there:
            return place.spelled(kind, name)
    return None


def _entries(node: ast.Dict) -> Iterator[Fault]:
    for index, key in enumerate(node.keys):
        keys = [*node.keys[:index], *node.keys[index + 1 :]]
        values = [*node.values[:index], *node.values[index + 1 :]]
        told = ast.unparse(key) if key else "**"
        yield f"without {told}", ast.Dict(keys, values)
        if key and _is_empty(node.values[index]) and (more := _an_element(node)):
            full = ast.Call(ast.Name("frozenset", ast.Load()), [ast.Set([more])], [])
            filled = [*node.values[:index], full, *node.values[index + 1 :]]
            yield f"{told}: with {ast.unparse(more)}", ast.Dict(node.keys, filled)


def _is_empty(value: ast.expr) -> bool:
    return ast.unparse(value) == "frozenset()"


def _an_element(node: ast.Dict) -> ast.expr | None:
    """An element of another entry of the same table."""
    for value in node.values:
        if isinstance(value, ast.Call) and value.args and isinstance(value.args[0], ast.Set):
            return value.args[0].elts[0]
    return None


def _whole_list(node: ast.Call, kind: ast.Name) -> Iterator[Fault]:
    """A whole list, short of its first or last member."""
    for part, told in (("[1:]", "first"), ("[:-1]", "last")):
        shorter = ast.parse(f"list({kind.id}){part}", mode="eval").body
        yield f"{ast.unparse(node)} without the {told}", ast.Call(node.func, [shorter], [])
