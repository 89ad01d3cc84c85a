"""Cell suppression: every hidden cell is protected, and nothing more is hidden than needed."""

from __future__ import annotations

from itertools import chain, combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from indicators.protection import suppression
from indicators.protection.conflicts import Infeasible
from indicators.protection.published import Protected
from indicators.protection.suppression import suppressed
from indicators.protection.tables import Table
from tests.indicators.protection.tables import Document, crossed, departments, document, parsed


def hidden(found: Protected) -> set[str]:
    return {name for name, value in found.values.items() if value is None}


def every_table(table: Table, highest: int) -> NDArray[np.int_]:
    """The cells of every table of counts up to ``highest``: no solver, no code of the method."""
    atoms = list(table.counts)
    guesses = np.array(list(product(range(highest + 1), repeat=len(atoms))))
    sums = [guesses[:, [atoms.index(a) for a in cell.atoms]].sum(axis=1) for cell in table.cells]
    return np.stack(sums, axis=1)


def least_loss(table: Table, highest: int) -> int:
    """The smallest loss of all the sets of cells that protect."""
    tables, names = every_table(table, highest), [cell.id for cell in table.cells]
    truth = np.array([table.totals[name] for name in names])
    agrees = tables == truth
    primary = {n for n, count in enumerate(truth) if 0 < count < table.threshold}
    others = [n for n, count in enumerate(truth) if count >= table.threshold]

    def protect(chosen: tuple[int, ...]) -> bool:
        covered = sorted(primary.union(chosen))
        shown = [n for n in range(len(names)) if n not in covered]
        ranges = tables[agrees[:, shown].all(axis=1)][:, covered]
        return bool((ranges.max(axis=0) - ranges.min(axis=0) >= table.threshold).all())

    sets = chain.from_iterable(combinations(others, size) for size in range(len(others) + 1))
    return next(
        int(truth[list(chosen)].sum())
        for chosen in sorted(sets, key=lambda chosen: int(truth[list(chosen)].sum()))
        if protect(chosen)
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_loss_is_the_least_of_all_the_sets_that_protect(seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    rows = [[chance.choice((0, 1, 3, 5, 6, 7)) for _ in range(2)] for _ in range(2)]
    rows[0][0] = 2
    table = parsed(crossed(rows, method="suppression"))

    assert suppressed(table).loss == least_loss(table, highest=13)


def test_the_best_set_is_found_where_the_nearest_one_is_not() -> None:
    # Each line or column alone would hide the next smallest; 7 closes the rectangle at once.
    table = parsed(crossed([[3, 40, 7], [50, 60, 70], [9, 80, 8]], method="suppression"))

    found = suppressed(table)

    assert hidden(found) == {"0.0", "0.2", "2.0", "2.2"}
    assert found.loss == 24


def test_the_published_example_is_covered_at_its_known_loss() -> None:
    """Investments by activity and region, of Willenborg & de Waal (1996), then Fischetti & Salazar
    (2001): one sensitive cell, of the second activity in the third region.
    """
    rows = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]
    sensitive = {"frozen": [{"id": "1.2", "value": None}], "threshold": 5}
    table = parsed(crossed(rows, method="suppression", **sensitive))

    found = suppressed(table)

    assert found.loss == 8 + 17 + 12
    assert hidden(found) == {"1.0", "1.2", "2.0", "2.2"}
    # Its reader knows the sums of the rectangle only: 22 may be anything from 5 to 30.
    witnessed = {each["1.2"] for each in (found.certificate, *found.witnesses)}
    assert witnessed <= set(range(5, 31))
    assert max(witnessed) - min(witnessed) >= 5


@settings(max_examples=20, deadline=None)
@given(departments())
def test_small_counts_are_covered_and_every_other_figure_is_exact(content: Document) -> None:
    table = parsed({**content, "method": "suppression"})

    found = suppressed(table)

    assert {n for n, count in table.totals.items() if 0 < count < 5} <= hidden(found)
    assert all(found.values[n] in (None, count) for n, count in table.totals.items())
    assert all(found.values[n] == 0 for n, count in table.totals.items() if not count)
    assert found.loss == sum(table.totals[n] for n in hidden(found) if table.totals[n] >= 5)


@settings(max_examples=20, deadline=None)
@given(departments())
def test_the_tables_published_agree_with_the_figures_and_differ_on_each_covered_cell(
    content: Document,
) -> None:
    table = parsed({**content, "method": "suppression"})

    found = suppressed(table)

    tables = [found.certificate, *found.witnesses]
    for cell in table.cells:
        sums = {sum(each[atom] for atom in cell.atoms) for each in tables}
        if cell.id in hidden(found):
            assert max(sums) - min(sums) >= 5
        else:
            assert sums == {found.values[cell.id]}


def test_large_tables_are_protected_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(3)  # noqa: S311
    rows = [[chance.choice((0, 1, 2, 4, 9, 30, 80)) for _ in range(6)] for _ in range(5)]
    table = parsed(crossed(rows, method="suppression"))
    best = suppressed(table).loss
    monkeypatch.setattr(suppression, "LARGEST_OPTIMAL", 0)

    found = suppressed(table)

    assert best <= found.loss
    assert {n for n, count in table.totals.items() if 0 < count < 5} <= hidden(found)


def test_what_was_published_keeps_its_face() -> None:
    rows = [[3, 40, 7], [50, 60, 70], [9, 80, 8]]
    frozen = [{"id": "2.2", "value": 8}, {"id": "1.1", "value": None}]
    table = parsed(crossed(rows, method="suppression", frozen=frozen))

    found = suppressed(table)

    assert found.values["2.2"] == 8
    assert {"0.0", "1.1"} <= hidden(found)


def test_an_exact_cell_that_gives_a_small_one_away_is_a_conflict() -> None:
    cells = {"a": ["a"], "b": ["b"], "ab": ["a", "b"], "c": ["c"]}
    content = document(
        {"a": 3, "b": 9, "c": 9}, cells, method="suppression", exact=["b", "ab", "c"]
    )

    with pytest.raises(Infeasible) as error:
        suppressed(parsed(content))

    assert set(error.value.cells) == {"a", "b", "ab"}


def test_an_order_that_everybody_knows_is_known_to_the_attacker() -> None:
    # Not more than « b », which is shown: « a » ranges over 0…6 without the order’s help.
    cells = {"a": ["a"], "b": ["b"], "ac": ["a", "c"], "c": ["c"]}
    counts = {"a": 2, "b": 4, "c": 30}
    orders = [{"left": ["a"], "right": ["b"]}]

    found = suppressed(
        parsed(document(counts, cells, method="suppression", orders=orders, threshold=5))
    )

    assert {"a", "b", "c"} <= hidden(found)
