"""« Qui a consulté cette situation »: the readings of one case, for those who answer for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casework.services.readings import readings_of
from casework.sight import read_case
from confidentiality.choices import FieldGroup
from veille.http import AgentRequest


@require_GET
def case_readings(request: AgentRequest, reference: str) -> HttpResponse:
    """Fifty readings at a time, newest first. Reading them leaves a line too, written before."""
    case, decision = read_case(request.actor, reference, act="case.readings")
    named = FieldGroup.READERS in decision.fields
    lines, older = readings_of(case, named=named, before=_number(request.GET.get("avant", "")))
    context = {
        "reference": case.reference,
        "lines": lines,
        "named": named,
        "older": older,
        "paged": "avant" in request.GET,
        "crumbs": [
            {"label": "Situations", "url": reverse("casework:case_list")},
            {
                "label": case.reference,
                "url": reverse("casework:case_detail", args=[case.reference]),
            },
            {"label": "Consultations", "url": ""},
        ],
    }
    return render(request, "casework/case_readings.html", context)


def _number(text: str) -> int | None:
    """A number of a line; anything else shows the first page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
