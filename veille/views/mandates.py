"""The municipal mandate: recording a new one, and what is left to renew."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.choices import Role
from confidentiality.door import Sent
from veille.access import authorize
from veille.forms import MandateForm
from veille.http import AgentRequest, charte_not_required
from veille.services.mandates import open_mandate, review
from veille.views.act_page import act_page


@charte_not_required
@require_safe
def mandate(request: AgentRequest) -> HttpResponse:
    """The present mandate, and what is left to renew: delegations, designations, chartes."""
    authorize(request.actor, "mandate.manage")
    now = timezone.now()
    found = review(request.actor, now)
    context = {
        "review": found,
        "begun": found is not None and found.mandate.starts_at <= now,
        "renews": request.actor.role == Role.COORDONNATEUR,
        "crumbs": [
            {"label": "Cellule", "url": reverse("veille:cellule_list")},
            {"label": "Mandat municipal", "url": ""},
        ],
    }
    return render(request, "veille/mandate.html", context)


@charte_not_required
@require_http_methods(["GET", "POST"])
def mandate_open(request: AgentRequest) -> HttpResponse:
    """Record a new mandate. The page says first what it ends."""
    authorize(request.actor, "mandate.manage")
    form = MandateForm(request.POST or None)

    def act(sent: Sent) -> None:
        open_mandate(
            actor=request.actor,
            since=form.cleaned_data["since"],
            reference=form.cleaned_data["reference"],
            sent=sent,
        )

    back = reverse("veille:mandate")
    context = {
        "heading": "Enregistrer un nouveau mandat",
        "intro": "Après une élection, ce que portait l’ancien mandat prend fin le premier jour du "
        "nouveau, ou aujourd’hui s’il a déjà commencé.",
        "effects": [
            "Les délégations du maire prennent fin.",
            "Les désignations des maires et des élus délégués prennent fin : ils ne lisent plus "
            "rien jusqu’à leur renouvellement.",
            "Toutes les signatures de la charte prennent fin : chaque membre signe de nouveau.",
            "Les situations restent, avec leurs missions et leurs décisions.",
            "Cet acte ne s’annule pas.",
        ],
        "action_label": "Enregistrer le mandat",
        "danger": True,
        "crumbs": [{"label": "Mandat municipal", "url": back}],
    }
    return act_page(request, form, context, act, done="Nouveau mandat enregistré.", back=back)
