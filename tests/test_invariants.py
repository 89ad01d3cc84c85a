"""Each invariant of the domain has its line in docs/invariants.md, and each line its tests."""

from __future__ import annotations

import re

import pytest

from tests.cited import ROOT, cited_in, every_test, is_skipped, the_test

TEXT = (ROOT / "docs" / "invariants.md").read_text()
FIRST, LAST = 1, 66
LINE = re.compile(r"^\| (I\d\d) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
LATER = re.compile(r"^\| (I\d\d)(?: to (I\d\d))? \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
IN_A_NAME = re.compile(r"_i(\d\d)(?=_)")
TABLE = [match.groups() for match in LINE.finditer(TEXT)]


def test_each_invariant_has_one_line() -> None:
    known = [line[0] for line in TABLE]

    assert known == [f"I{number:02}" for number in range(FIRST, LAST + 1)]
    assert [line[0] for line in TABLE if not cited_in(line[3])] == []


@pytest.mark.parametrize(
    ("number", "cited"), [(line[0], name) for line in TABLE for name in cited_in(line[3])]
)
def test_each_line_names_tests_that_run(number: str, cited: str) -> None:
    test = the_test(cited)

    assert test is not None
    assert number[1:] in IN_A_NAME.findall(test.name)
    assert not is_skipped(test)


def test_no_test_holds_an_invariant_that_nobody_listed() -> None:
    listed = {line[0] for line in TABLE}
    for first, last in LATER.findall(TEXT):
        bounds = range(int(first[1:]), int((last or first)[1:]) + 1)
        listed |= {f"I{number:02}" for number in bounds}
    named = {
        f"I{number}": cited
        for cited, test in every_test()
        for number in IN_A_NAME.findall(test.name)
    }

    assert {number: test for number, test in named.items() if number not in listed} == {}
