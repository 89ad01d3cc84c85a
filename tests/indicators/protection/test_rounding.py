"""Controlled rounding: additive, within the margins, true to the past, the same for a key."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.protection.bulletin import bulletin
from indicators.protection.conflicts import Infeasible
from indicators.protection.published import Protected
from indicators.protection.rounding import rounded
from indicators.protection.tables import Table
from indicators.verify import Tampered, digest, read, report
from tests.indicators.protection.tables import Document, crossed, departments, document, parsed

few = settings(max_examples=25, deadline=None)


def promises_broken(table: Table, found: Protected) -> list[str]:
    """Cells whose figure is not the sum of the certificate, or is too far from the count; an exact
    one that no rounded parts add up to is the sum of the witness.
    """
    broken = []
    for cell in table.cells:
        value, margin = found.values[cell.id], found.margins[cell.id]
        assert value is not None
        told = sum(found.certificate[atom] for atom in cell.atoms)
        beside = [sum(each[atom] for atom in cell.atoms) for each in found.witnesses]
        if not margin and value % table.base:
            assert told % table.base == 0
            told = beside[0]
        if any(abs(each - value) > margin for each in beside):
            broken.append(cell.id)
        if told != value or abs(value - table.totals[cell.id]) > margin:
            broken.append(cell.id)
    return broken


@few
@given(departments())
def test_figures_add_up_within_their_margins(content: Document) -> None:
    table = parsed(content)

    found = rounded(table)

    assert promises_broken(table, found) == []
    assert min(found.certificate.values()) >= 0
    assert all(value is not None and value % 5 == 0 for value in found.values.values())
    assert set(found.margins.values()) <= {0, 5, 10}


@few
@given(departments())
def test_what_nobody_can_be_in_stays_at_zero(content: Document) -> None:
    table = parsed(content)

    found = rounded(table)

    assert not any(found.certificate[atom] for atom in table.zeros)
    assert {found.values[name] for name in table.empty} <= {0}
    assert {found.margins[name] for name in table.empty} <= {0}


@few
@given(departments(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(content: Document, chance: random.Random) -> None:
    shuffled = {
        name: chance.sample(value, len(value)) if isinstance(value, list) else value
        for name, value in content.items()
    }
    shuffled["cells"] = [
        {**cell, "atoms": chance.sample(cell["atoms"], len(cell["atoms"]))}
        for cell in shuffled["cells"]
    ]

    assert rounded(parsed(shuffled)) == rounded(parsed(content))


def test_twelve_months_are_published_one_after_the_other_and_none_is_changed() -> None:
    chance = random.Random(7)  # noqa: S311
    counts = {
        f"c{c}|{m:02}": chance.choice((0, 0, 1, 1, 2, 3, 7))
        for c, m in product(range(6), range(12))
    }
    frozen: dict[str, tuple[int | None, int]] = {}
    for last in range(12):
        cells = _until(last, counts)
        past = [{"id": c, "value": v, "margin": m} for c, (v, m) in frozen.items()]
        used = {atom: counts[atom] for atom in sorted({a for each in cells.values() for a in each})}
        table = parsed(document(used, cells, frozen=past))

        found = rounded(table)

        assert promises_broken(table, found) == []
        assert {c: (found.values[c], found.margins[c]) for c in frozen} == frozen
        frozen = {c: (found.values[c], found.margins[c]) for c in cells}
    assert len(frozen) == 12 * 6


def _until(last: int, counts: dict[str, int]) -> dict[str, list[str]]:
    """Cells published after this month: each month and each total to date, by half and in all."""
    cells: dict[str, list[str]] = {}
    for atom in counts:
        place, month = int(atom[1]), int(atom[3:])
        for m in range(month, last + 1):
            for area in (f"half{place % 2}", "dep"):
                cells.setdefault(f"{area}|to {m}", []).append(atom)
                if m == month:
                    cells.setdefault(f"{area}|{m}", []).append(atom)
    return cells


def test_an_exact_cell_is_exact() -> None:
    table = parsed(document({"a": 8, "b": 5, "c": 7}, {"ab": "ab", "bc": "bc"}, exact=["ab"]))

    found = rounded(table)

    assert (found.values["ab"], found.margins["ab"]) == (13, 0)
    assert promises_broken(table, found) == []


def test_an_exact_total_stands_beside_its_rounded_parts() -> None:
    """Every part and the rows are published, and 103 is no multiple of five."""
    table = parsed(crossed([[30, 14], [27, 32]], exact=["T.T"]))

    found = rounded(table)
    shown = {name: value or 0 for name, value in found.values.items()}

    assert shown["T.T"] == 103
    assert shown["0.T"] + shown["1.T"] in (100, 105)
    assert {shown[name] % 5 for name in shown if name != "T.T"} == {0}
    assert promises_broken(table, found) == []
    told = report(read(bulletin(table, found, {})))
    assert "9 chiffres vérifiés" in told
    assert "au moins 5 valeurs" in told
    alone = json.loads(bulletin(table, found, {})) | {"witnesses": []}
    with pytest.raises(Tampered, match="aucun témoin"):
        report(read(json.dumps(alone | {"digest": digest(alone)}).encode()))


def test_an_exact_total_published_before_still_stands_beside_the_next_parts() -> None:
    frozen = [{"id": "T.T", "value": 103, "margin": 0}, {"id": "0.T", "value": 45, "margin": 5}]
    table = parsed(crossed([[30, 14], [27, 32]], frozen=frozen))

    found = rounded(table)

    assert (found.values["T.T"], found.values["0.T"]) == (103, 45)
    assert promises_broken(table, found) == []


def test_an_order_that_everybody_knows_holds_in_the_certificate() -> None:
    orders = [{"left": ["bilans"], "right": ["suivis"]}]
    cells = {"b": ["bilans"], "s": ["suivis"]}
    for key in range(20):
        content = document({"bilans": 7, "suivis": 7}, cells, orders=orders)
        found = rounded(parsed({**content, "key": f"{key:032x}"}))
        assert found.certificate["bilans"] <= found.certificate["suivis"]


def test_the_draw_is_unbiased_and_the_key_decides_it() -> None:
    content = document({"a": 3}, {"a": ["a"]})

    drawn = Counter(
        rounded(parsed({**content, "key": f"{key:032x}"})).values["a"] for key in range(200)
    )

    assert set(drawn) == {0, 5}
    # 120 expected, of standard deviation 7.
    assert 90 < drawn[5] < 150


def test_without_a_key_two_runs_do_not_always_agree() -> None:
    content = document(dict.fromkeys("abcdefghijklmnop", 2), {a: [a] for a in "abcdefghijklmnop"})
    del content["key"]

    assert rounded(parsed(content)).values != rounded(parsed(content)).values


def test_a_wider_margin_is_declared_for_as_few_cells_as_possible() -> None:
    # Three cells of 3 were all published as 0: their sum of 9 cannot be 5 nor 10.
    counts = {"a": 3, "b": 3, "c": 3}
    cells = {"a": ["a"], "b": ["b"], "c": ["c"], "abc": ["a", "b", "c"]}
    frozen = [{"id": name, "value": 0} for name in "abc"]

    found = rounded(parsed(document(counts, cells, frozen=frozen)))

    assert found.values["abc"] == 0
    assert found.margins == {"a": 5, "b": 5, "c": 5, "abc": 10}


def test_cells_in_conflict_are_named_and_no_other() -> None:
    counts = {"a": 8, "b": 3, "z": 4}
    cells = {"a": ["a"], "b": ["b"], "ab": ["a", "b"], "z": ["z"]}
    past = (("a", 10), ("b", 5), ("ab", 10))
    frozen = [{"id": name, "value": value, "margin": 5} for name, value in past]

    with pytest.raises(Infeasible) as error:
        rounded(parsed(document(counts, cells, frozen=frozen)))

    assert set(error.value.cells) == {"a", "b", "ab"}


def test_a_larger_base_has_a_larger_margin() -> None:
    found = rounded(parsed(crossed([[3, 14], [27, 8]], base=10)))

    assert {value % 10 for value in found.values.values() if value is not None} == {0}
    assert set(found.margins.values()) == {10}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=3, max_size=3))
def test_any_group_keeps_as_many_values_as_the_theorem_says(counts: list[int]) -> None:
    names = ("a", "b", "c")
    cells = {"ab": ["a", "b"], "bc": ["b", "c"], "abc": list(names)}
    table = parsed(document(dict(zip(names, counts, strict=True)), cells))
    found = rounded(table)
    groups = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
    possible: dict[int, set[int]] = {g: set() for g in range(len(groups))}
    for guess in product(range(18), repeat=3):
        worth = dict(zip(names, guess, strict=True))
        if all(
            abs(sum(worth[atom] for atom in cell.atoms) - (found.values[cell.id] or 0))
            <= found.margins[cell.id]
            for cell in table.cells
        ):
            for g, group in enumerate(groups):
                possible[g].add(sum(guess[n] for n in group))

    for g, group in enumerate(groups):
        told = sum(found.certificate[names[n]] for n in group)
        assert possible[g] >= set(range(told - min(5, told), told + 6))
