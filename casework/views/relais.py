"""Pages of a hand-over to another commune: its file and its acts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.acts.registry import next_acts
from casework.acts.relais import RELAIS_ACTS
from casework.models import Relais
from casework.presenters.cases import Row, age_words
from casework.presenters.motivated_readings import reading_words
from casework.presenters.relais import relais_view
from casework.sight import open_reading
from casework.views.acts import Asked, act_named, act_page, decider
from casework.views.measures import Kind
from casework.views.papers import paper_links
from veille.http import AgentRequest

RELAIS = Kind(Relais, RELAIS_ACTS, "casework:relais", "relais.view")


@require_GET
def relais(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One hand-over: where to, agreements, what can be done."""
    row = RELAIS.read(request.actor, pk)
    reading = open_reading(request.actor, row.case, timezone.now())
    decide = decider(request.actor, row.case)
    context = {
        "view": relais_view(row, timezone.localdate()),
        "reading": reading_words(reading),
        "next": next_acts(
            [] if reading else RELAIS_ACTS, row, decide, lambda act: RELAIS.url(act, row)
        ),
        "papers": [] if reading else paper_links(row, request.actor),
        # A hand-over is of no sitting.
        "batch_url": "",
        "case_url": reverse("casework:case_detail", args=[row.case.reference]),
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
