"""Whom a breach touches, for the DPO who qualifies it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.forms.incidents import ScopeForm
from casework.services.incidents import Scope, scope_of
from confidentiality import journal
from confidentiality.errors import NotVisible
from confidentiality.models import User
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required
from veille.models import Violation


@charte_not_required
@require_GET
def violation_scope(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Counts and references in a window of the journal of this collectivité; never a name."""
    actor = request.actor
    authorize(actor, "violation.manage")
    row = Violation.objects.visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    agents = User.objects.filter(designations__collectivite=row.collectivite_id).distinct()
    form = ScopeForm(
        request.GET or None,
        agents=[(each.pk, each.full_name) for each in agents.order_by("last_name", "first_name")],
    )
    scope = _scope(form, row) if form.is_valid() else None
    with transaction.atomic():
        journal.record(
            actor=actor,
            action="violation.scope",
            chain_id=row.collectivite_id,
            target=row,
            outcome="read",
            lines=scope.lines if scope else 0,
        )
    context = {
        "reference": row.reference,
        "form": form,
        "scope": scope,
        "crumbs": [
            {"label": "Violations", "url": reverse("veille:violation_list")},
            {"label": row.reference, "url": reverse("veille:violation", args=[row.pk])},
            {"label": "Étendue", "url": ""},
        ],
    }
    return render(request, "casework/violation_scope.html", context)


def _scope(form: ScopeForm, row: Violation) -> Scope:
    asked = form.cleaned_data
    return scope_of(
        since=asked["depuis"],
        until=asked["jusque"] or timezone.now(),
        agent_id=UUID(asked["agent"]) if asked["agent"] else None,
        collectivite=row.collectivite,
    )
