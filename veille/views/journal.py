"""The page on which the DPO of a collectivité controls who read what."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from confidentiality.models.journal import Outcome
from veille.access import authorize
from veille.forms import TraceFilterForm
from veille.http import AgentRequest
from veille.services.trace_labels import DOMAINS
from veille.services.traces import TraceFilters, check_chains, read_traces


@require_safe
def traces(request: AgentRequest) -> HttpResponse:
    """Lines of the chains of this collectivité, fifty at a time, newest first."""
    authorize(request.actor, "journal.view")
    form = TraceFilterForm(
        request.GET,
        outcomes=[(value, str(label)) for value, label in Outcome.choices],
        domains=list(DOMAINS.items()),
    )
    asked = form.cleaned_data if form.is_valid() else {}
    page = read_traces(
        request.actor,
        TraceFilters(
            outcome=asked.get("issue", ""),
            domain=asked.get("domaine", ""),
            since=asked.get("du"),
            until=asked.get("au"),
            before=asked.get("avant"),
        ),
    )
    kept = {name: asked[name] for name in ("issue", "domaine", "du", "au") if asked.get(name)}
    context = {
        "form": form,
        "page": page,
        "filtered": bool(kept),
        "older": urlencode({**kept, "avant": page.next_before}) if page.next_before else "",
        "newest": urlencode(kept) if asked.get("avant") else None,
    }
    return render(request, "veille/traces.html", context)


@require_POST
def verify_chains(request: AgentRequest) -> HttpResponse:
    """Verify that no line was changed, removed or inserted."""
    authorize(request.actor, "journal.view")
    check = check_chains(request.actor)
    if check.sound:
        messages.success(
            request, "Vérification faite : aucune ligne n’a été changée, retirée ni ajoutée."
        )
    for sentence in check.sentences:
        messages.error(request, f"Anomalie dans les traces. {sentence}")
    return redirect("veille:journal")
