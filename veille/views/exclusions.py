"""Excluding a member from the group, and lifting it: two acts of the maire."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from confidentiality.door import Sent
from confidentiality.errors import NotVisible
from veille.access import authorize
from veille.act_form import ActForm
from veille.forms import ExcludeForm
from veille.french import day_month_year
from veille.http import AgentRequest, charte_not_required
from veille.models import Exclusion
from veille.services.circle_members import bound_to, cellule_of
from veille.services.exclusions import exclude_member, lift_exclusion
from veille.views.act_page import act_page


@charte_not_required
@require_http_methods(["GET", "POST"])
def exclude(request: AgentRequest, cellule_id: UUID, designation_id: UUID) -> HttpResponse:
    """Exclude one agent, for a coded breach of the charte."""
    authorize(request.actor, "charte.exclude")
    place = cellule_of(request.actor, cellule_id)
    bound = bound_to(place.pk, timezone.now()).select_related("user", "organisation")
    member = bound.filter(pk=designation_id).first()
    if member is None:
        raise NotVisible
    form = ExcludeForm(request.POST or None)

    def act(sent: Sent) -> None:
        exclude_member(
            actor=request.actor,
            cellule_id=place.pk,
            designation_id=member.pk,
            reason=form.cleaned_data["reason"],
            sent=sent,
        )

    back = reverse("veille:cellule", args=[place.pk])
    context = {
        "heading": "Exclure un membre du groupe",
        "intro": "L’exclusion répond à un manquement à la charte (clause C13).",
        "subject_rows": [
            {"label": "Agent", "value": member.user.full_name},
            {"label": "Organisme", "value": member.organisation.name},
            {"label": "Cellule", "value": place.name},
        ],
        "effects": [
            "Son accès se ferme aussitôt, même sur une page déjà ouverte.",
            "Sa signature prend fin ; il ne peut pas signer de nouveau.",
            "Vous pouvez lever l’exclusion.",
        ],
        "action_label": "Exclure du groupe",
        "danger": True,
        "crumbs": [{"label": place.name, "url": back}],
    }
    return act_page(request, form, context, act, done="Membre exclu du groupe.", back=back)


@charte_not_required
@require_http_methods(["GET", "POST"])
def lift(request: AgentRequest, cellule_id: UUID, exclusion_id: UUID) -> HttpResponse:
    """End an exclusion."""
    authorize(request.actor, "charte.exclude")
    place = cellule_of(request.actor, cellule_id)
    decided = Exclusion.objects.filter(cellule=place.pk).select_related("user")
    exclusion = decided.filter(pk=exclusion_id).first()
    if exclusion is None:
        raise NotVisible
    form = ActForm(request.POST or None)

    def act(sent: Sent) -> None:
        lift_exclusion(actor=request.actor, exclusion_id=exclusion.pk, sent=sent)

    back = reverse("veille:cellule", args=[place.pk])
    context = {
        "heading": "Lever une exclusion",
        "subject_rows": [
            {"label": "Agent", "value": exclusion.user.full_name},
            {"label": "Manquement", "value": exclusion.get_reason_display()},
            {
                "label": "Exclu depuis le",
                "value": day_month_year(timezone.localdate(exclusion.decided_at)),
            },
        ],
        "effects": ["L’agent peut de nouveau signer la charte.", "Il ne lit rien avant de signer."],
        "action_label": "Lever l’exclusion",
        "crumbs": [{"label": place.name, "url": back}],
    }
    return act_page(request, form, context, act, done="Exclusion levée.", back=back)
