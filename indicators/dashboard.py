"""What a page of figures about persons shows: choices of its address, figures of the bulletins.

A handful of queries over published rows, however many young people are followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from indicators.cell_keys import CellKey, months_of, span_label
from indicators.choices import TerritoryKind
from indicators.definitions import PERSONS
from indicators.diffusion import measure_label
from indicators.maps import Map, Spot, map_of
from indicators.released import (
    Issue,
    Names,
    Published,
    last_day_of,
    latest,
    names_in,
    rates_of,
    read,
    spans,
    whole,
)
from indicators.trends import Trend, trend_of
from veille.territory import french_sort_key

T = TerritoryKind
MEASURES: Final = tuple(each.measure.value for each in PERSONS)
# Of the latest periods: one year of months.
_BARS = 12


@dataclass(frozen=True, slots=True)
class Known:
    """What has been published: names of territories, and which figures there are."""

    names: Names
    there: frozenset[tuple[str, str, str]]

    def spans(self, territory: str, code: str) -> list[str]:
        """Published periods of a territory, the one stopped last first, the longest first."""
        found = [span for kind, where, span in self.there if (kind, where) == (territory, code)]
        return sorted(found, key=_latest_first, reverse=True)

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every territory, the largest kinds first, in French order."""
        kinds = list(T.values)
        return sorted(
            {(kind, code) for kind, code, _ in self.there},
            key=lambda each: (kinds.index(each[0]), french_sort_key(self.name(*each))),
        )

    def name(self, territory: str, code: str) -> str:
        """« Département 62 », « Arrondissement Lens », « Cellule de Lens »."""
        name = self.names.get(f"{territory}:{code}", code)
        return name if territory == T.CELLULE else f"{T(territory).label} {name}"


def known() -> Known | None:
    """None before the first publication, or while no territory is published whole."""
    last, there = latest(), frozenset(spans())
    return Known(names_in(last), there) if last and there else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, once anything unknown is left out."""

    span: str
    territory: str
    code: str
    measure: str
    order: str

    @property
    def place(self) -> str:
        return f"{self.territory}:{self.code}"


def asked(params: Mapping[str, str], known: Known) -> Asked:
    """« periode », « territoire », « indicateur » and « tri » of an address, or what comes first:
    the département since 1 January.
    """
    places = {f"{kind}:{code}": (kind, code) for kind, code in known.places}
    territory, code = places.get(params.get("territoire", ""), known.places[0])
    spans = {span for _, _, span in known.there}
    span = params.get("periode", "")
    if span not in spans:
        span = max(spans, key=_latest_first)
    measure, order = params.get("indicateur", ""), params.get("tri", "")
    return Asked(
        span,
        territory,
        code,
        measure if measure in MEASURES else MEASURES[0],
        order if order.removeprefix("-") in ("lieu", *MEASURES) else "lieu",
    )


def span_for(known: Known, territory: str, code: str, span: str) -> str:
    """The published period of a territory that stands for a period: the same, or the last one of
    its year stopped by then. Nothing when there is none.
    """
    found = known.spans(territory, code)
    if span in found:
        return span
    year, end = span[:4], last_day_of(span)
    return next((each for each in found if each[:4] == year and last_day_of(each) <= end), "")


@dataclass(frozen=True, slots=True)
class Line:
    """One arrondissement: a figure for each measure, None where nothing is published."""

    name: str
    figures: tuple[Published | None, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The figures of one choice. An issue is None, and its span empty, when nothing is published
    for it.
    """

    totals: tuple[Published, ...]
    totals_issue: Issue | None
    totals_span: str
    board: tuple[Line, ...]
    board_total: Line | None
    board_issue: Issue | None
    board_span: str
    map: Map | None
    trend: Trend | None
    rates: tuple[tuple[str, str, str], ...]


def dashboard(known: Known, ask: Asked, arrondissements: Iterable[tuple[str, str]]) -> Dashboard:
    """Everything that one choice shows. ``arrondissements``: codes and names of the territory."""
    here = span_for(known, ask.territory, ask.code, ask.span)
    board_span = _board_span(known, ask.span)
    found = _figures(known, ask, here, board_span)
    totals = _of(found, ask.territory, ask.code, here)
    spots = [(code, name, _by_measure(found, code, board_span)) for code, name in arrondissements]
    lines = [
        Line(name, tuple(figures.get(each) for each in MEASURES)) for _, name, figures in spots
    ]
    board = [each for _, _, figures in spots for each in figures.values()]
    what = f"{measure_label(ask.measure)}, {span_label(board_span)}" if board_span else ""
    mapped = [Spot(code, name, figures.get(ask.measure)) for code, name, figures in spots]
    return Dashboard(
        totals=totals,
        totals_issue=found[totals[0]] if totals else None,
        totals_span=span_label(here) if here else "",
        board=tuple(_sorted(lines, ask.order)) if board else (),
        board_total=_total(found, board_span),
        board_issue=found[board[0]] if board else None,
        board_span=span_label(board_span) if board_span else "",
        map=map_of(mapped, what) if board else None,
        trend=_trend(found, known, ask),
        rates=tuple(rates_of(totals)),
    )


def of_measures(known: Known, measures: Sequence[str]) -> dict[str, tuple[Published, Issue]]:
    """The latest figure of the year of each measure, for the (first) département."""
    territory, code = known.places[0]
    span = known.spans(territory, code)[0]
    rows = whole().filter(territory=territory, code=code, span=span, measure__in=measures)
    return {each.key.measure: (each, issue) for each, issue in read(rows, known.names).items()}


def history_of(known: Known, measure: str) -> Trend | None:
    """The latest months of a measure in the (first) département."""
    territory, code = known.places[0]
    rows = whole().filter(territory=territory, code=code, measure=measure)
    found = read(rows, known.names)
    return _trend(found, known, Asked("", territory, code, measure, ""))


def _figures(known: Known, ask: Asked, here: str, board_span: str) -> dict[Published, Issue]:
    chosen = Q(territory=ask.territory, code=ask.code)
    wanted = chosen & (Q(span=here) | Q(measure=ask.measure))
    if board_span:
        wanted |= Q(territory=T.ARRONDISSEMENT, span=board_span)
        wanted |= Q(territory=T.DEPARTEMENT, span__in=_same_months(known, board_span))
    return read(whole().filter(wanted), known.names)


def _board_span(known: Known, span: str) -> str:
    codes = {code for kind, code, _ in known.there if kind == T.ARRONDISSEMENT}
    found = {span_for(known, T.ARRONDISSEMENT, code, span) for code in codes} - {""}
    return max(found, key=_latest_first, default="")


def _same_months(known: Known, span: str) -> list[str]:
    months = months_of(span)
    return [
        each for kind, _, each in known.there if kind == T.DEPARTEMENT and months_of(each) == months
    ]


def _of(found: Iterable[Published], territory: str, code: str, span: str) -> tuple[Published, ...]:
    keys = {each.key: each for each in found}
    wanted = (CellKey(measure, territory, code, span) for measure in MEASURES)
    return tuple(keys[key] for key in wanted if key in keys)


def _by_measure(found: Iterable[Published], code: str, span: str) -> dict[str, Published]:
    return {each.key.measure: each for each in _of(found, T.ARRONDISSEMENT, code, span)}


def _total(found: Iterable[Published], span: str) -> Line | None:
    """The département over the same months, where the plan publishes it."""
    months = months_of(span) if span else ()
    figures = {
        each.key.measure: each
        for each in found
        if each.key.territory == T.DEPARTEMENT and months_of(each.key.span) == months
    }
    if not figures:
        return None
    return Line("Département", tuple(figures.get(each) for each in MEASURES))


def _trend(found: Iterable[Published], known: Known, ask: Asked) -> Trend | None:
    """Periods of the measure and place that were asked for; what is since 1 January is no step."""
    steps = sorted(
        (
            each
            for each in found
            if (each.key.measure, each.key.territory, each.key.code)
            == (ask.measure, ask.territory, ask.code)
            and "/" not in each.key.span
        ),
        key=lambda each: last_day_of(each.key.span),
    )
    what = f"{measure_label(ask.measure)}, {known.name(ask.territory, ask.code)}"
    return trend_of(steps[-_BARS:], what)


def _sorted(lines: Iterable[Line], order: str) -> list[Line]:
    """By name, or by a measure: what has no number comes last, whichever the way."""
    named = sorted(lines, key=lambda each: french_sort_key(each.name))
    down, what = order.startswith("-"), order.removeprefix("-")
    if what == "lieu":
        return named[::-1] if down else named
    rank = MEASURES.index(what)

    def known(line: Line) -> bool:
        figure = line.figures[rank]
        return figure is not None and figure.counts

    def value(line: Line) -> int:
        figure = line.figures[rank]
        return (figure.value or 0) if figure else 0

    numbered = sorted(filter(known, named), key=value, reverse=down)
    return numbered + [each for each in named if not known(each)]


def _latest_first(span: str) -> tuple[object, int, bool]:
    # A first quarter counts the same months as the year so far, which stands for both.
    return last_day_of(span), len(months_of(span)), "/" in span
