"""Pages of a hand-over to another commune: its file, its acts, the sheet to print."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.acts.registry import next_acts
from casework.acts.relais import RELAIS_ACTS
from casework.guards import relais as guards
from casework.models import Relais
from casework.presenters.cases import Row, age_words
from casework.presenters.motivated_readings import reading_words
from casework.presenters.relais import relais_sheet, relais_view
from casework.services.relais import read_sheet
from casework.sight import open_reading
from casework.views.acts import Asked, act_named, act_page, decider
from casework.views.measures import Kind
from casework.views.papers import paper_links
from confidentiality import policy
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, Refused
from veille.http import AgentRequest

RELAIS = Kind(Relais, RELAIS_ACTS, "casework:relais", "relais.view")


@require_GET
def relais(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One hand-over: where to, agreements, what can be done."""
    row = RELAIS.read(request.actor, pk)
    reading = open_reading(request.actor, row.case, timezone.now())
    decide = decider(request.actor, row.case)
    printable = (
        decide("relais.print").allowed and guards.is_agreed(row) and guards.case_is_open(row)
    )
    context = {
        "view": relais_view(row, timezone.localdate()),
        "reading": reading_words(reading),
        "next": next_acts(
            [] if reading else RELAIS_ACTS, row, decide, lambda act: RELAIS.url(act, row)
        ),
        "papers": paper_links(row, request.actor),
        "case_url": reverse("casework:case_detail", args=[row.case.reference]),
        "sheet_url": reverse("casework:relais_sheet", args=[row.pk]) if printable else "",
    }
    return render(request, "casework/relais_detail.html", context)


@require_http_methods(["GET", "POST"])
def relais_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    """The page of one act on a hand-over."""
    row = RELAIS.read(request.actor, pk)
    act = act_named(RELAIS_ACTS, slug)
    asked = Asked(
        row=row,
        act=act,
        decision=decider(request.actor, row.case)(act.code),
        back=reverse("casework:relais", args=[row.pk]),
        subject=[
            Row("Situation", row.case.reference),
            Row("Âge", age_words(row.case, timezone.localdate())),
            Row("Vers", row.target),
        ],
        way=RELAIS.way(row),
    )
    return act_page(request, asked)


@require_GET
def sheet(request: AgentRequest, pk: UUID) -> HttpResponse:
    """The sheet handed over, to print. Each opening leaves a trace; nothing is sent anywhere."""
    policy.note_asked()
    try:
        row = read_sheet(relais_id=pk, actor=request.actor, sent=NOT_A_FORM)
    except Refused as refused:
        raise NotPermitted(refused.refusals[0]) from refused
    context = {
        "sheet": relais_sheet(row, timezone.localdate()),
        "back": reverse("casework:relais", args=[row.pk]),
    }
    return render(request, "casework/relais_sheet.html", context)
