"""Each invariant of the domain has its line in docs/invariants.md, and each line its tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "invariants.md").read_text()
FIRST, LAST = 1, 66
LINE = re.compile(r"^\| (I\d\d) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
LATER = re.compile(r"^\| (I\d\d)(?: to (I\d\d))? \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
IN_A_NAME = re.compile(r"_i(\d\d)(?=_)")
TABLE = [match.groups() for match in LINE.finditer(TEXT)]


def _cited() -> list[tuple[str, str]]:
    return [(line[0], name) for line in TABLE for name in re.findall(r"`([^`]+)`", line[3])]


def _tests_of(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """By its name in the report of a run: « TestClass::test_name » inside a class."""
    found = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    for group in tree.body:
        if isinstance(group, ast.ClassDef):
            for each in group.body:
                if isinstance(each, ast.FunctionDef):
                    found[f"{group.name}::{each.name}"] = each
    return found


def _is_skipped(test: ast.FunctionDef) -> bool:
    return any("skip" in ast.unparse(each) or "xfail" in ast.unparse(each) for each in _marks(test))


def _marks(test: ast.FunctionDef) -> list[ast.AST]:
    calls = [each for each in ast.walk(test) if isinstance(each, ast.Call)]
    skips = [each for each in calls if ast.unparse(each.func) in ("pytest.skip", "pytest.xfail")]
    return [*test.decorator_list, *skips]


def test_each_invariant_has_one_line() -> None:
    known = [line[0] for line in TABLE]

    assert known == [f"I{number:02}" for number in range(FIRST, LAST + 1)]
    assert [line[0] for line in TABLE if not re.search(r"`[^`]+::test_[^`]+`", line[3])] == []


@pytest.mark.parametrize(("number", "cited"), _cited())
def test_each_line_names_tests_that_run(number: str, cited: str) -> None:
    path, _, name = cited.partition("::")
    test = _tests_of(ast.parse((ROOT / path).read_text())).get(name)

    assert test is not None
    assert number[1:] in IN_A_NAME.findall(test.name)
    assert not _is_skipped(test)


def test_no_test_holds_an_invariant_that_nobody_listed() -> None:
    listed = {line[0] for line in TABLE}
    for first, last in LATER.findall(TEXT):
        bounds = range(int(first[1:]), int((last or first)[1:]) + 1)
        listed |= {f"I{number:02}" for number in bounds}
    named = {
        f"I{number}": f"{path.relative_to(ROOT)}::{name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in _tests_of(ast.parse(path.read_text()))
        for number in IN_A_NAME.findall(name)
    }

    assert {number: test for number, test in named.items() if number not in listed} == {}
