"""Pages of figures: no name, no reference, no identifier; read by roles that may know no case."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.counts import Snapshot, snapshot, territory
from indicators.coverage import coverage_map
from indicators.definitions import INSTITUTIONS, PERSONS, Definition, definitions_of
from indicators.figures import MINIMUM_SHOWN, day
from indicators.plan import departmental_plan
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
    context = {
        "territory": shown.territory.name,
        "period": shown.period,
        "persons": [_tile(each, shown) for each in PERSONS],
        "headlines": [_tile(each, shown) for each in INSTITUTIONS[:_HEADLINES]],
        "institutions": [_line(each, shown) for each in INSTITUTIONS],
        "plan": departmental_plan(),
        "minimum": MINIMUM_SHOWN,
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
        "crumbs": _crumbs("Couverture du territoire"),
        "territory": shown.name,
        "day": day(today),
        "places": shown.places,
        "total": shown.total,
        "map": coverage_map(shown.places),
    }
    return render(request, "indicators/coverage.html", context)


@require_safe
@charte_not_required
def definition(request: AgentRequest, code: str) -> HttpResponse:
    """What the figures of one line of the plan mean. 404 for a line that has none here."""
    authorize(request.actor, "indicator.view")
    found = definitions_of(code)
    if not found:
        raise Http404
    shown = snapshot(timezone.localdate())
    context = {
        "crumbs": _crumbs(f"Indicateur {code}"),
        "line": departmental_plan().lines[code],
        "plan": departmental_plan(),
        "figures": [
            {"definition": each, "rows": _rows(each, shown), "anchor": f"chiffre-{rank}"}
            for rank, each in enumerate(found, start=1)
        ],
        "minimum": MINIMUM_SHOWN,
    }
    return render(request, "indicators/definition.html", context)


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


def _rows(each: Definition, shown: Snapshot) -> list[dict[str, str]]:
    detail = each.detail(shown)
    value = f"{each.value(shown)} ({detail})" if detail else each.value(shown)
    when = str(shown.period) if each.about_persons else f"au {day(shown.period.last)}"
    rows = [("Valeur", value), ("Période", when), ("Formule", each.formula)]
    if each.numerator:
        rows += [("Numérateur", each.numerator), ("Dénominateur", each.denominator)]
    rows += [("Source", each.source), ("Gel", each.frozen)]
    rows += [("Dans le plan", f"{line.code} {line.label}") for line in each.lines]
    return [{"label": label, "value": text} for label, text in rows]


def _crumbs(here: str) -> list[dict[str, str]]:
    start = {"label": "Indicateurs", "url": reverse("indicators:overview")}
    return [start, {"label": here, "url": ""}]
