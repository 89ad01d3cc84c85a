"""Plan files: a whole departmental plan in JSON, read strictly. All is right, or nothing is read.

docs/operations.md says the format; ``indicators/data`` holds an example, the plan that is packaged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from indicators.plan import (
    About,
    Action,
    Baseline,
    DepartmentalPlan,
    Indicator,
    Measure,
    Priority,
    Service,
    Source,
    Unit,
)
from indicators.plan_reading import Errors, Reader, Repeated
from veille.choices import OrganisationKind

PACKAGED = Path(__file__).parent / "data" / "plan-62-2013-2017.json"
_NO_DAY = date.min


class InvalidPlan(Exception):
    """The file is no plan. ``errors``: one French sentence for each, with its place."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@cache
def departmental_plan() -> DepartmentalPlan:
    """The plan that is packaged: that of the Pas-de-Calais, whose lines the figures answer."""
    return read(PACKAGED.read_text(encoding="utf-8"))


def read(text: str) -> DepartmentalPlan:
    """The plan that a file holds. Raises InvalidPlan with every error that it found."""
    try:
        content = json.loads(text, object_pairs_hook=Repeated)
    except json.JSONDecodeError as error:
        where = f"ligne {error.lineno}, colonne {error.colno}"
        raise InvalidPlan([f"{where} : ce n’est pas du JSON."]) from error
    errors = Errors()
    plan = _plan(errors, content)
    if not errors.sentences:
        _Checks(plan, errors).run()
    if errors.sentences:
        raise InvalidPlan(errors.sentences)
    return plan


def _plan(errors: Errors, content: object) -> DepartmentalPlan:
    needed = "code title departement starts ends evaluated services priorities measures actions"
    top = Reader(errors, content, "", needed)
    return DepartmentalPlan(
        code=top.text("code"),
        title=top.text("title"),
        departement=top.text("departement"),
        starts=top.day("starts") or _NO_DAY,
        ends=top.day("ends") or _NO_DAY,
        evaluated=top.text("evaluated"),
        services=tuple(_service(errors, *each) for each in top.objects("services")),
        priorities=tuple(_priority(errors, *each) for each in top.objects("priorities")),
        measures=tuple(_measure(errors, *each) for each in top.objects("measures")),
        actions=tuple(_action(errors, *each) for each in top.objects("actions")),
    )


def _service(errors: Errors, place: str, value: object) -> Service:
    row = Reader(errors, value, place, "code name", "kinds everybody")
    return Service(row.text("code"), row.text("name"), row.words("kinds"), row.flag("everybody"))


def _priority(errors: Errors, place: str, value: object) -> Priority:
    row = Reader(errors, value, place, "code title")
    return Priority(row.text("code"), row.text("title"))


def _measure(errors: Errors, place: str, value: object) -> Measure:
    row = Reader(errors, value, place, "code priority title", "ages")
    ages = row.numbers("ages")
    if ages and (len(ages) != 2 or ages[0] > ages[1]):
        row.wrong("ages", "deux âges sont attendus, le plus jeune d’abord.")
    return Measure(row.text("code"), row.text("priority"), row.text("title"), ages)


def _action(errors: Errors, place: str, value: object) -> Action:
    row = Reader(
        errors, value, place, "code measure title pilots partners indicators", "due baseline"
    )
    baseline = None
    if "baseline" in row.node:
        baseline = _baseline(errors, f"{place}.baseline", row.node["baseline"])
    return Action(
        code=row.text("code"),
        measure=row.text("measure"),
        title=row.text("title"),
        pilots=row.words("pilots"),
        partners=row.words("partners"),
        due=row.day("due"),
        baseline=baseline,
        indicators=tuple(_indicator(errors, *each) for each in row.objects("indicators")),
    )


def _baseline(errors: Errors, place: str, value: object) -> Baseline:
    row = Reader(errors, value, place, "on value what", "where planned indicator")
    return Baseline(
        on=row.day("on") or _NO_DAY,
        value=row.whole("value"),
        what=row.text("what"),
        where=row.words("where"),
        planned=row.words("planned"),
        indicator=row.text("indicator"),
    )


def _indicator(errors: Errors, place: str, value: object) -> Indicator:
    also = "by numerator denominator whole"
    row = Reader(errors, value, place, "code label unit source about", also)
    unit = Unit(row.choice("unit", list(Unit)))
    source = Source(row.choice("source", list(Source)))
    shares = [key for key in ("numerator", "denominator", "whole") if key in row.node]
    if unit is Unit.PERCENT and not {"numerator", "denominator"} <= set(shares):
        row.wrong("unit", "un pourcentage dit son numérateur et son dénominateur.")
    if unit is not Unit.PERCENT and shares:
        row.wrong(shares[0], "seul un pourcentage en a un.")
    if unit is Unit.TEXT and source is Source.COMPUTED:
        row.wrong("source", "un texte ne se calcule pas : il se déclare.")
    whole = row.whole("whole") if "whole" in row.node else None
    if whole == 0:
        row.wrong("whole", "un dénominateur est supérieur à zéro.")
    return Indicator(
        code=row.text("code"),
        label=row.text("label"),
        unit=unit,
        source=source,
        about=About(row.choice("about", list(About))),
        by=row.words("by"),
        numerator=row.text("numerator"),
        denominator=row.text("denominator"),
        whole=whole,
    )


class _Checks:
    """What a plan holds together: codes that exist, once; dates in their order; who fills what."""

    def __init__(self, plan: DepartmentalPlan, errors: Errors) -> None:
        self._plan = plan
        self._errors = errors

    def run(self) -> None:
        plan = self._plan
        if plan.ends <= plan.starts:
            self._errors.add("ends", "le plan finit après avoir commencé.")
        for name in ("services", "priorities", "measures", "actions"):
            rows = getattr(plan, name)
            self._once(name, [each.code for each in rows], "code")
            if not rows:
                self._errors.add(name, "la liste est vide.")
        self._kinds()
        priorities = {each.code for each in plan.priorities}
        for rank, measure in enumerate(plan.measures):
            place = f"measures[{rank}].priority"
            self._known(place, [measure.priority], priorities, "la priorité")
        for rank, action in enumerate(plan.actions):
            self._action(f"actions[{rank}]", action)
        self._indicators()

    def _once(self, place: str, codes: list[str], key: str) -> None:
        for rank, code in enumerate(codes):
            if code in codes[:rank]:
                self._errors.add(f"{place}[{rank}].{key}", f"« {code} » est déjà pris.")

    def _known(self, place: str, codes: Iterable[str], known: set[str], what: str) -> None:
        for code in codes:
            if code not in known:
                self._errors.add(place, f"{what} « {code} » n’est pas dans le plan.")

    def _kinds(self) -> None:
        """An agent speaks for one service, found by the kind of the organisation."""
        seen: set[str] = set()
        for rank, service in enumerate(self._plan.services):
            for kind in service.kinds:
                place = f"services[{rank}].kinds"
                if kind not in OrganisationKind.values:
                    self._errors.add(place, f"« {kind} » n’est pas un type d’organisme.")
                if kind in seen:
                    self._errors.add(place, f"« {kind} » parle déjà pour un autre service.")
                seen.add(kind)

    def _action(self, place: str, action: Action) -> None:
        services = {each.code for each in self._plan.services}
        measures = {each.code for each in self._plan.measures}
        self._known(f"{place}.measure", [action.measure], measures, "la mesure")
        self._known(f"{place}.pilots", action.pilots, services, "le service")
        self._known(f"{place}.partners", action.partners, services, "le service")
        if not action.pilots:
            self._errors.add(f"{place}.pilots", "une action a un pilote au moins.")
        if action.due and not self._plan.starts <= action.due <= self._plan.ends:
            self._errors.add(f"{place}.due", "l’échéance est hors de la période du plan.")
        if action.baseline and action.baseline.indicator:
            own = {each.code for each in action.indicators}
            compared = action.baseline.indicator
            self._known(f"{place}.baseline.indicator", [compared], own, "l’indicateur")
        if any(each.is_declared for each in action.indicators):
            self._fillers(place, action)

    def _fillers(self, place: str, action: Action) -> None:
        for code in self._plan.fillers(action):
            known = {each.code for each in self._plan.services}
            if code in known and not self._plan.kinds_of(code):
                self._errors.add(
                    f"{place}.pilots",
                    f"« {code} » a un indicateur à déclarer et aucun type d’organisme (kinds).",
                )

    def _indicators(self) -> None:
        seen: set[str] = {each.code for each in self._plan.actions}
        for rank, action in enumerate(self._plan.actions):
            for number, indicator in enumerate(action.indicators):
                place = f"actions[{rank}].indicators[{number}].code"
                if indicator.code in seen:
                    self._errors.add(place, f"« {indicator.code} » est déjà pris.")
                if not indicator.code.startswith(f"{action.code}."):
                    self._errors.add(place, f"il commence par celui de l’action : {action.code}.")
                seen.add(indicator.code)
