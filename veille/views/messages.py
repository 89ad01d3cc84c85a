"""What a mail leads to, and how each agent wants to be told."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.door import Sent
from notifications.catalogue import kinds_of
from notifications.choices import Channel, Topic
from notifications.links import page_of
from notifications.routing import choices_of
from veille.access import authorize
from veille.forms import MessagesForm
from veille.http import AgentRequest, charte_not_required
from veille.services.messages import choose_channels
from veille.views.act_page import act_page


@charte_not_required
@require_safe
def message(request: AgentRequest, token: str) -> HttpResponse:
    """The page of what a mail told of; that page asks its own questions, as if opened by hand."""
    authorize(request.actor, "message.view")
    page, address = page_of(token, request.actor, timezone.now())
    return redirect(address or page)


@charte_not_required
@require_http_methods(["GET", "POST"])
def choose(request: AgentRequest) -> HttpResponse:
    """« Mes messages »: at once, in the summary of the morning, or on the page « Avis » only."""
    authorize(request.actor, "message.choose")
    form = MessagesForm(
        request.POST or None, chosen=choices_of(request.user), told={t: kinds_of(t) for t in Topic}
    )

    def act(sent: Sent) -> None:
        given = {topic: form.cleaned_data[topic] for topic in Topic}
        chosen = {topic: Channel(value) if value else None for topic, value in given.items()}
        choose_channels(actor=request.actor, chosen=chosen, sent=sent)

    context = {
        "heading": "Mes messages",
        "effects": [
            "Un courriel part du lundi au vendredi, de 7 h à 19 h ; il ne dit jamais de qui il "
            "s’agit.",
            "Le résumé du matin part à 7 h 30, et seulement s’il y a du nouveau.",
            "Les délais de la loi et la sécurité du fichier vous sont toujours écrits : "
            "information du jeune, droits, conservation, violations, lectures à vérifier, charte à "
            "signer.",
        ],
        "action_label": "Garder ces choix",
        "crumbs": [{"label": "Avis", "url": reverse("notices")}],
    }
    back = reverse("notices")
    return act_page(request, form, context, act, done="Choix gardés.", back=back)
