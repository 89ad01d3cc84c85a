"""Renewing designations in one go: what each agent holds on situations follows."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from casework.forms.mandates import RenewDesignationsForm
from casework.services.mandates import renew_designations
from confidentiality.door import Sent
from veille.access import authorize
from veille.http import AgentRequest, charte_not_required
from veille.services.mandates import current_mandate, held_before, renewable
from veille.views.act_page import act_page


@charte_not_required
@require_http_methods(["GET", "POST"])
def designations_renew(request: AgentRequest) -> HttpResponse:
    """The designations of the former mandate, to tick; one act for those it renews."""
    authorize(request.actor, "mandate.renew")
    mandate = current_mandate(request.actor)
    # A form sent twice still finds what it ticked: its key tells that the act stands.
    offered = held_before if request.method == "POST" else renewable
    left = list(offered(mandate)) if mandate else []
    form = RenewDesignationsForm(request.POST or None, designations=left)

    def act(sent: Sent) -> None:
        renew_designations(
            actor=request.actor,
            designation_ids=form.designation_ids,
            reference=form.cleaned_data["reference"],
            until=form.cleaned_data["until"],
            sent=sent,
        )

    back = reverse("veille:mandate")
    context = {
        "heading": "Renouveler des désignations",
        "intro": "Un acte peut désigner plusieurs agents : cochez ceux qu’il désigne. "
        "Recommencez pour un autre acte.",
        "effects": [
            "Chaque désignation cochée finit maintenant, une nouvelle commence.",
            "Les missions, les saisines et les droits en cours passent à la nouvelle.",
            "Chaque agent signe la charte de nouveau avant de lire une situation.",
        ],
        "action_label": "Renouveler",
        "crumbs": [{"label": "Mandat municipal", "url": back}],
    }
    return act_page(request, form, context, act, done="Désignations renouvelées.", back=back)
