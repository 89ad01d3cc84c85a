"""Every refusal that the application may give, read from its source.

A refusal is written where the rule is: as a guard, or as a line of a service. This module reads
them all, so that one page and one document tell agents why an act is refused, and one test holds
every sentence to the same rules.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from veille.french import spaced

_ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = ("confidentiality", "veille", "casework", "indicators")
# In the order of their parameters; a guard and a refusal are told alike.
_NAMES = ("code", "sentence", "article", "label", "url")
_ALIASES = {"way_out_label": "label", "way_out_url": "url"}
_MAKERS = ("guard", "refused", "Refusal")
# What only the situation tells: a name, a number, a step.
UNKNOWN = "…"


@dataclass(frozen=True, slots=True)
class Entry:
    """One refusal and where it is written. ``url``: the slug or the page of its way out."""

    code: str
    sentence: str
    article: str
    label: str
    url: str
    place: str


@cache
def catalogue() -> tuple[Entry, ...]:
    """Every refusal, by code then by place. The source does not change while the site runs."""
    found = [entry for path in _modules() for entry in _refusals_of(path)]
    return tuple(sorted(found, key=lambda each: (each.code, each.place)))


def distinct() -> tuple[Entry, ...]:
    """One entry for each code, for those who read them."""
    return tuple({entry.code: entry for entry in reversed(catalogue())}.values())[::-1]


def _modules() -> Iterator[Path]:
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def _refusals_of(path: Path) -> Iterator[Entry]:
    name = ".".join(path.relative_to(_ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in _MAKERS or not node.args:
            continue
        given: dict[str, ast.expr] = dict(zip(_NAMES, node.args, strict=False))
        for keyword in node.keywords:
            given[_ALIASES.get(str(keyword.arg), str(keyword.arg))] = keyword.value
        told = {key: _text(value, name) for key, value in given.items()}
        # A refusal that is told again with more detail keeps the code of the first.
        if told["code"] and UNKNOWN not in told["code"]:
            yield _entry(told, f"{name}:{node.lineno}")


def _entry(told: dict[str, str], place: str) -> Entry:
    return Entry(
        code=told["code"],
        sentence=spaced(told.get("sentence", "")),
        article=spaced(told.get("article", "")),
        label=told.get("label", ""),
        url=told.get("url", ""),
        place=place,
    )


def _text(node: ast.expr, module: str) -> str:
    """What an expression says, with « … » for what only the situation tells."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(value, module) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left, module) + _text(right, module)
        case ast.Call(func=ast.Name(id="spaced"), args=[inner]):
            return _text(inner, module)
        case ast.IfExp(body=body):
            return _text(body, module)
        case ast.Name(id=name):
            return _constant(importlib.import_module(module), name)
    return UNKNOWN


def _constant(module: ModuleType, name: str) -> str:
    value = getattr(module, name, None)
    return value if isinstance(value, str) else UNKNOWN
