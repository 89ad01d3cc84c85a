"""Whatever is refused is explained: a code, a sentence, its source."""

from __future__ import annotations

import ast
import re
from pathlib import Path as File

import pytest

from casework.guards import (
    accompagnements,
    cases,
    justice,
    measures,
    rappels,
    relais,
    rights,
    saisines,
    transactions,
)
from confidentiality.guards import Guard
from veille import guards as seances

GUARDS: dict[str, Guard] = {
    f"{module.__name__}.{name}": found
    for module in (
        accompagnements,
        cases,
        justice,
        measures,
        rappels,
        relais,
        rights,
        saisines,
        seances,
        transactions,
    )
    for name, found in vars(module).items()
    if isinstance(found, Guard)
}
_CODE = re.compile(r"[a-z][a-z0-9_]+")


@pytest.mark.parametrize("each", GUARDS.values(), ids=GUARDS)
def test_a_guard_explains_itself(each: Guard) -> None:
    refusal = each.refusal

    assert _CODE.fullmatch(refusal.code)
    assert refusal.sentence[0].isupper()
    assert refusal.sentence.endswith(".")
    assert "!" not in refusal.sentence
    assert "'" not in refusal.sentence, "the typographic apostrophe is wanted"
    assert refusal.article, "what allows the refusal is told"
    assert bool(refusal.way_out_label) == bool(refusal.way_out_url)


def test_a_code_has_one_meaning() -> None:
    meanings: dict[str, set[tuple[str, str]]] = {}
    for each in GUARDS.values():
        told = (each.refusal.sentence, each.refusal.article)
        meanings.setdefault(each.refusal.code, set()).add(told)

    assert {code: told for code, told in meanings.items() if len(told) > 1} == {}


def refused_in(module: File) -> list[list[str]]:
    """The literal arguments of each call to ``refused`` in a module; « … » for what is put in."""
    calls = [
        node
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "refused"
    ]
    return [[told for each in call.args if (told := _literal(each))] for call in calls]


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(each) or "…" for each in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_every_refusal_of_a_service_is_a_sentence() -> None:
    services = sorted(File(cases.__file__).parents[1].glob("services/*.py"))
    refusals = [told for module in services for told in refused_in(module) if len(told) > 1]

    assert len(refusals) > 20
    wrong = [
        told
        for told in refusals
        if not _CODE.fullmatch(told[0]) or not told[1].endswith(".") or "'" in told[1]
    ]
    assert wrong == []
