"""« Confirmez que c’est vous » : the password, typed again before what leaves or opens."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from confidentiality import journal, policy
from config.demo.accounts import DEMO_PASSWORD
from config.passwords import recognised
from veille import fresh
from veille.http import AgentRequest, charte_not_required, runs_as_the_application

_REFUSED = "Ce mot de passe n’est pas le vôtre. Après cinq essais, il faut attendre quinze minutes."


class ConfirmIdentityForm(forms.Form):
    """The password of the agent who is signed in."""

    password = forms.CharField(
        label="Votre mot de passe",
        help_text="Celui de votre connexion. Il n’est enregistré nulle part.",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Indiquez votre mot de passe."},
    )


@charte_not_required
@runs_as_the_application
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm_identity(request: AgentRequest) -> HttpResponse:
    """Ask for the password, then go back to the page that needed it."""
    # The agent’s own password: no role is needed to give it.
    policy.note_asked()
    back = fresh.way_back(request.POST.get("suite") or request.GET.get("suite", ""))
    form = ConfirmIdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = recognised(request.user.email, form.cleaned_data["password"], request)
        if user == request.user:
            return _confirmed(request, back)
        form.add_error("password", _REFUSED)
    context = {
        "form": form,
        "back": back,
        "kept": fresh.is_kept(request),
        "demo_password": DEMO_PASSWORD if settings.JALON_DEMO else "",
    }
    return render(request, "identity.html", context)


def _confirmed(request: AgentRequest, back: str) -> HttpResponse:
    with transaction.atomic():
        journal.record(
            actor=request.actor,
            action="session.confirmed",
            chain_id=journal.HOUSE,
            target=request.user,
        )
    fresh.confirm(request, timezone.now())
    return redirect(back)
