"""What the verifier promises of any group, against every population of a tiny world."""

from __future__ import annotations

import json
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import verify
from indicators.protection.bulletin import bulletin, protect
from tests.indicators.protection.tables import Document, document, parsed

HIGHEST = 22
ATOMS = ("a", "b", "c")


def smallest(content: dict[str, Any]) -> int:
    """Values left to the group that has fewest, unions of exact figures apart."""
    exact = [set(cell["atoms"]) for cell in content["cells"] if not cell["margin"]]
    populations = [
        dict(zip(ATOMS, guess, strict=True))
        for guess in product(range(HIGHEST + 1), repeat=len(ATOMS))
    ]
    possible = [each for each in populations if agrees(content, each)]
    groups = chain.from_iterable(combinations(ATOMS, size) for size in (1, 2, 3))
    return min(
        len({sum(each[atom] for atom in group) for each in possible})
        for group in groups
        if not any(set(group) in (one, set(ATOMS) - one) for one in exact)
    )


def agrees(content: dict[str, Any], population: dict[str, int]) -> bool:
    ordered = all(
        sum(population[atom] for atom in order["left"])
        <= sum(population[atom] for atom in order["right"])
        for order in content["orders"]
    )
    return ordered and all(
        abs(sum(population[atom] for atom in cell["atoms"]) - cell["value"]) <= cell["margin"]
        for cell in content["cells"]
    )


def published(content: Document) -> dict[str, Any]:
    table = parsed(content)
    found: dict[str, Any] = json.loads(bulletin(table, protect(table), {}))
    return found


CELLS = {"ab": ["a", "b"], "bc": ["b", "c"], "abc": ["a", "b", "c"]}


@pytest.mark.parametrize("fields", [{}, {"orders": [{"left": ["a"], "right": ["c"]}]}])
@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=3, max_size=3).map(sorted))
def test_no_group_keeps_fewer_values_than_promised(
    fields: dict[str, Any], counts: list[int]
) -> None:
    content = published(document(dict(zip(ATOMS, counts, strict=True)), CELLS, **fields))

    promised = verify.values_left(content, content["certificate"])

    assert promised is not None
    assert 1 <= promised <= smallest(content)


@pytest.mark.parametrize("counts", [(3, 4, 3), (0, 2, 3), (5, 0, 5), (9, 1, 5)])
def test_an_exact_total_leaves_what_is_promised(counts: tuple[int, ...]) -> None:
    table = document(dict(zip(ATOMS, counts, strict=True)), CELLS, exact=["abc"])
    content = published(table)

    promised = verify.values_left(content, content["certificate"])

    assert promised == 6
    assert promised <= smallest(content)


def test_figures_all_exact_promise_nothing() -> None:
    content = published(document({"a": 3, "b": 4}, {"a": ["a"], "b": ["b"]}, exact=["a", "b"]))

    assert verify.values_left(content, content["certificate"]) is None
