"""Faults in expressions and statements. Each operator gives what it says and the node it puts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.context import Place

Fault = tuple[str, ast.AST]

_SWAPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_METHODS = {"filter": "exclude", "exclude": "filter"}
_BUILTINS = {"all": "any", "any": "all"}


def faults(node: ast.AST, place: Place) -> Iterator[Fault]:
    """Every fault that an operator puts in the place of a node."""
    match node:
        case ast.Compare():
            yield from _comparison(node)
        case ast.BoolOp():
            yield from _boolean(node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _said(node, operand)
        case ast.BinOp():
            yield from _arithmetic(node)
        case ast.Call():
            yield from _call(node)
        case ast.Constant():
            yield from _constant(node, place)
        case ast.Attribute():
            yield from _member(node, place)
        case ast.comprehension(ifs=[_, *_]):
            yield from _clause(node)
        case ast.stmt():
            yield from _statement(node, place)
        case ast.IfExp():
            yield from _conditional(node)


def _said(before: ast.AST, after: ast.AST) -> Fault:
    return f"{ast.unparse(before)} → {ast.unparse(after)}", after


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _has_own_contrary(test: ast.expr) -> bool:
    """Whether another operator already says the contrary."""
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1
    return isinstance(test, ast.Constant) or (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    )


def _comparison(node: ast.Compare) -> Iterator[Fault]:
    for index, op in enumerate(node.ops):
        for swap in _SWAPS[type(op)]:
            ops = [*node.ops[:index], swap(), *node.ops[index + 1 :]]
            yield _said(node, ast.Compare(node.left, ops, node.comparators))


def _boolean(node: ast.BoolOp) -> Iterator[Fault]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield _said(node, ast.BoolOp(other, node.values))
    for index in range(len(node.values)):
        left = [*node.values[:index], *node.values[index + 1 :]]
        yield _said(node, left[0] if len(left) == 1 else ast.BoolOp(node.op, left))


def _arithmetic(node: ast.BinOp) -> Iterator[Fault]:
    if swap := _ARITHMETIC.get(type(node.op)):
        yield _said(node, ast.BinOp(node.left, swap(), node.right))
    if isinstance(node.op, ast.BitOr | ast.BitAnd | ast.Sub | ast.Add):
        yield _said(node, node.left)
    if isinstance(node.op, ast.BitOr | ast.BitAnd):
        yield _said(node, node.right)


def _call(node: ast.Call) -> Iterator[Fault]:
    match node.func:
        case ast.Name(id=name) if name in _BUILTINS:
            other = ast.Name(_BUILTINS[name], ast.Load())
            yield _said(node, ast.Call(other, node.args, node.keywords))
        case ast.Attribute(value=rows, attr=method) if method in _METHODS:
            other_method = ast.Attribute(rows, _METHODS[method], ast.Load())
            yield _said(node, ast.Call(other_method, node.args, node.keywords))
            yield _said(node, rows)
            for index in range(len(node.keywords)):
                left = [*node.keywords[:index], *node.keywords[index + 1 :]]
                if left or node.args:
                    yield _said(node, ast.Call(node.func, node.args, left))


def _constant(node: ast.Constant, place: Place) -> Iterator[Fault]:
    value = node.value
    if value is True or value is False:
        yield _said(node, ast.Constant(not value))
    elif isinstance(value, int):
        yield _said(node, ast.Constant(value + 1))
        yield _said(node, ast.Constant(value - 1))
    elif isinstance(value, str) and " " not in value and not place.element:
        yield _said(node, ast.Constant(f"{value}~"))


def _member(node: ast.Attribute, place: Place) -> Iterator[Fault]:
    kind = place.enum(node)
    if kind is None or place.element:
        return
    names = list(kind.__members__)
    after = names[(names.index(node.attr) + 1) % len(names)] if node.attr in names else ""
    if after:
        yield _said(node, ast.Attribute(node.value, after, ast.Load()))


def _clause(node: ast.comprehension) -> Iterator[Fault]:
    for index, test in enumerate(node.ifs):
        others = [*node.ifs[:index], *node.ifs[index + 1 :]]
        dropped = ast.comprehension(node.target, node.iter, others, node.is_async)
        yield f"without if {ast.unparse(test)}", dropped
        if not _has_own_contrary(test):
            ifs = [*node.ifs[:index], _not(test), *node.ifs[index + 1 :]]
            contrary = ast.comprehension(node.target, node.iter, ifs, node.is_async)
            yield f"if {ast.unparse(test)} → if {ast.unparse(_not(test))}", contrary


def _conditional(node: ast.IfExp) -> Iterator[Fault]:
    yield _said(node, node.body)
    yield _said(node, node.orelse)
    if not _has_own_contrary(node.test):
        yield _said(node, ast.IfExp(_not(node.test), node.body, node.orelse))


def _statement(node: ast.stmt, place: Place) -> Iterator[Fault]:
    match node:
        case ast.If(test=test):
            told = f"if {ast.unparse(test)}"
            tests: list[ast.expr] = [ast.Constant(True), ast.Constant(False)]
            if not _has_own_contrary(test):
                tests.append(_not(test))
            for other in tests:
                yield f"{told} → if {ast.unparse(other)}", ast.If(other, node.body, node.orelse)
        case ast.Return(value=ast.expr() as value):
            yield from _returned(node, value, place)
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield f"without {ast.unparse(node)}", ast.Pass()


def _returned(node: ast.Return, value: ast.expr, place: Place) -> Iterator[Fault]:
    others: list[ast.expr] = [ast.Constant(None)]
    if place.boolean:
        others = [ast.Constant(True), ast.Constant(False)]
        if not _has_own_contrary(value):
            others.append(_not(value))
    for other in others:
        if ast.unparse(other) != ast.unparse(value):
            yield _said(node, ast.Return(other))
