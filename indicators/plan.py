"""A departmental plan in objects: priorities, measures, actions, indicators, and who fills them.

Nothing here reads a file (``indicators.plan_files``) nor the database (``indicators.plans``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """What the value of an indicator is."""

    COUNT = "count"
    PERCENT = "percent"
    TEXT = "text"


class Source(StrEnum):
    """Who gives the value: the application, or once a year the pilot service."""

    COMPUTED = "computed"
    DECLARED = "declared"


class About(StrEnum):
    """Counts about persons are small, and never shown as they are; institutions are exact."""

    PERSONS = "persons"
    INSTITUTIONS = "institutions"


@dataclass(frozen=True, slots=True)
class Service:
    """Who pilots or contributes. ``kinds``: the organisations whose agents speak for it (list L-O).

    ``everybody``: not a service, but each of those that fill a declared indicator.
    """

    code: str
    name: str
    kinds: tuple[str, ...] = ()
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Priority:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Measure:
    """``ages``: of the young people that it is about, both included; empty when it names none."""

    code: str
    priority: str
    title: str
    ages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was counted before the plan. ``indicator``: the one it is compared with, if any."""

    on: date
    value: int
    what: str
    where: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """``numerator``, ``denominator``: in words, for a percentage; ``whole``: a denominator that the
    plan fixes. ``by``: the breakdowns that the plan asks for."""

    code: str
    label: str
    unit: Unit
    source: Source
    about: About
    by: tuple[str, ...] = ()
    numerator: str = ""
    denominator: str = ""
    whole: int | None = None

    @property
    def is_declared(self) -> bool:
        return self.source is Source.DECLARED

    @property
    def is_about_persons(self) -> bool:
        return self.about is About.PERSONS


@dataclass(frozen=True, slots=True)
class Action:
    """``pilots`` and ``partners``: codes of services. ``due``: the last day of its calendar."""

    code: str
    measure: str
    title: str
    pilots: tuple[str, ...]
    partners: tuple[str, ...] = ()
    due: date | None = None
    baseline: Baseline | None = None
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line: ``code`` is that of an action (« 10-1 ») or one of its indicators (« 2-1.a »)."""

    code: str
    label: str
    action: str
    action_title: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A value to declare each year: one indicator, by one service."""

    action: Action
    indicator: Indicator
    service: str


@dataclass(frozen=True, slots=True)
class DepartmentalPlan:
    """A whole plan. Every code that it names exists: ``indicators.plan_files`` has checked it."""

    code: str
    title: str
    departement: str
    starts: date
    ends: date
    evaluated: str
    services: tuple[Service, ...]
    priorities: tuple[Priority, ...]
    measures: tuple[Measure, ...]
    actions: tuple[Action, ...]

    @property
    def lines(self) -> dict[str, PlanLine]:
        """Actions and indicators, by their code."""
        found: dict[str, PlanLine] = {}
        for each in self.actions:
            found[each.code] = PlanLine(each.code, each.title, each.code, each.title)
            for indicator in each.indicators:
                code = indicator.code
                found[code] = PlanLine(code, indicator.label, each.code, each.title)
        return found

    def indicator(self, code: str) -> tuple[Action, Indicator] | None:
        """An indicator with its action; None for a code that is not one."""
        return next(((action, each) for action, each in self.pairs() if each.code == code), None)

    def pairs(self) -> Iterator[tuple[Action, Indicator]]:
        """Each indicator with its action, in the order of the plan."""
        for action in self.actions:
            for indicator in action.indicators:
                yield action, indicator

    def service_name(self, code: str) -> str:
        return next(each.name for each in self.services if each.code == code)

    def service_of(self, kind: str) -> str:
        """The service that an organisation of this kind speaks for; empty when it speaks for none.

        One at most: a file where a kind is named twice is refused.
        """
        return next((each.code for each in self.services if kind in each.kinds), "")

    def kinds_of(self, service: str) -> tuple[str, ...]:
        return next(each.kinds for each in self.services if each.code == service)

    def fillers(self, action: Action) -> tuple[str, ...]:
        """The services that fill the declared indicators of an action, in the order of the plan.

        « Tous services »: those that pilot by name an action with something to declare.
        """
        named = set(action.pilots)
        if named & self._everybody():
            named = {
                pilot
                for each in self.actions
                if any(indicator.is_declared for indicator in each.indicators)
                for pilot in each.pilots
            }
        return tuple(
            each.code for each in self.services if each.code in named and not each.everybody
        )

    def expected(self) -> Iterator[Expected]:
        """What is declared each year, in the order of the plan."""
        for action, indicator in self.pairs():
            if indicator.is_declared:
                for service in self.fillers(action):
                    yield Expected(action, indicator, service)

    def _everybody(self) -> set[str]:
        return {each.code for each in self.services if each.everybody}
