"""The page of one line of the plan: what its figures mean, who gives them, what was declared."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from indicators.counts import Institutions, territory
from indicators.dashboard import Known, history_of, known, of_measures
from indicators.declared import of_institutions, value_of, words
from indicators.definitions import (
    Definition,
    InstitutionsDefinition,
    PersonsDefinition,
    definitions_of,
    persons_measures,
)
from indicators.figures import day
from indicators.plan import Action, DepartmentalPlan, Indicator
from indicators.plan_files import departmental_plan
from indicators.plans import followed
from indicators.released import Issue, Published
from indicators.views.crumbs import crumbs
from indicators.views.origins import origin, said
from indicators.views.wording import UNITS, baseline, breakdowns, calendar, who_fills
from indicators.years import years_of
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required


@gzip_page
@require_safe
@charte_not_required
def definition(request: AgentRequest, code: str) -> HttpResponse:
    """What one line of the plan means. 404 for a line that is no indicator and has no figure."""
    authorize(request.actor, "indicator.view")
    today = timezone.localdate()
    found = followed(today)
    plan = found.plan if found else departmental_plan()
    line, pair, figures = plan.lines.get(code), plan.indicator(code), definitions_of(code)
    if line is None or not (pair or figures):
        raise Http404
    told = _figures(code, today) if figures else []
    context = {
        "crumbs": crumbs(("Plan départemental", "/indicateurs/plan/"), (f"Ligne {code}", "")),
        "line": line,
        "plan": plan,
        "figures": told,
        "explains": any(each.get("published") for each in told),
        "facts": _facts(plan, *pair) if pair else [],
        "declared": pair is not None and pair[1].is_declared,
        "about_persons": pair is not None and pair[1].is_about_persons,
        "history": _history(plan, *pair, years_of(plan, today)) if pair and found else [],
    }
    return render(request, "indicators/definition.html", context)


def _figures(code: str, today: date) -> list[dict[str, object]]:
    """What the application gives for a line: published figures, or institutions of this day."""
    found, measures = known(), persons_measures(code)
    latest = of_measures(found, measures) if found and measures else {}
    counted = territory(today).total if len(measures) < len(definitions_of(code)) else None
    return [
        {
            "definition": each,
            "anchor": f"chiffre-{rank}",
            **(
                _persons(each, found, latest)
                if isinstance(each, PersonsDefinition)
                else {"rows": _institutions(each, counted or Institutions(), today)}
            ),
        }
        for rank, each in enumerate(definitions_of(code), start=1)
    ]


def _persons(
    each: PersonsDefinition, found: Known | None, latest: dict[str, tuple[Published, Issue]]
) -> dict[str, object]:
    figure, issue = latest.get(each.measure.value, (None, None))
    rows = []
    if figure and issue:
        rows += [
            {"label": "Valeur", "value": f"{figure.sign} ({_inside(figure.meaning)})"},
            {"label": "Période", "value": figure.span},
            {
                "label": "Bulletin",
                "value": f"n° {issue.number}, {said(issue)}",
                "url": (origin(issue) or {})["verify_url"],
                "url_label": "Vérifier",
            },
        ]
    return {
        "about_persons": True,
        "published": figure is not None,
        "rows": rows + _meaning(each, each.source, each.frozen),
        "trend_title": f"{each.label}, de mois en mois",
        "trend": history_of(found, each.measure.value) if found else None,
    }


def _inside(sentence: str) -> str:
    """A sentence between brackets: « entre 20 et 30 »."""
    return f"{sentence[0].lower()}{sentence[1:].rstrip('.')}"


def _institutions(
    each: InstitutionsDefinition, counted: Institutions, today: date
) -> list[dict[str, str]]:
    detail, value = each.detail(counted), each.value(counted)
    rows = [("Valeur", f"{value} ({detail})" if detail else value), ("Période", f"au {day(today)}")]
    return _said(rows) + _meaning(each, each.source, each.frozen, each.parts)


def _meaning(
    each: Definition, source: str, frozen: str, parts: tuple[str, str] | None = None
) -> list[dict[str, str]]:
    rows = [("Formule", each.formula)]
    if parts:
        rows += [("Numérateur", parts[0]), ("Dénominateur", parts[1])]
    rows += [("Source", source), ("Gel", frozen)]
    # Alone, it is the line that this page is about.
    if len(each.lines) > 1:
        rows += [("Dans le plan", f"{line.code} {line.label}") for line in each.lines]
    return _said(rows)


def _facts(plan: DepartmentalPlan, action: Action, indicator: Indicator) -> list[dict[str, str]]:
    """What the plan says of an indicator, whoever fills it."""
    rows = [
        ("Qui le remplit", who_fills(plan, action, indicator)),
        ("Ce qui est donné", UNITS[indicator.unit]),
    ]
    if indicator.numerator:
        rows += [("Numérateur", indicator.numerator), ("Dénominateur", indicator.denominator)]
    if indicator.by:
        rows.append(("Ventilation demandée", breakdowns(indicator)))
    rows.append(("Calendrier de l’action", calendar(action)))
    if action.baseline:
        rows.append(("Situation de départ", baseline(action.baseline)))
    return _said(rows)


def _history(
    plan: DepartmentalPlan, action: Action, indicator: Indicator, years: list[int]
) -> list[dict[str, object]]:
    """Year by year, newest first, what each service declared about institutions."""
    if not indicator.is_declared or indicator.is_about_persons:
        return []
    rows = of_institutions(plan, years)
    told = []
    for year in years:
        for service in plan.fillers(action):
            row = rows.get((indicator.code, year, service))
            told.append(
                {
                    "year": str(year),
                    "service": plan.service_name(service),
                    "value": words(value_of(row)) if row else "",
                    "late": row is not None and row.late,
                }
            )
    return told


def _said(rows: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": text} for label, text in rows]
