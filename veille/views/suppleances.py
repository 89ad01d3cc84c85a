"""Absences and substitutes: who holds whose place, until when; declared and ended here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotVisible
from veille.access import authorize
from veille.act_form import ActForm
from veille.forms import SuppleanceForm
from veille.french import day_month_year
from veille.http import AgentRequest
from veille.models import Designation, Suppleance
from veille.services import suppleances as acts
from veille.views.act_page import act_page

_LIST = "veille:suppleance_list"


@require_safe
def suppleance_list(request: AgentRequest) -> HttpResponse:
    """Present and coming absences, and whose absence this agent may declare."""
    authorize(request.actor, "suppleance.list")
    now = timezone.now()
    titulars = acts.titulars_for(request.actor, now).order_by("user__last_name", "pk")
    context = {
        "lines": [_line(each, now) for each in acts.suppleances_for(request.actor, now)],
        "titulars": _by_agent(titulars, now),
        "coordinates": request.actor.role == Role.COORDONNATEUR,
    }
    return render(request, "veille/suppleance_list.html", context)


def _by_agent(titulars: Iterable[Designation], now: datetime) -> list[dict[str, object]]:
    """One line for an agent of an organisation; each function held there has its own absence."""
    lines: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    for each in titulars:
        line = lines.setdefault(
            (each.user_id, each.organisation_id),
            {"name": each.user.full_name, "organisation": each.organisation.name, "places": []},
        )
        line["places"].append(
            {
                "function": str(Role(each.role).label),
                "substitutes": [other.user.full_name for other in acts.substitutes_of(each, now)],
                "url": reverse("veille:suppleance_declare", args=[each.pk]),
            }
        )
    return list(lines.values())


def _line(row: Suppleance, now: datetime) -> dict[str, object]:
    return {
        "titular": row.titular.user.full_name,
        "substitute": row.substitute.user.full_name,
        "organisation": row.titular.organisation.name,
        "since": day_month_year(timezone.localdate(row.since)),
        "until": _last_day(row),
        "running": row.since <= now,
        "url": reverse("veille:suppleance_end", args=[row.pk]),
    }


def _last_day(row: Suppleance) -> str:
    """The last day of the absence: ``until`` is the first moment after it."""
    return day_month_year(timezone.localdate(row.until - timedelta(microseconds=1)))


@require_http_methods(["GET", "POST"])
def suppleance_declare(request: AgentRequest, designation_id: UUID) -> HttpResponse:
    """From when to when, and which of the substitutes that the organisation designated."""
    authorize(request.actor, "suppleance.manage")
    now = timezone.now()
    titular = acts.titulars_for(request.actor, now).filter(pk=designation_id).first()
    if titular is None:
        raise NotVisible
    form = SuppleanceForm(request.POST or None, substitutes=acts.substitutes_of(titular, now))

    def act(sent: Sent) -> None:
        acts.declare(
            actor=request.actor,
            titular_id=titular.pk,
            substitute_id=UUID(form.cleaned_data["substitute"]),
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            sent=sent,
        )

    context = {
        "heading": "Déclarer une absence",
        "subject_rows": [
            {"label": "Agent", "value": titular.user.full_name},
            {"label": "Organisme", "value": titular.organisation.name},
        ],
        "effects": [
            "Le suppléant lit, à ces dates, ce que le titulaire aurait lu, s’il a lui-même signé "
            "la charte.",
            "Le titulaire ne lit rien pendant ce temps : un seul des deux à la fois.",
            "Le suppléant est prévenu, sans aucun nom. L’absence peut finir plus tôt.",
        ],
        "action_label": "Déclarer l’absence",
        "crumbs": _crumbs(),
    }
    back = reverse(_LIST)
    return act_page(request, form, context, act, done="Absence déclarée.", back=back)


@require_http_methods(["GET", "POST"])
def suppleance_end(request: AgentRequest, suppleance_id: UUID) -> HttpResponse:
    """The titular is back before the day, or does not leave."""
    authorize(request.actor, "suppleance.manage")
    rows = acts.suppleances_for(request.actor, timezone.now())
    row = rows.filter(pk=suppleance_id).first()
    if row is None:
        raise NotVisible
    form = ActForm(request.POST or None)

    def act(sent: Sent) -> None:
        acts.end(actor=request.actor, suppleance_id=row.pk, sent=sent)

    context = {
        "heading": "Terminer une suppléance",
        "subject_rows": [
            {"label": "Titulaire", "value": row.titular.user.full_name},
            {"label": "Suppléant", "value": row.substitute.user.full_name},
            {"label": "Jusqu’au", "value": _last_day(row)},
        ],
        "effects": ["L’accès du suppléant se ferme aussitôt.", "Le titulaire retrouve le sien."],
        "action_label": "Terminer la suppléance",
        "crumbs": _crumbs(),
    }
    back = reverse(_LIST)
    return act_page(request, form, context, act, done="Suppléance terminée.", back=back)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Absences et suppléances", "url": reverse(_LIST)}]
