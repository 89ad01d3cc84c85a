"""A year of bulletins of a whole département, one after the other: made, attacked, covered.

Seventeen cellules in seven arrondissements, the plan de diffusion itself. Events are drawn: a few
large cellules and many small ones, mostly boys, from sixteen to seventeen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from time import process_time

from indicators.cell_keys import CellKey
from indicators.choices import PeriodKind
from indicators.diffusion import REGULARISATION, diffusion_plan
from indicators.periods import AccountPeriod
from indicators.protection.tables import Frozen
from indicators.releasing.calendar import following
from indicators.releasing.composing import Composed, attack, compose, compose_coarser
from indicators.releasing.ground import Place
from indicators.releasing.holdings import Line
from indicators.releasing.pieces import Year
from tests.bench.report import Figure

PLAN = diffusion_plan()
YEAR = AccountPeriod.parse("2026")
KEY = b"a key of this bench, of 32 bytes"
EVENTS = {
    "repere": 603,
    "rappel": 401,
    "cddf_saisi": 162,
    "cddf_entendue": 103,
    "suivi": 249,
    "jeune_zsp": 61,
    "suivi_intensif": 78,
    "bilan": 151,
    REGULARISATION: 20,
}
SEED = 20261127


@dataclass
class Calendar:
    """The year so far: counts, publications, the last document."""

    places: list[Place]
    holdings: Counter[Line]
    published: dict[CellKey, Frozen] = field(default_factory=dict)
    covered: int = 0
    document: bytes = b""

    def release(self, period: AccountPeriod) -> Composed:
        """The bulletin of a period; prepared again when its attack finds something."""
        year = self.until(period)
        made = compose(year, KEY)
        if not made.passed:
            made = compose_coarser(year, KEY)
        cells = {each["id"]: each for each in json.loads(made.document)["cells"]}
        for key in made.fresh:
            self.published[key] = Frozen(cells[key.id]["value"], cells[key.id]["margin"])
        self.published |= dict.fromkeys(made.covered, Frozen(None, 0))
        self.covered += len(made.covered)
        self.document = made.document
        return made

    def until(self, period: AccountPeriod) -> Year:
        """What is known of the year at the end of a period."""
        known = {line: n for line, n in self.holdings.items() if line.month <= period.last}
        return Year(period, PLAN, self.places, known, dict(self.published))


def run() -> Iterator[Figure]:
    """Seconds of processor of the seventeen bulletins, of the last of them, of an attack on all;
    what share of the figures is covered.
    """
    calendar = drawn()
    started = process_time()
    for period in periods():
        before = process_time()
        made = calendar.release(period)
        if not made.passed:
            raise RuntimeError(f"the attack on {period} succeeds")
    ended = process_time()
    yield Figure("releases, 17 bulletins", ended - started, "s", goal=400, at_most=True)
    yield Figure("releases, annual bulletin", ended - before, "s", goal=240, at_most=True)
    certificate = json.loads(calendar.document)["certificate"]
    report = attack(calendar.until(YEAR), certificate)
    attacked = process_time() - ended
    yield Figure(f"audit, {report['cells']} cells", attacked, "s", goal=120, at_most=True)
    share = 100 * calendar.covered / len(calendar.published)
    yield Figure("releases, figures covered", share, "%", goal=5, at_most=True)


def periods() -> Iterator[AccountPeriod]:
    """The twelve months, the four quarters, then the year."""
    period = AccountPeriod(PeriodKind.MONTH, YEAR.first)
    while period.kind is not PeriodKind.YEAR:
        yield period
        period = following(period)
    yield period


def drawn(cellules: int = 17) -> Calendar:
    """A year that nothing was published of."""
    chance = Random(SEED)  # noqa: S311
    places = [_place(rank, cellules) for rank in range(cellules)]
    weights = {place.code: chance.paretovariate(1.1) for place in places}
    counts: Counter[Line] = Counter()
    for measure, events in EVENTS.items():
        able = [place for place in places if _counts(place, measure)]
        for _ in range(events):
            (place,) = chance.choices(able, [weights[each.code] for each in able])
            (ages,) = chance.choices(PLAN.age_bands, (3, 4, 2, 1))
            (sex,) = chance.choices(PLAN.sexes, (20, 79, 1))
            counts[Line(measure, place.code, ages, sex, chance.choice(YEAR.months))] += 1
    return Calendar(places, counts)


def _place(rank: int, cellules: int) -> Place:
    arrondissement = rank * 7 // cellules
    return Place(
        code=f"{rank:08x}",
        name=f"Cellule {rank}",
        arrondissement=f"62{arrondissement}",
        arrondissement_name=f"Arrondissement {arrondissement}",
        departement="62",
        in_zsp=rank % 6 == 0,
        opened=date(2024, 1, 1),
        cddf_since=date(2024, 1, 1) if rank % 3 else None,
    )


def _counts(place: Place, measure: str) -> bool:
    if measure in PLAN.needs_cddf:
        return place.cddf_since is not None
    return place.in_zsp or measure not in PLAN.needs_zsp
