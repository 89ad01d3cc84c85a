"""What a page of figures shows of bulletins, in objects: maps, trends, order, choices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.cell_keys import CellKey
from indicators.dashboard import MEASURES, Known, Line, _sorted, asked, span_for
from indicators.maps import Spot, interval, map_of
from indicators.outlines import drawing
from indicators.released import Published, in_words, rates_of
from indicators.trends import STABLE, change, trend_of

VALUES = st.integers(min_value=0, max_value=40).map(lambda each: 5 * each)


def figure(
    value: int | None,
    span: str = "2026-03",
    measure: str = "repere",
    *,
    code: str = "62",
    margin: int = 5,
    flag: str = "",
) -> Published:
    territory = "departement" if code == "62" else "arrondissement"
    key = CellKey(measure, territory, code, span)
    covered = "c" if value is None else flag
    return in_words(key, value, 0 if value is None else margin, covered, measure, {})


@given(VALUES, VALUES)
def test_a_change_is_said_only_when_no_true_number_could_be_in_both(one: int, other: int) -> None:
    before, after = figure(one), figure(other)

    said = change(before, after)

    shared = set(range(before.low, before.high + 1)) & set(range(after.low, after.high + 1))
    assert (said == STABLE) == bool(shared)
    if not shared:
        assert said == ("en hausse" if other > one else "en baisse")


def test_what_is_covered_or_without_object_is_compared_with_nothing() -> None:
    for sign in (figure(None), figure(0, flag="///")):
        assert change(sign, figure(50)) == change(figure(50), sign) == "sans comparaison"


def test_exact_figures_are_compared_as_they_are() -> None:
    assert change(figure(12, margin=0), figure(13, margin=0)) == "en hausse"
    assert change(figure(12, margin=0), figure(12, margin=0)) == "inchangé"


def test_bars_write_their_figure_and_show_where_the_true_number_lies() -> None:
    values = (25, 0, None, 10)
    drawn = trend_of([figure(each, f"2026-{rank:02}") for rank, each in enumerate(values, 1)], "x")

    assert drawn is not None
    assert [bar.shown for bar in drawn.bars] == ["≈ 25", "≤ 5", "c", "≈ 10"]
    assert [bar.labels for bar in drawn.bars][:2] == [("janv.", "2026"), ("févr.", "2026")]
    # 150 units for 30, the most that the first figure may be.
    assert [(bar.height, bar.band_height) for bar in drawn.bars] == [
        (125, 50),
        (0, 25),
        (0, 0),
        (50, 50),
    ]
    assert [step.change for step in drawn.steps] == ["", "en baisse"] + 2 * ["sans comparaison"]
    assert "janvier 2026 ≈ 25, février 2026 ≤ 5" in drawn.description


def test_one_period_shows_no_trend() -> None:
    assert trend_of([figure(25)], "x") is None


def test_a_map_writes_values_and_margins_and_hatches_what_is_covered() -> None:
    values = {"621": figure(25), "622": figure(0), "623": figure(None), "624": None}
    drawn = map_of([Spot(code, code, each) for code, each in values.items()], "Jeunes repérés")

    assert drawn is not None
    assert [(each.value, each.note) for each in drawn.shapes] == [
        ("≈ 25", "20 à 30"),
        ("≤ 5", "0 à 5"),
        ("c", ""),
        ("nd", ""),
    ]
    dark, light, covered, nothing = (each.shade for each in drawn.shapes)
    assert dark.opacity > light.opacity > ""
    assert (covered.hatched, covered.opacity) == (True, "")
    assert (nothing.hatched, nothing.opacity) == (False, "")
    assert {dark, light, covered, nothing} <= set(drawn.legend)
    assert "621 ≈ 25 (20 à 30), 622 ≤ 5 (0 à 5), 623 c, 624 nd" in drawn.description


@given(st.lists(VALUES, min_size=1, max_size=7))
def test_a_shade_is_darker_only_for_more(values: list[int]) -> None:
    codes = sorted(drawing().outlines)
    spots = [Spot(code, code, figure(each)) for code, each in zip(codes, values, strict=False)]
    drawn = map_of(spots, "x")

    assert drawn is not None
    pairs = sorted(zip(values, (each.shade.opacity for each in drawn.shapes), strict=False))
    assert [opacity for _, opacity in pairs] == sorted(opacity for _, opacity in pairs)


def test_a_territory_without_outlines_has_no_map() -> None:
    assert map_of([Spot("594", "Douai", figure(25))], "x") is None


def test_an_exact_figure_has_no_interval() -> None:
    assert [interval(each) for each in (figure(12, margin=0), figure(None), None)] == ["", "", ""]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("lieu", ["Arras", "Béthune", "Étaples", "Lens"]),
        ("-lieu", ["Lens", "Étaples", "Béthune", "Arras"]),
        ("repere", ["Arras", "Lens", "Béthune", "Étaples"]),
        ("-repere", ["Lens", "Arras", "Béthune", "Étaples"]),
    ],
)
def test_a_table_is_sorted_and_what_has_no_number_comes_last(
    order: str, expected: list[str]
) -> None:
    values = {"Lens": figure(25), "Étaples": None, "Béthune": figure(None), "Arras": figure(10)}
    others = (None,) * (len(MEASURES) - 1)
    lines = [Line(name, (each, *others)) for name, each in values.items()]

    assert [each.name for each in _sorted(lines, order)] == expected


THERE = [
    *(("departement", "62", span) for span in ("2026-02", "2026-01/2026-02", "2026-03")),
    ("departement", "62", "2026-01/2026-03"),
    ("departement", "62", "2025-12"),
    ("arrondissement", "621", "2026-T1"),
]


@pytest.fixture
def known() -> Known:
    return Known({}, frozenset(THERE))


def test_an_address_that_asks_nothing_shows_the_departement_since_the_first_of_january(
    known: Known,
) -> None:
    ask = asked({}, known)

    assert (ask.place, ask.span, ask.measure) == ("departement:62", "2026-01/2026-03", "repere")


def test_an_address_chooses_among_what_is_published(known: Known) -> None:
    wanted = {
        "periode": "2026-T1",
        "territoire": "arrondissement:621",
        "indicateur": "bilan",
        "tri": "-bilan",
    }
    ask = asked(wanted, known)

    assert (ask.place, ask.span) == ("arrondissement:621", "2026-T1")
    assert (ask.measure, ask.order) == ("bilan", "-bilan")
    unknown = dict.fromkeys(wanted, "commune:62498")
    assert asked(unknown, known) == asked({}, known)


@pytest.mark.parametrize(
    ("territory", "span", "expected"),
    [
        ("departement:62", "2026-03", "2026-03"),
        ("departement:62", "2026-T1", "2026-01/2026-03"),
        ("arrondissement:621", "2026-01/2026-03", "2026-T1"),
        ("arrondissement:621", "2026-02", ""),
        ("arrondissement:621", "2025-12", ""),
    ],
)
def test_a_period_that_a_territory_has_not_is_replaced_by_the_last_one_before_its_end(
    known: Known, territory: str, span: str, expected: str
) -> None:
    kind, code = territory.split(":")
    assert span_for(known, kind, code, span) == expected


@given(VALUES, VALUES)
def test_a_rate_is_whole_rounded_and_never_made_from_less_than_twenty(
    above: int, below: int
) -> None:
    rates = list(rates_of([figure(above, measure="suivi"), figure(below, measure="repere")]))

    assert bool(rates) == (below >= 20)
    for _, span, value in rates:
        assert span == "mars 2026"
        sign, percent = value.removesuffix("\u202f%").split(" ")
        assert sign == ("≈" if above else "≤")
        # A nought stands for five at most: its rate is bounded, and never « 0 % ».
        assert above or int(percent) * (below - 5) >= 500


def test_a_covered_figure_gives_no_rate() -> None:
    covered = [figure(None, measure="suivi"), figure(40, measure="repere")]

    assert list(rates_of(covered)) == []


def test_a_long_name_stays_within_the_drawing() -> None:
    names = {"623": "Boulogne-sur-Mer", "627": "Lens"}
    drawn = map_of([Spot(code, name, None) for code, name in names.items()], "x")

    assert drawn is not None
    for shape in drawn.shapes:
        assert 3 * len(shape.name) <= shape.x <= drawn.width - 3 * len(shape.name)
