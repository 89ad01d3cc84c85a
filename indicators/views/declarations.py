"""What a pilot service declares each year: its list, and one form for each indicator."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.door import NOT_A_FORM, Sent
from indicators.declared import Key, of_service, value_of, words
from indicators.forms import DeclarationForm
from indicators.models import Declaration
from indicators.plan import DepartmentalPlan, Expected
from indicators.plans import Followed, followed
from indicators.services import declarations as acts
from indicators.views.crumbs import crumbs
from indicators.views.wording import baseline, breakdowns
from indicators.views.years import chosen_year, closing_words
from indicators.years import is_closed, years_of
from veille.access import authorize
from veille.french import day_month_year
from veille.http import AgentRequest, charte_not_required
from veille.views.act_page import act_page

_LIST = "indicators:declarations"
# The years beside the one that is filled.
_BESIDE = 2


@dataclass(frozen=True, slots=True)
class _Desk:
    """One service before its plan: what it fills, what it declared."""

    found: Followed
    service: str
    years: list[int]
    rows: dict[Key, Declaration]

    @property
    def plan(self) -> DepartmentalPlan:
        return self.found.plan

    @property
    def expected(self) -> list[Expected]:
        return [each for each in self.plan.expected() if each.service == self.service]

    def row(self, each: Expected, year: int) -> Declaration | None:
        return self.rows.get((each.indicator.code, year, self.service))

    def told(self, each: Expected, year: int) -> str:
        row = self.row(each, year)
        return words(value_of(row)) if row else ""


def _desk(request: AgentRequest) -> _Desk | None:
    """None before a plan is loaded, or for an organisation that speaks for no service of it."""
    today = timezone.localdate()
    found = followed(today)
    service = found.plan.service_of(request.actor.organisation_kind) if found else ""
    if found is None or not service:
        return None
    years = years_of(found.plan, today)
    return _Desk(found, service, years, of_service(found.plan, service, years))


@require_safe
@charte_not_required
def to_declare(request: AgentRequest) -> HttpResponse:
    """What this service fills for a year, and what it said of the years before."""
    authorize(request.actor, "declaration.list")
    desk = _desk(request)
    context: dict[str, object] = {"crumbs": crumbs(("Saisies annuelles", ""))}
    if desk is not None and desk.years:
        year = chosen_year(request, desk.years)
        there = sum(desk.row(each, year) is not None for each in desk.expected)
        context |= {
            "service": desk.plan.service_name(desk.service),
            "plan_title": desk.plan.title,
            "year": year,
            "years": desk.years,
            "before": _before(year),
            "closing": closing_words(year, timezone.localdate()),
            "done": there,
            "all": len(desk.expected),
            "measures": _measures(desk, year),
        }
    return render(request, "indicators/declarations.html", context)


def _before(year: int) -> list[int]:
    return [year - back for back in range(1, _BESIDE + 1)]


def _measures(desk: _Desk, year: int) -> list[dict[str, object]]:
    """Only the measures where this service fills something."""
    found: list[dict[str, object]] = []
    for measure in desk.plan.measures:
        mine = [each for each in desk.expected if each.action.measure == measure.code]
        if mine:
            found.append(
                {
                    "anchor": f"mesure-{measure.code}",
                    "title": f"Mesure {measure.code} : {measure.title}",
                    "based": any(each.action.baseline for each in mine),
                    "lines": [_line(desk, each, year) for each in mine],
                }
            )
    return found


def _line(desk: _Desk, each: Expected, year: int) -> dict[str, object]:
    row = desk.row(each, year)
    closed = is_closed(year, timezone.localdate())
    verb = "Corriger" if row else "" if closed else "Saisir"
    return {
        "label": f"{each.indicator.code} {each.indicator.label}",
        "action": each.action.title,
        "missing": row is None,
        "value": desk.told(each, year),
        "late": row is not None and row.late,
        "before": [desk.told(each, past) for past in _before(year)],
        "baseline": baseline(each.action.baseline),
        "verb": verb,
        "url": reverse("indicators:declare", args=[year, each.indicator.code]),
    }


@require_http_methods(["GET", "POST"])
@charte_not_required
def declare(request: AgentRequest, year: int, code: str) -> HttpResponse:
    """The form of one indicator for one year. NotVisible for what this service does not fill."""
    authorize(request.actor, "declaration.write")
    found, each = acts.expected_of(request.actor, year, code, NOT_A_FORM)
    current = acts.current_of(found, each, year)
    form = DeclarationForm(request.POST or None, indicator=each.indicator, row=current)

    def act(sent: Sent) -> None:
        acts.declare(
            actor=request.actor,
            year=year,
            code=code,
            value=form.value,
            justification=form.cleaned_data["justification"],
            sent=sent,
        )

    verb = "Corriger" if current else "Saisir"
    context = {
        "heading": f"{verb} {code}, année {year}",
        "intro": each.indicator.label,
        "subject_rows": _subject(request, found, each, year),
        "effects": _effects(each, current, year),
        "action_label": "Enregistrer la correction" if current else "Enregistrer la valeur",
        "crumbs": crumbs(("Saisies annuelles", _address(year)), (code, "")),
    }
    done = f"{code}, année {year} : valeur enregistrée."
    return act_page(request, form, context, act, done=done, back=_address(year))


def _address(year: int) -> str:
    return f"{reverse(_LIST)}?annee={year}"


def _subject(
    request: AgentRequest, found: Followed, each: Expected, year: int
) -> list[dict[str, str]]:
    plan = found.plan
    known = of_service(plan, each.service, [year, *_before(year)])
    rows = [
        ("Action", f"{each.action.code} {each.action.title}"),
        ("Service", plan.service_name(each.service)),
    ]
    if each.indicator.by:
        rows.append(("Ventilation demandée", f"{breakdowns(each.indicator)} (total seulement ici)"))
    for past in (year, *_before(year)):
        row = known.get((each.indicator.code, past, each.service))
        if row is not None:
            when = day_month_year(timezone.localdate(row.declared_at))
            told = f"{words(value_of(row))}, version {row.version} du {when}"
            rows += [(f"Année {past}", told), (f"Justification {past}", row.justification)]
    if each.action.baseline:
        rows.append(("Situation de départ", baseline(each.action.baseline)))
    return [{"label": label, "value": value} for label, value in rows]


def _effects(each: Expected, current: Declaration | None, year: int) -> list[str]:
    """What becomes of the value, before it is given."""
    shown = (
        "Cette valeur compte des personnes : votre service la lit seul, jusqu’à une publication "
        "arrondie et protégée."
        if each.indicator.is_about_persons
        else "La valeur est montrée, exacte, à ceux qui lisent les indicateurs."
    )
    kept = "Rien n’est effacé : une correction est une nouvelle version, avec sa raison."
    late = "L’année est close : la correction est signalée comme tardive."
    closed = current is not None and is_closed(year, timezone.localdate())
    return [shown, kept, late] if closed else [shown, kept]
