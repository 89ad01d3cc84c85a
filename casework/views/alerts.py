"""The weekly control of readings: its alerts, one of them, its closing. For the DPO."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from casework.forms.alerts import CloseAlertForm
from casework.models import AccessAlert, AccessReview
from casework.presenters.alerts import alert_lines, alert_rows, review_words
from casework.services import vigilance
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent
from confidentiality.errors import NotVisible
from veille.access import authorize
from veille.http import AgentRequest
from veille.views.act_page import act_page

# A year of weeks, and far more alerts than a DPO would leave open.
LATEST = 200


@require_GET
def alert_list(request: AgentRequest) -> HttpResponse:
    """Alerts of this collectivité, those to look at first. No case is opened from here."""
    actor = request.actor
    authorize(actor, "alert.list")
    if actor.tenant_id is None:
        raise NotVisible
    rows = AccessAlert.objects.visible_to(actor).select_related("review")
    alerts = sorted(rows[:LATEST], key=lambda each: bool(each.outcome))
    _note(actor, "alert.list", len(alerts))
    last = AccessReview.objects.filter(collectivite=actor.tenant_id).first()
    context = {"lines": alert_lines(alerts), "last": review_words(last)}
    return render(request, "casework/alert_list.html", context)


@require_http_methods(["GET", "POST"])
def alert(request: AgentRequest, pk: UUID) -> HttpResponse:
    """One alert, and the form that closes it."""
    actor = request.actor
    authorize(actor, "alert.close")
    found = AccessAlert.objects.visible_to(actor).select_related("review").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    _note(actor, "alert.view", 1, found)
    back = reverse("casework:alert_list")
    crumbs = [{"label": "Contrôle", "url": back}, {"label": found.reference, "url": ""}]
    if found.outcome:
        context = {"alert": found.reference, "rows": alert_rows(found), "crumbs": crumbs}
        return render(request, "casework/alert_closed.html", context)
    form = CloseAlertForm(request.POST or None)

    def act(sent: Sent) -> None:
        outcome = form.cleaned_data["outcome"]
        vigilance.close_alert(alert_id=found.pk, actor=actor, outcome=outcome, sent=sent)

    context = {
        "heading": f"Alerte {found.reference}",
        "intro": "Une alerte n’est pas une faute : demandez d’abord à l’agent.",
        "subject_rows": [{"label": row.label, "value": row.value} for row in alert_rows(found)],
        "effects": [
            "La suite est gardée avec l’alerte. Aucune n’est montrée à la hiérarchie de l’agent.",
            "Justifiée, une lecture du même nom ou d’une ancienne cellule n’alerte plus.",
        ],
        "action_label": "Clore l’alerte",
        "crumbs": crumbs,
    }
    return act_page(request, form, context, act, done="Alerte close.", back=back)


def _note(actor: Actor, action: str, count: int, about: AccessAlert | None = None) -> None:
    """Who looked at the control leaves a line as well, in the chain of the collectivité."""
    if actor.tenant_id is None:
        raise NotVisible
    with transaction.atomic():
        journal.record(
            actor=actor,
            action=action,
            chain_id=actor.tenant_id,
            target=about,
            outcome="read",
            count=count,
        )
