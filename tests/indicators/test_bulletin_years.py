"""A year of bulletins of a random département, attacked by somebody who has read them all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indicators.auditor.statements import Knowledge, Statement
from indicators.cell_keys import CellKey
from indicators.choices import PeriodKind
from indicators.diffusion import diffusion_plan
from indicators.periods import AccountPeriod
from indicators.protection.tables import Frozen
from indicators.releasing.calendar import following
from indicators.releasing.cells import Board, atom_id, planned
from indicators.releasing.composing import Composed, compose, compose_coarser
from indicators.releasing.ground import Place
from indicators.releasing.holdings import Line
from indicators.releasing.pieces import Year
from indicators.verify import read, report
from tests.indicators.attackers import ends

KEY = b"a key of these tests, of 32 bytes"
YEAR = AccountPeriod.parse("2026")
# One measure, as the others share no event with it; two ages and two sexes are enough to cross.
PLAN = replace(
    diffusion_plan(), measures=("repere",), age_bands=("12-15", "16-17"), sexes=("F", "M")
)
CELLULES = 3
# Below, a count is a small group.
SMALL = 5


def places() -> list[Place]:
    """Two cellules in one arrondissement, one in another."""
    return [
        Place(
            code=f"{rank:08x}",
            name=f"Cellule {rank}",
            arrondissement=f"62{rank // 2}",
            arrondissement_name=f"Arrondissement {rank // 2}",
            departement="62",
            in_zsp=rank == 0,
            opened=date(2024, 1, 1),
            cddf_since=None,
        )
        for rank in range(CELLULES)
    ]


def periods() -> Iterator[AccountPeriod]:
    """The twelve months, the four quarters, then the year."""
    period = AccountPeriod(PeriodKind.MONTH, YEAR.first)
    while period.kind is not PeriodKind.YEAR:
        yield period
        period = following(period)
    yield period


@dataclass
class Past:
    """Bulletins one after the other, and what they told."""

    holdings: dict[Line, int]
    published: dict[CellKey, Frozen]
    last: Composed | None = None

    def release(self, period: AccountPeriod) -> Composed:
        """The bulletin of one period, after all those before."""
        known = {line: n for line, n in self.holdings.items() if line.month <= period.last}
        made = compose_coarser(Year(period, PLAN, places(), known, self.published), KEY)
        cells = {each["id"]: each for each in json.loads(made.document)["cells"]}
        for key in made.fresh:
            self.published[key] = Frozen(cells[key.id]["value"], cells[key.id]["margin"])
        for key in made.covered:
            self.published[key] = Frozen(None, 0)
        self.last = made
        return made


def board() -> Board:
    return Board(PLAN, places(), YEAR.months, crossed=True)


def knowledge(told: Iterable[tuple[CellKey, int | None, int | None]]) -> Knowledge:
    """What somebody knows who was told these bounds, every finest group being one of its own."""
    statements = tuple(
        Statement(key.id, tuple(map(atom_id, board().members(key))), low, high, None)
        for key, low, high in told
    )
    atoms = [atom_id(line) for place in places() for line in board().lines(place, "repere")]
    return Knowledge(tuple(atoms), statements)


def bounds(key: CellKey, past: Frozen) -> tuple[CellKey, int | None, int | None]:
    if past.value is None:
        return key, None, None
    return key, max(0, past.value - past.margin), past.value + past.margin


def is_found(low: int, high: int) -> bool:
    """A small group whose count is known more finely than five values."""
    return high > 0 and low < SMALL and high - low + 1 < SMALL


def groups() -> dict[str, tuple[str, ...]]:
    """Every figure of the plan, and what no table ever shows: a cellule in one month."""
    shown = {key.id: board().members(key) for each in periods() for key in every_cell(each)}
    for place in places():
        for month in YEAR.months:
            alone = [line for line in board().lines(place, "repere") if line.month == month]
            shown[f"{place.name}, {month:%Y-%m}"] = alone
    return {name: tuple(map(atom_id, lines)) for name, lines in shown.items()}


def every_cell(period: AccountPeriod) -> list[CellKey]:
    return planned(PLAN, period, places())


@st.composite
def counted(draw: st.DrawFn) -> dict[Line, int]:
    """Six in January, three in March, and whatever else happened."""
    first, march = YEAR.months[0], YEAR.months[2]
    found = {
        Line("repere", "00000000", "12-15", "F", first): 6,
        Line("repere", "00000001", "12-15", "M", march): 3,
    }
    for _ in range(draw(st.integers(0, 30))):
        line = Line(
            "repere",
            f"{draw(st.integers(0, CELLULES - 1)):08x}",
            draw(st.sampled_from(PLAN.age_bands)),
            draw(st.sampled_from(PLAN.sexes)),
            draw(st.sampled_from([month for month in YEAR.months if month != march])),
        )
        found[line] = found.get(line, 0) + draw(st.integers(1, 3))
    return found


@settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A year takes seconds: an example is shown as it was found.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(counted())
def test_a_year_of_bulletins_gives_away_nothing_and_a_threshold_everything(
    holdings: dict[Line, int],
) -> None:
    past = Past(holdings, {})
    for period in periods():
        made = past.release(period)
        assert made.passed, period
    assert past.last is not None

    read_all = knowledge(bounds(key, each) for key, each in past.published.items())
    found = {
        name: interval
        for name, atoms in groups().items()
        if is_found(*(interval := ends(read_all, atoms)))
    }
    threshold = knowledge(naive(holdings))
    hidden = ends(threshold, groups()["repere|departement:62|2026-03"])

    assert found == {}
    assert "valeurs restent possibles" in report(read(past.last.document))
    assert hidden == (3, 3)


def naive(holdings: dict[Line, int]) -> Iterator[tuple[CellKey, int | None, int | None]]:
    """The same plan with every small count hidden, and every other one exact."""
    for period in periods():
        for key in every_cell(period):
            count = sum(holdings.get(line, 0) for line in board().members(key))
            yield (key, None, None) if 0 < count < SMALL else (key, count, count)


def test_a_document_made_twice_is_the_same() -> None:
    line = Line("repere", "00000000", "12-15", "F", YEAR.months[0])
    first, second = (
        Past({line: 7}, {}).release(AccountPeriod.parse("2026-01")).document for _ in range(2)
    )

    assert first == second


def test_a_figure_found_by_an_insider_is_covered_and_the_others_stay() -> None:
    """Two cellules share an arrondissement: each knows its own part of the total."""
    holdings = {
        Line("repere", "00000000", "12-15", "F", YEAR.months[0]): 4,
        Line("repere", "00000002", "12-15", "F", YEAR.months[0]): 2,
    }
    past = Past(holdings, {})
    for month in ("2026-01", "2026-02", "2026-03"):
        past.release(AccountPeriod.parse(month))
    quarter = AccountPeriod.parse("2026-T1")
    year = Year(quarter, PLAN, places(), holdings, dict(past.published))
    refused, coarser = compose(year, KEY), compose_coarser(year, KEY)

    assert not refused.passed
    assert {each["adversary"] for each in refused.report["findings"] if each["refuses"]} >= {
        "Cellule 0"
    }
    assert coarser.passed
    assert coarser.covered
    assert {*coarser.fresh, *coarser.covered} == {*every_cell(quarter)}
