"""Documents that name tests: « path::Class::test », and whether such a test runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def cited_in(cell: str) -> list[str]:
    """The tests named in one cell of a table."""
    return re.findall(r"`([^`]+::test_[^`]+)`", cell)


def functions_of(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """By its name in the report of a run: « TestClass::test_name » inside a class."""
    found = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    for group in tree.body:
        if isinstance(group, ast.ClassDef):
            for each in group.body:
                if isinstance(each, ast.FunctionDef):
                    found[f"{group.name}::{each.name}"] = each
    return found


def the_test(cited: str) -> ast.FunctionDef | None:
    """The test of this name; None when there is none."""
    path, _, name = cited.partition("::")
    file = ROOT / path
    return functions_of(ast.parse(file.read_text())).get(name) if file.exists() else None


def is_skipped(test: ast.FunctionDef) -> bool:
    """Whether a mark or a call may keep it from running."""
    return any("skip" in ast.unparse(each) or "xfail" in ast.unparse(each) for each in _marks(test))


def every_test() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each test of the project, with the name by which a document cites it."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, test in functions_of(ast.parse(path.read_text())).items():
            yield f"{path.relative_to(ROOT)}::{name}", test


def _marks(test: ast.FunctionDef) -> list[ast.AST]:
    calls = [each for each in ast.walk(test) if isinstance(each, ast.Call)]
    skips = [each for each in calls if ast.unparse(each.func) in ("pytest.skip", "pytest.xfail")]
    return [*test.decorator_list, *skips]
