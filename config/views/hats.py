"""After sign-in and before anything else: what is recorded, then under which function one works."""

from __future__ import annotations

from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from confidentiality import journal, policy
from confidentiality.choices import Role
from confidentiality.models import JournalEntry, User
from config.views.entry import SESSION_NEXT
from veille.fresh import forget
from veille.hats import actor_of, hats_of
from veille.http import AgentRequest, hat_not_required, runs_as_the_application
from veille.middleware import SESSION_HAT
from veille.models import Designation

ACKNOWLEDGED = "traces.acknowledged"
# The journal keeps twelve months: what is older is said again.
ACKNOWLEDGED_FOR = relativedelta(months=12)


class HatForm(forms.Form):
    """One function, among those in force."""

    hat = forms.ChoiceField(
        label="Votre fonction pour cette session",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une fonction.",
            "invalid_choice": "Cette fonction n’est plus la vôtre. Choisissez-en une autre.",
        },
    )

    def __init__(self, *args: Any, hats: list[Designation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hat"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (narrows the type)
        field.choices = [(str(hat.pk), _label(hat)) for hat in hats]


@hat_not_required
@runs_as_the_application
@require_http_methods(["GET", "POST"])
def welcome(request: AgentRequest) -> HttpResponse:
    """Tell once a year that every reading is recorded, and record that it was told.

    AU-038 art. 8. No function is worn before, hence no page opens.
    """
    # The agent’s own entry: no role is needed to read it.
    policy.note_asked()
    if request.method == "GET":
        return render(request, "welcome.html")
    if not _acknowledged(request.user):
        with transaction.atomic():
            journal.record(
                actor=None,
                action=ACKNOWLEDGED,
                chain_id=journal.HOUSE,
                target=request.user,
            )
    return redirect("choose_hat")


@hat_not_required
@runs_as_the_application
@require_http_methods(["GET", "POST"])
def choose_hat(request: AgentRequest) -> HttpResponse:
    """Choose the one function of this session; taken at once when there is only one."""
    # The agent’s own designations: no role is needed to read them.
    policy.note_asked()
    if not _acknowledged(request.user):
        return redirect("welcome")
    hats = _worn_alone(request, list(hats_of(request.user, timezone.now())))
    ended = SESSION_HAT in request.session and request.actor is None
    if not hats:
        return _nothing_left(request)
    if len(hats) == 1:
        if ended:
            messages.warning(
                request,
                f"Votre fonction précédente a pris fin. Vous êtes maintenant : {_label(hats[0])}.",
            )
        return _wear(request, hats[0])
    worn = request.session.get(SESSION_HAT)
    form = HatForm(request.POST or None, hats=hats, initial={"hat": worn})
    if request.method == "POST" and form.is_valid():
        chosen = next(hat for hat in hats if str(hat.pk) == form.cleaned_data["hat"])
        return _wear(request, chosen)
    return render(request, "choose_hat.html", {"form": form})


def _worn_alone(request: HttpRequest, hats: list[Designation]) -> list[Designation]:
    """Without the préfecture for whoever holds it beside another function: it is worn alone."""
    others = [hat for hat in hats if hat.role != Role.PREFECTURE]
    if not others or len(others) == len(hats):
        return hats
    messages.warning(
        request,
        "Votre fonction de préfecture ne s’ouvre pas : elle ne se cumule avec aucune autre. "
        "Demandez à l’administrateur technique de mettre fin à l’une des deux.",
    )
    return others


def _wear(request: HttpRequest, hat: Designation) -> HttpResponse:
    """Put this hat on the session, alone: nothing of another one remains."""
    target = request.session.pop(SESSION_NEXT, None)
    if request.session.get(SESSION_HAT) != str(hat.pk):
        request.session.cycle_key()
        request.session[SESSION_HAT] = str(hat.pk)
        forget(request)
        with transaction.atomic():
            journal.record(
                actor=actor_of(hat),
                action="session.hat",
                chain_id=journal.HOUSE,
                target=hat,
            )
    return redirect(target or "home")


def _nothing_left(request: AgentRequest) -> HttpResponse:
    """Explain that no designation is in force, and who may renew the last one."""
    request.session.pop(SESSION_HAT, None)
    last = (
        Designation.objects.filter(user=request.user, until__lte=timezone.now())
        .select_related("organisation")
        .order_by("-until")
        .first()
    )
    return render(request, "no_hat.html", {"last": last}, status=403)


def _acknowledged(user: User) -> bool:
    return JournalEntry.objects.filter(
        object_type=user._meta.label_lower,
        object_id=str(user.pk),
        action=ACKNOWLEDGED,
        at__gt=timezone.now() - ACKNOWLEDGED_FOR,
    ).exists()


def _label(hat: Designation) -> str:
    substitute = ", suppléant" if hat.is_substitute else ""
    return f"{Role(hat.role).label}{substitute}, {hat.place} ({hat.organisation.name})"
