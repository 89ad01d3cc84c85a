"""What the tool takes for a fault, and what it leaves alone."""

from __future__ import annotations

import pytest

from tests.mutation.explained import EXPLAINED
from tests.mutation.mutants import mutants_of
from tests.mutation.targets import modules


@pytest.fixture(scope="module")
def keys() -> list[str]:
    return [mutant.key for name in modules() for mutant in mutants_of(name)]


def test_a_mutant_has_a_name_of_its_own(keys: list[str]) -> None:
    assert len(keys) == len(set(keys))


def test_an_explained_mutant_is_one_of_the_mutants(keys: list[str]) -> None:
    assert EXPLAINED.keys() - set(keys) == set()
    assert all(reason.endswith(".") for reason in EXPLAINED.values())


def test_each_rule_is_mutated_at_its_edge_in_its_answer_and_in_its_table(keys: list[str]) -> None:
    guard = "casework.guards.cases.under_age_limit: case.young_person.age(case.today)"
    table = "confidentiality.access_matrix.CASE_ACTS['rappel.decide']:"
    edge = "LEGAL_AGE_LIMIT → case.young_person.age(case.today) <= LEGAL_AGE_LIMIT"

    assert f"{guard} < {edge}" in keys
    assert "casework.guards.cases.LEGAL_AGE_LIMIT: 25 → 26" in keys
    assert [key for key in keys if key.startswith(table)] == [
        f"{table} without _M",
        f"{table} with Role.REFERENT",
    ]


def test_the_french_that_agents_read_is_left_alone(keys: list[str]) -> None:
    assert [key for key in keys if "situation" in key or "age_limit_not_reached" in key] == []
