"""What the year before left in the accounts: lines that name nobody, whose situations are gone.

A closed year has its annual bulletin, by cellule, by age and by sex. It takes hundreds of events;
living them through would take minutes, and nothing of them is left after an erasure but this.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from casework.choices.counted import AgeBand, Measure
from casework.choices.lists import Sex
from casework.models import CountedEvent
from config.demo.institutions import CelluleScene, Scene
from indicators.choices import PeriodKind
from indicators.periods import AccountPeriod

# Of one cellule in one month, at most: each of these happened or not, one time in three.
_AT_MOST = 6
_ODDS = 3
_AGES = (AgeBand.FROM_12, AgeBand.FROM_16, AgeBand.FROM_16, AgeBand.FROM_18)
_SEXES = (Sex.M, Sex.M, Sex.M, Sex.F)


def count_year(scene: Scene, year: int) -> None:
    """Count a year, from the first month of the history on: the same whatever the stories draw."""
    rng = Random(year)  # noqa: S311 (a demonstration, the same each time)
    months = AccountPeriod(PeriodKind.YEAR, date(year, 1, 1)).months
    CountedEvent.objects.bulk_create(
        line
        for place in scene.cellules
        for month in months
        if month >= scene.since.replace(day=1)
        for line in _of_month(place, month, rng)
    )


def _of_month(place: CelluleScene, month: date, rng: Random) -> Iterator[CountedEvent]:
    for _ in range(_AT_MOST):
        if rng.randrange(_ODDS):
            continue
        age_band, sex = rng.choice(_AGES), rng.choice(_SEXES)
        for measure in _measures(place, age_band, rng):
            yield CountedEvent(
                cellule=place.cellule, month=month, measure=measure, age_band=age_band, sex=sex
            )


def _measures(place: CelluleScene, age_band: AgeBand, rng: Random) -> Iterator[Measure]:
    """What one young person is counted for: found, then what was done, each a little rarer."""
    yield Measure.REPERE
    if not rng.randrange(3):
        yield Measure.RAPPEL
    # The CDDF hears families of minors.
    if place.cddf and age_band != AgeBand.FROM_18 and not rng.randrange(4):
        yield Measure.CDDF_SAISI
        if rng.randrange(2):
            yield Measure.CDDF_ENTENDUE
    if rng.randrange(2):
        yield Measure.SUIVI
        if place.cellule.in_zsp and not rng.randrange(3):
            yield Measure.SUIVI_INTENSIF
            yield Measure.JEUNE_ZSP
        if rng.randrange(2):
            yield Measure.BILAN
