"""The page of figures: what bulletins hold about young people, institutions counted this day."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from confidentiality.access_matrix import PAGE_ACTS
from indicators.cell_keys import span_label
from indicators.counts import Institutions, Territory, covered_communes, territory
from indicators.coverage import SUBJECTS, coverage_map, subject
from indicators.dashboard import MEASURES, Asked, Known, asked, dashboard, known
from indicators.definitions import INSTITUTIONS, PERSONS, Definition, InstitutionsDefinition
from indicators.figures import day
from indicators.plan import DepartmentalPlan
from indicators.plan_files import departmental_plan
from indicators.released import Published, last_day_of
from indicators.views.crumbs import crumbs
from indicators.views.origins import files_of, origin
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required

_NO_BREAK_HYPHEN = "\u2011"


def _measure_of(definition: Definition) -> str:
    """The measure of the plan that a figure answers: « 10 » for « 10-6.b »."""
    return definition.code.partition("-")[0]


# In the order of the plan; within a measure, that of the definitions.
_PERSONS = sorted(PERSONS, key=lambda each: int(_measure_of(each)))
_INSTITUTIONS = sorted(INSTITUTIONS, key=lambda each: int(_measure_of(each)))


@gzip_page
@require_safe
@charte_not_required
def overview(request: AgentRequest) -> HttpResponse:
    """Every figure, with its code in the plan. NotPermitted for the roles without figures."""
    authorize(request.actor, "indicator.view")
    today, plan, role = timezone.localdate(), departmental_plan(), request.actor.role
    places, found = territory(today), known()
    context = {
        "territory": places.name,
        "day": day(today),
        "institutions": _by_plan_measure(plan, places.total),
        "plan": plan,
        "declares": role in PAGE_ACTS["declaration.list"],
        "oversees": role in PAGE_ACTS["completeness.view"],
        "published": _published(plan, found, asked(request.GET.dict(), found), places)
        if found
        else None,
    }
    return render(request, "indicators/overview.html", context)


@gzip_page
@require_safe
@charte_not_required
def coverage(request: AgentRequest) -> HttpResponse:
    """Institutions by arrondissement. NotPermitted for the roles without figures."""
    authorize(request.actor, "indicator.view")
    today = timezone.localdate()
    shown, about = territory(today), subject(request.GET.get("carte", ""))
    context = {
        "crumbs": crumbs(("Couverture du territoire", "")),
        "territory": shown.name,
        "day": day(today),
        "places": shown.places,
        "total": shown.total,
        "subject": about,
        "subjects": SUBJECTS,
        "map": coverage_map(shown.places, covered_communes(today, about.covering), about),
    }
    return render(request, "indicators/coverage.html", context)


def _published(
    plan: DepartmentalPlan, found: Known, ask: Asked, places: Territory
) -> dict[str, object]:
    shown = dashboard(found, ask, [(each.code, each.name) for each in places.places])
    issues = {each.number: each for each in (shown.totals_issue, shown.board_issue) if each}
    return {
        "stopped": day(last_day_of(ask.span)),
        "place": found.name(ask.territory, ask.code),
        "measure": next(each.label for each in PERSONS if each.measure == ask.measure),
        "asked": ask,
        "periods": _periods(found),
        "measures": _measures(plan),
        "territories": [
            {"value": f"{kind}:{code}", "label": found.name(kind, code)}
            for kind, code in found.places
        ],
        "tiles": [_tile(each) for each in shown.totals],
        "shown": shown,
        "origin": origin(shown.totals_issue),
        "board_origin": origin(shown.board_issue),
        "columns": _columns(ask),
        "by_place": _column(ask, "lieu", "Arrondissement"),
        "files": [{"number": each.number, "files": files_of(each)} for each in issues.values()],
    }


def _periods(found: Known) -> list[dict[str, object]]:
    """Choices of the filter, the latest first, under their years."""
    spans = {span for _, _, span in found.there}
    latest_first = sorted(spans, key=lambda span: (last_day_of(span), "/" in span), reverse=True)
    return [
        {
            "year": year,
            "choices": [{"value": each, "label": _period_label(each)} for each in chosen],
        }
        for year, chosen in groupby(latest_first, key=lambda span: span[:4])
    ]


def _period_label(span: str) -> str:
    label = span_label(span)
    return f"{label[0].upper()}{label[1:]}"


def _measures(plan: DepartmentalPlan) -> list[dict[str, object]]:
    """Choices of the filter, under the measures of the plan."""
    titles = {each.code: each.title for each in plan.measures}
    return [
        {
            "title": f"Mesure {measure} : {titles[measure]}",
            "choices": [
                {"value": each.measure.value, "label": f"{each.label} ({each.code})"}
                for each in definitions
            ],
        }
        for measure, definitions in groupby(_PERSONS, key=_measure_of)
    ]


def _tile(figure: Published) -> dict[str, str]:
    definition = next(each for each in PERSONS if each.measure == figure.key.measure)
    # A code never breaks over two lines of a narrow tile.
    code = definition.code.replace("-", _NO_BREAK_HYPHEN)
    return {
        "value": figure.sign,
        "label": f"{definition.label} ({code})",
        "note": figure.meaning.rstrip("."),
        "url": reverse("indicators:definition", args=[definition.code]),
    }


def _columns(ask: Asked) -> list[dict[str, str]]:
    labels = {each.measure.value: each.label for each in PERSONS}
    return [_column(ask, each, labels[each]) for each in MEASURES]


def _column(ask: Asked, code: str, label: str) -> dict[str, str]:
    """A heading that sorts: the other way when it is the one that sorts already."""
    sorting = {code: "ascending", f"-{code}": "descending"}.get(ask.order, "")
    # Names from A, figures from the largest.
    first = code if code == "lieu" else f"-{code}"
    order = (f"-{code}" if first == code else code) if ask.order == first else first
    params = {
        "periode": ask.span,
        "indicateur": ask.measure,
        "territoire": ask.place,
        "tri": order,
    }
    # What may stand in a query as it is: these addresses are read, and there are nine of them.
    url = f"?{urlencode(params, safe='/:')}#arrondissements"
    return {"label": label, "sorting": sorting, "url": url}


def _by_plan_measure(plan: DepartmentalPlan, counted: Institutions) -> list[dict[str, object]]:
    """Lines of the table of institutions, under the measures of the plan."""
    titles = {each.code: each.title for each in plan.measures}
    return [
        {"title": f"Mesure {measure} : {titles[measure]}", "lines": _lines(each, counted)}
        for measure, each in groupby(_INSTITUTIONS, key=_measure_of)
    ]


def _lines(
    definitions: Iterable[InstitutionsDefinition], counted: Institutions
) -> list[dict[str, str]]:
    return [
        {
            "label": each.label,
            "value": each.value(counted),
            "detail": each.detail(counted),
            "codes": ", ".join(each.codes),
            "url": reverse("indicators:definition", args=[each.code]),
        }
        for each in definitions
    ]
