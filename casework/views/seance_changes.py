"""A séance put off to another day, or cancelled: the reading of its cases follows (I11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casework.forms.seances import PlanSeanceForm
from casework.services import seances
from casework.views.attempts import attempt
from casework.views.seances import crumbs_of, visible_seance
from confidentiality.errors import Refusal
from veille.access import authorize
from veille.act_form import ActForm
from veille.french import long_moment
from veille.http import AgentRequest
from veille.models import Seance


@require_http_methods(["GET", "POST"])
def seance_move(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """Another day and place, before the séance opens."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    known = {"held_at": timezone.localtime(seance.held_at), "place": seance.place}
    form = PlanSeanceForm(request.POST or None, row=seance, initial=known)
    context = {
        "heading": "Reporter la séance",
        "intro": "Les membres lisent les situations inscrites de sept jours avant la nouvelle date "
        "à quinze jours après.",
        "effects": ["Les membres convoqués sont prévenus, sans aucun nom."],
        "action_label": "Reporter la séance",
    }
    return _changed(
        request,
        seance,
        form,
        context,
        lambda: seances.move_seance(
            seance_id=seance.pk,
            actor=request.actor,
            held_at=form.cleaned_data["held_at"],
            place=form.cleaned_data["place"],
            sent=form.sent,
        ),
        success="La séance est reportée.",
    )


@require_http_methods(["GET", "POST"])
def seance_cancel(request: AgentRequest, seance_id: UUID) -> HttpResponse:
    """Nobody will meet."""
    authorize(request.actor, "seance.manage")
    seance = visible_seance(request.actor, seance_id)
    form = ActForm(request.POST or None, row=seance)
    context = {
        "heading": "Annuler la séance",
        "effects": [
            "Les situations inscrites sont ajournées : elles attendent une autre séance.",
            "Les membres ne les lisent plus, même sur une page déjà ouverte.",
            "Une annulation ne se défait pas : planifiez une autre séance.",
        ],
        "action_label": "Annuler la séance",
        "danger": True,
    }
    return _changed(
        request,
        seance,
        form,
        context,
        lambda: seances.cancel_seance(seance_id=seance.pk, actor=request.actor, sent=form.sent),
        success="La séance est annulée.",
    )


def _changed(
    request: AgentRequest,
    seance: Seance,
    form: ActForm,
    context: Mapping[str, object],
    act: Callable[[], object],
    *,
    success: str,
) -> HttpResponse:
    back = reverse("casework:seance_detail", args=[seance.pk])
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        answer = attempt(request, act, next_url=back, success=success)
        if isinstance(answer, HttpResponse):
            return answer
        refusals = answer
    page = {
        "form": form,
        "refusals": refusals,
        "subject_rows": [{"label": "Séance", "value": long_moment(seance.held_at)}],
        "cancel_url": back,
        "crumbs": crumbs_of(seance, str(context["heading"])),
    }
    return render(request, "act.html", {**page, **context})
