"""What is declared and what is missing, for the préfecture: measure by measure, year by year."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from operator import itemgetter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from indicators.declared import Key, filled, of_institutions, value_of, words
from indicators.models import Declaration
from indicators.plan import DepartmentalPlan, Expected, Measure
from indicators.plans import followed
from indicators.views.crumbs import crumbs
from indicators.views.wording import baseline
from indicators.views.years import chosen_year, closing_words
from indicators.years import years_of
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required

_KEPT_BACK = "saisie, non montrée"


@gzip_page
@require_safe
@charte_not_required
def completeness(request: AgentRequest) -> HttpResponse:
    """Each value expected of each service: there or missing, beside the years before.

    Values about institutions only; of those about persons, whether they are there.
    """
    authorize(request.actor, "completeness.view")
    today = timezone.localdate()
    found = followed(today)
    context: dict[str, object] = {"crumbs": crumbs(("Complétude des saisies", ""))}
    years = years_of(found.plan, today) if found else []
    if found is not None and years:
        year = chosen_year(request, years)
        sheet = _Sheet(found.plan, year)
        measures = [measure for measure in found.plan.measures if sheet.expected_in(measure)]
        context |= {
            "plan_title": found.plan.title,
            "year": year,
            "years": years,
            "before": [year - 1, year - 2],
            "closing": closing_words(year, today),
            "done": sheet.done(sheet.expected),
            "all": len(sheet.expected),
            "totals": [sheet.total(measure) for measure in measures],
            "measures": [sheet.detail(measure) for measure in measures],
        }
    return render(request, "indicators/completeness.html", context)


class _Sheet:
    """One year of one plan, read once."""

    def __init__(self, plan: DepartmentalPlan, year: int) -> None:
        self._plan = plan
        self._year = year
        self.expected = list(plan.expected())
        self._filled = filled(plan, year)
        self._values: dict[Key, Declaration] = of_institutions(plan, [year, year - 1, year - 2])

    def expected_in(self, measure: Measure) -> list[Expected]:
        return [each for each in self.expected if each.action.measure == measure.code]

    def done(self, several: list[Expected]) -> int:
        return sum(self._key(each) in self._filled for each in several)

    def total(self, measure: Measure) -> dict[str, object]:
        """« 3 sur 8 », and what is missing, by service."""
        several = self.expected_in(measure)
        missing = Counter(each.service for each in several if self._key(each) not in self._filled)
        told = [f"{service} ({number})" for service, number in missing.items()]
        return {
            "title": f"{measure.code} {measure.title}",
            "anchor": f"mesure-{measure.code}",
            "done": self.done(several),
            "all": len(several),
            "missing": ", ".join(told) or "Rien ne manque",
        }

    def detail(self, measure: Measure) -> dict[str, object]:
        lines = [self._line(each) for each in self.expected_in(measure)]
        for _, same in groupby(lines, key=itemgetter("label")):
            first, *others = same
            first["rows"] = 1 + len(others)
        return {
            "anchor": f"mesure-{measure.code}",
            "title": f"Mesure {measure.code} : {measure.title}",
            "based": any(line["baseline"] for line in lines),
            "lines": lines,
        }

    def _line(self, each: Expected) -> dict[str, object]:
        late = self._filled.get(self._key(each))
        return {
            "label": f"{each.indicator.code} {each.indicator.label}",
            "rows": 0,
            "url": f"/indicateurs/{each.indicator.code}/",
            "service": each.service,
            "service_name": self._plan.service_name(each.service),
            "missing": late is None,
            "late": bool(late),
            "value": self._told(each, self._year),
            "before": [self._told(each, self._year - back) for back in (1, 2)],
            "baseline": baseline(each.action.baseline),
        }

    def _told(self, each: Expected, year: int) -> str:
        """A value about persons is never read here: whether it is there is told for the year."""
        if each.indicator.is_about_persons:
            there = year == self._year and self._key(each) in self._filled
            return _KEPT_BACK if there else ""
        row = self._values.get((each.indicator.code, year, each.service))
        return words(value_of(row)) if row else ""

    def _key(self, each: Expected) -> Key:
        return each.indicator.code, self._year, each.service
