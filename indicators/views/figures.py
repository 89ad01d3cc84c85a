"""What the préfecture may know today: every figure on one page, the coverage of the territory."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from confidentiality.access_matrix import PAGE_ACTS
from indicators.counts import Snapshot, snapshot, territory
from indicators.coverage import coverage_map
from indicators.definitions import INSTITUTIONS, PERSONS, Definition
from indicators.figures import MINIMUM_SHOWN, day
from indicators.plan_files import departmental_plan
from indicators.views.crumbs import crumbs
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required

_NO_BREAK_HYPHEN = "\u2011"
# Cellules, chartes, instances: large on the first page, before the table that lists all.
_HEADLINES = 3


@require_safe
@charte_not_required
def overview(request: AgentRequest) -> HttpResponse:
    """Every figure, with its code in the plan. NotPermitted for the roles without figures."""
    authorize(request.actor, "indicator.view")
    shown = snapshot(timezone.localdate())
    role = request.actor.role
    context = {
        "territory": shown.territory.name,
        "period": shown.period,
        "persons": [_tile(each, shown) for each in PERSONS],
        "headlines": [_tile(each, shown) for each in INSTITUTIONS[:_HEADLINES]],
        "institutions": [_line(each, shown) for each in INSTITUTIONS],
        "plan": departmental_plan(),
        "minimum": MINIMUM_SHOWN,
        "declares": role in PAGE_ACTS["declaration.list"],
        "oversees": role in PAGE_ACTS["completeness.view"],
    }
    return render(request, "indicators/overview.html", context)


@require_safe
@charte_not_required
def coverage(request: AgentRequest) -> HttpResponse:
    """Institutions by arrondissement. NotPermitted for the roles without figures."""
    authorize(request.actor, "indicator.view")
    today = timezone.localdate()
    shown = territory(today)
    context = {
        "crumbs": crumbs(("Couverture du territoire", "")),
        "territory": shown.name,
        "day": day(today),
        "places": shown.places,
        "total": shown.total,
        "map": coverage_map(shown.places),
    }
    return render(request, "indicators/coverage.html", context)


def _tile(each: Definition, shown: Snapshot) -> dict[str, str]:
    # A code never breaks over two lines of a narrow tile.
    code = each.code.replace("-", _NO_BREAK_HYPHEN)
    return {"value": each.value(shown), "label": f"{each.label} ({code})", "url": _address(each)}


def _line(each: Definition, shown: Snapshot) -> dict[str, str]:
    return {
        "label": each.label,
        "value": each.value(shown),
        "detail": each.detail(shown),
        "codes": ", ".join(each.codes),
        "url": _address(each),
    }


def _address(each: Definition) -> str:
    return reverse("indicators:definition", args=[each.code])
