"""The departmental plan, whole: priorities, measures, actions, and who fills each indicator."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from indicators.figures import day
from indicators.plan import Action, DepartmentalPlan, Indicator, Measure
from indicators.plans import followed
from indicators.views.crumbs import crumbs
from indicators.views.wording import baseline, breakdowns, calendar, services
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required


@gzip_page
@require_safe
@charte_not_required
def whole(request: AgentRequest) -> HttpResponse:
    """Everything that the plan says. NotPermitted for the roles without figures."""
    authorize(request.actor, "indicator.view")
    found = followed(timezone.localdate())
    context: dict[str, object] = {"crumbs": crumbs(("Plan départemental", ""))}
    if found is not None:
        plan = found.plan
        context |= {
            "title": plan.title,
            "facts": _facts(plan, found.row.version),
            "priorities": [
                {
                    "anchor": f"priorite-{each.code}",
                    "title": f"Priorité {each.code} : {each.title}",
                    "measures": [
                        _measure(plan, measure)
                        for measure in plan.measures
                        if measure.priority == each.code
                    ],
                }
                for each in plan.priorities
            ],
        }
    return render(request, "indicators/plan.html", context)


def _facts(plan: DepartmentalPlan, version: int) -> list[dict[str, str]]:
    pairs = list(plan.pairs())
    declared = sum(indicator.is_declared for _, indicator in pairs)
    rows = (
        ("Période", f"du {day(plan.starts)} au {day(plan.ends)}"),
        ("Département", plan.departement),
        ("Évaluation", plan.evaluated),
        (
            "Contenu",
            f"{len(plan.priorities)} priorités, {len(plan.measures)} mesures, "
            f"{len(plan.actions)} actions, {len(pairs)} indicateurs dont {declared} déclarés par "
            "les services pilotes",
        ),
        ("Version chargée", str(version)),
    )
    return [{"label": label, "value": value} for label, value in rows]


def _measure(plan: DepartmentalPlan, measure: Measure) -> dict[str, object]:
    # Most titles already say it.
    told = not measure.ages or " ans" in measure.title
    ages = "" if told else f" ({measure.ages[0]}-{measure.ages[1]} ans)"
    return {
        "anchor": f"mesure-{measure.code}",
        "title": f"Mesure {measure.code} : {measure.title}{ages}",
        "actions": [
            _action(plan, action) for action in plan.actions if action.measure == measure.code
        ],
    }


def _action(plan: DepartmentalPlan, action: Action) -> dict[str, object]:
    rows = [
        ("Pilotes", services(plan, action.pilots)),
        ("Partenaires", services(plan, action.partners)),
        ("Calendrier", calendar(action)),
    ]
    if action.baseline:
        rows.append(("Situation de départ", baseline(action.baseline)))
    return {
        "anchor": f"action-{action.code}",
        "title": f"{action.code} {action.title}",
        "rows": [{"label": label, "value": value} for label, value in rows],
        "indicators": [_indicator(each) for each in action.indicators],
    }


def _indicator(each: Indicator) -> dict[str, str]:
    by = breakdowns(each)
    source = "déclaré par les pilotes" if each.is_declared else "calculé par l’application"
    return {
        "label": f"{each.code} {each.label}",
        "url": reverse("indicators:definition", args=[each.code]),
        "note": f"{source}, {by}" if by else source,
    }
