"""Where nothing can be counted: known to everybody, so known to the auditor (rule R7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indicators.diffusion import diffusion_plan
from indicators.releasing.cells import Board
from indicators.releasing.ground import Place

MONTHS = (date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1))
PLACE = Place(
    code="00000001",
    name="Cellule",
    arrondissement="621",
    arrondissement_name="Arrondissement",
    departement="62",
    in_zsp=False,
    opened=date(2024, 1, 1),
    cddf_since=None,
)


def possible(place: Place, measure: str) -> list[int]:
    """The months when this measure may count somebody there."""
    board = Board(diffusion_plan(), [place], MONTHS, crossed=False)
    return [each.month for each in MONTHS if not board.impossible(place, measure, each)]


@pytest.mark.parametrize("measure", ["jeune_zsp", "suivi_intensif"])
def test_what_only_a_zsp_counts_is_impossible_elsewhere(measure: str) -> None:
    assert possible(PLACE, measure) == []
    assert possible(replace(PLACE, in_zsp=True), measure) == [5, 6, 7]


@pytest.mark.parametrize("measure", ["cddf_saisi", "cddf_entendue"])
def test_no_family_is_heard_before_the_month_of_the_first_cddf(measure: str) -> None:
    assert possible(PLACE, measure) == []
    assert possible(replace(PLACE, cddf_since=date(2026, 6, 30)), measure) == [6, 7]


def test_nobody_is_counted_before_the_month_when_the_cellule_opens() -> None:
    assert possible(PLACE, "repere") == [5, 6, 7]
    assert possible(replace(PLACE, opened=date(2026, 6, 30)), "repere") == [6, 7]
