"""The page of one line of the plan: what its figures mean, who gives them, what was declared."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.counts import Snapshot, snapshot
from indicators.declared import of_institutions, value_of, words
from indicators.definitions import Definition, definitions_of
from indicators.figures import MINIMUM_SHOWN, day
from indicators.plan import Action, DepartmentalPlan, Indicator
from indicators.plan_files import departmental_plan
from indicators.plans import followed
from indicators.views.crumbs import crumbs
from indicators.views.wording import UNITS, baseline, breakdowns, calendar, who_fills
from indicators.years import years_of
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required


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
    shown = snapshot(today) if figures else None
    context = {
        "crumbs": crumbs(("Plan départemental", "/indicateurs/plan/"), (f"Ligne {code}", "")),
        "line": line,
        "plan": plan,
        "figures": [
            {"definition": each, "rows": _rows(each, shown), "anchor": f"chiffre-{rank}"}
            for rank, each in enumerate(figures, start=1)
            if shown
        ],
        "minimum": MINIMUM_SHOWN,
        "facts": _facts(plan, *pair) if pair else [],
        "declared": pair is not None and pair[1].is_declared,
        "about_persons": pair is not None and pair[1].is_about_persons,
        "history": _history(plan, *pair, years_of(plan, today)) if pair and found else [],
    }
    return render(request, "indicators/definition.html", context)


def _rows(each: Definition, shown: Snapshot) -> list[dict[str, str]]:
    detail = each.detail(shown)
    value = f"{each.value(shown)} ({detail})" if detail else each.value(shown)
    when = str(shown.period) if each.about_persons else f"au {day(shown.period.last)}"
    rows = [("Valeur", value), ("Période", when), ("Formule", each.formula)]
    if each.numerator:
        rows += [("Numérateur", each.numerator), ("Dénominateur", each.denominator)]
    rows += [("Source", each.source), ("Gel", each.frozen)]
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
