"""What a correction may say, and what stays whichever lines it takes back: no database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.cell_keys import CellKey, keys_in
from indicators.choices import WithdrawalGround
from indicators.maps import interval, shown
from indicators.periods import AccountPeriod
from indicators.released import Withdrawn, in_words, rates_of
from indicators.releasing.composing import Composed, compose
from indicators.releasing.correcting import (
    Correction,
    Version,
    corrected,
    gives_a_number,
    line_of,
    without,
)
from indicators.releasing.figures import sentences
from indicators.releasing.holdings import Line
from indicators.releasing.manifest import manifest_of
from indicators.releasing.pieces import Year
from indicators.trends import trend_of
from indicators.verify import Tampered, digest, read, report
from tests.indicators.test_bulletin_years import KEY, PLAN, YEAR, Past, places

AT = Version("2026-T1-2", 2, date(2026, 5, 4), "f" * 64)
COUNTS = {
    Line("repere", "00000000", "12-15", "F", YEAR.months[0]): 6,
    Line("repere", "00000002", "16-17", "M", YEAR.months[2]): 9,
}


@cache
def quarter() -> tuple[Composed, str]:
    """The bulletin of a first quarter, after those of its months."""
    past = Past(dict(COUNTS), {})
    for month in ("2026-01", "2026-02", "2026-03"):
        past.release(AccountPeriod.parse(month))
    year = Year(AccountPeriod.parse("2026-T1"), PLAN, places(), COUNTS, past.published)
    made = compose(year, KEY)
    return made, manifest_of(year, made, 1, "e" * 64)


def cells_in(document: bytes) -> dict[str, Any]:
    return {each["id"]: each for each in json.loads(document)["cells"]}


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_is_taken_back_the_rest_is_verified_and_the_same(data: st.DataObject) -> None:
    made, manifest = quarter()
    lines = sorted({line_of(key) for key in keys_in(json.loads(manifest)["cells"])})
    chosen = data.draw(st.frozensets(st.sampled_from(lines), min_size=1))
    keys = [key for key in keys_in(json.loads(manifest)["cells"]) if line_of(key) in chosen]

    document, told = corrected(
        made.document.decode(), manifest, Correction(chosen, "territoire"), keys, AT
    )

    before, after = cells_in(made.document), cells_in(document)
    gone = {key.id for key in keys}
    assert {name for name, each in after.items() if each["flag"] == "nd"} == gone
    assert all(after[name] == before[name] for name in before.keys() - gone)
    assert [CellKey(**each["cell"]) for each in json.loads(told)["withdrawn"]] == sorted(keys)
    assert json.loads(document)["certificate"] == json.loads(made.document)["certificate"]
    said = report(read(document))
    assert said.startswith(f"{len(before) - len(gone)} chiffres vérifiés, {len(gone)} retirés")


def test_a_figure_that_is_gone_has_no_value_left() -> None:
    made, _ = quarter()
    name = next(iter(cells_in(made.document)))
    content = json.loads(without(made.document, {name}))
    cell = next(each for each in content["cells"] if each["id"] == name)
    cell["value"] = 5
    content["digest"] = digest(content)

    with pytest.raises(Tampered, match=r"valeur de repere\|"):
        report(read(json.dumps(content).encode()))
    assert without(made.document, ()) == made.document


def test_a_line_is_a_place_and_a_period_whatever_the_age_and_the_sex() -> None:
    plain = CellKey("repere", "arrondissement", "621", "2026")

    assert line_of(CellKey("repere", "arrondissement", "621", "2026", "12-15", "F")) == plain.id
    assert line_of(plain) == plain.id


@pytest.mark.parametrize(
    "words",
    [
        "Le nombre vrai est 12.",
        "12 jeunes de 12 à 15 ans en 2026.",
        "Lire 3,5 au lieu de 4.",
        "Appelez le 03 21 00 00 00.",
        "Il y en avait 1999999.",
        "Trois, soit 3.",
    ],
)
def test_a_note_gives_no_count(words: str) -> None:
    assert gives_a_number(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "L’arrondissement de Lens est celui de l’arrêté de 2017.",
        "La ligne 2-1.a compte les jeunes de 12 à 15 ans au 1er janvier 2026.",
        "Voir le bulletin 2026-M03-1 et le 2e trimestre, 2026-T2-1 puis 2026-A-1.",
    ],
)
def test_a_note_names_years_ages_lines_of_the_plan_and_bulletins(words: str) -> None:
    assert not gives_a_number(words)


def test_a_version_says_what_it_corrects_at_the_head_of_its_files() -> None:
    made, manifest = quarter()
    [key] = [each for each in keys_in(json.loads(manifest)["cells"]) if each.code == "620"]
    words = Correction(frozenset({key.id}), "calcul", "territoire", "Lire Béthune.")

    _, told = corrected(made.document.decode(), manifest, words, [key], AT)

    assert sentences(json.loads(manifest)) == []
    assert sentences(json.loads(told)) == [
        "Corrige le bulletin n° 2026-T1-1.",
        "Chiffres retirés par le n° 2026-T1-2 («\u202fnd\u202f»), constatés le 4 mai 2026.",
        "Le nom d’un territoire (n° 2026-T1-2) : Lire Béthune.",
    ]


def test_a_figure_taken_back_is_drawn_as_a_sign_and_compared_with_nothing() -> None:
    months = [CellKey("repere", "departement", "62", f"2026-0{month}") for month in (1, 2, 3)]
    first, second, third = (in_words(key, 25, 5, "", "Jeunes repérés", {}) for key in months)
    gone = Withdrawn("2026-M02-2", WithdrawalGround.DEFINITION, AT.on)
    second = replace(second, value=None, margin=0, flag="nd", withdrawn=gone)

    made = trend_of([first, second, third], "Jeunes repérés")

    assert made is not None
    assert [(step.shown, step.change) for step in made.steps] == [
        ("≈ 25", ""),
        ("nd (retiré)", "retiré par le bulletin n° 2026-M02-2"),
        ("≈ 25", "sans comparaison"),
    ]
    bar = made.bars[1]
    assert (bar.shown, bar.height, bar.band_height) == ("nd", 0, 0)
    assert (shown(second), interval(second)) == ("nd", "retiré")
    assert list(rates_of([second])) == []
