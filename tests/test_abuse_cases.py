"""Each abuse case has its line in docs/abuse-cases.md: its tests, or what it still waits for."""

from __future__ import annotations

import re

import pytest

from tests.cited import ROOT, cited_in, every_test, is_skipped, the_test

TEXT = (ROOT / "docs" / "abuse-cases.md").read_text()
COUNT = 46
LINE = re.compile(r"^\| (AC-\d\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
IN_A_NAME = re.compile(r"_ac(\d\d)(?=_)")
TABLE = [match.groups() for match in LINE.finditer(TEXT)]
CITED = [(number, name) for number, _, tests in TABLE for name in cited_in(tests)]
# Those of confidentiality: none of them may wait.
HELD = {*range(12, 32), 34, 36, 37, 38, 39, 40, 41, 45, 46}


def test_each_abuse_case_has_one_line_in_order() -> None:
    assert [line[0] for line in TABLE] == [f"AC-{number:02}" for number in range(1, COUNT + 1)]


def test_those_of_confidentiality_are_all_held() -> None:
    held = {int(number[3:]) for number, _ in CITED}

    assert set(HELD) <= held


@pytest.mark.parametrize(("number", "cited"), CITED)
def test_each_line_names_tests_that_run(number: str, cited: str) -> None:
    test = the_test(cited)

    assert test is not None
    assert not is_skipped(test)


def test_a_test_that_bears_a_number_is_on_its_line() -> None:
    named = {
        (f"AC-{number}", cited)
        for cited, test in every_test()
        for number in IN_A_NAME.findall(test.name)
    }

    assert named <= set(CITED)
