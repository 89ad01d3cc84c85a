"""Which figures the plan wants of a period, and which events each of them counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from indicators.cell_keys import CellKey, months_of
from indicators.choices import PeriodKind, TerritoryKind
from indicators.diffusion import DiffusionPlan, PlannedTable
from indicators.periods import AccountPeriod
from indicators.releasing.ground import Place
from indicators.releasing.holdings import Line


@dataclass(frozen=True, slots=True)
class Board:
    """What cells are made of: places, months, and whether age and sex are told apart."""

    plan: DiffusionPlan
    places: Sequence[Place]
    months: Sequence[date]
    crossed: bool

    def lines(self, place: Place, measure: str) -> Iterator[Line]:
        """The finest groups of a place, for one measure."""
        for month in self.months:
            for age_band, sex in self.groups:
                yield Line(measure, place.code, age_band, sex, month)

    @property
    def groups(self) -> Sequence[tuple[str, str]]:
        if not self.crossed:
            return (("", ""),)
        return [(band, sex) for band in self.plan.age_bands for sex in self.plan.sexes]

    def impossible(self, place: Place, measure: str, month: date) -> bool:
        """Whether nothing can be counted there: no cellule yet, no ZSP, or no CDDF (rule R7)."""
        end = AccountPeriod(PeriodKind.MONTH, month).last
        if place.opened > end or (measure in self.plan.needs_zsp and not place.in_zsp):
            return True
        since = place.cddf_since
        return measure in self.plan.needs_cddf and (since is None or since > end)

    def members(self, key: CellKey) -> list[Line]:
        """The finest groups that one figure adds up."""
        months = set(months_of(key.span))
        return [
            line
            for place in self.places
            if _holds(key, place)
            for line in self.lines(place, key.measure)
            if line.month in months and (not key.age_band or _same_group(key, line))
        ]


def atom_id(line: Line) -> str:
    """The name of a finest group in the files."""
    crossed = f"|{line.age_band}|{line.sex}" if line.age_band else ""
    return f"{line.measure}|{line.cellule}|{line.month:%Y-%m}{crossed}"


def planned(plan: DiffusionPlan, period: AccountPeriod, places: Sequence[Place]) -> list[CellKey]:
    """Every figure that the bulletin of a period holds, in order."""
    return sorted(
        key
        for table in plan.tables[period.kind]
        for measure in plan.measures
        if table.territory is TerritoryKind.DEPARTEMENT or measure not in plan.departement_only
        for key in _of_table(plan, table, period, places, measure)
    )


def closes_the_year(period: AccountPeriod) -> str:
    """The span whose totals may be exact: the year, shown with its last month (rule R8)."""
    if period.kind is not PeriodKind.MONTH or period.first.month != 12:
        return ""
    return _to_date(period)


def _of_table(
    plan: DiffusionPlan,
    table: PlannedTable,
    period: AccountPeriod,
    places: Sequence[Place],
    measure: str,
) -> Iterator[CellKey]:
    # In January, what is counted since 1 January is the month itself.
    if table.to_date and period.first.month == 1:
        return
    span = _to_date(period) if table.to_date else str(period)
    crossed = table.crossed and measure not in plan.departement_only
    groups = [(band, sex) for band in plan.age_bands for sex in plan.sexes] if crossed else []
    for code in sorted({code for each in places if (code := _code(table.territory, each))}):
        for age_band, sex in groups or [("", "")]:
            if table.crossed and not crossed:
                continue
            yield CellKey(measure, table.territory.value, code, span, age_band, sex)


def _to_date(period: AccountPeriod) -> str:
    return f"{period.first:%Y}-01/{period}"


def _code(territory: TerritoryKind, place: Place) -> str:
    match territory:
        case TerritoryKind.DEPARTEMENT:
            return place.departement
        case TerritoryKind.ARRONDISSEMENT:
            return place.arrondissement
        case TerritoryKind.ZSP:
            return place.departement if place.in_zsp else ""
        case TerritoryKind.CELLULE:
            return place.code


def _holds(key: CellKey, place: Place) -> bool:
    return _code(TerritoryKind(key.territory), place) == key.code


def _same_group(key: CellKey, line: Line) -> bool:
    return (line.age_band, line.sex) == (key.age_band, key.sex)
