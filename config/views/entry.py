"""Signing in and out. The session key changes at sign-in; nothing remains after sign-out."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from confidentiality import journal
from confidentiality.models import User
from config.demo.accounts import DEMO_ACCOUNTS
from config.passwords import recognised
from veille.http import AgentRequest, hat_not_required, runs_as_the_application

SESSION_NEXT = "suite"
BACKEND = "django.contrib.auth.backends.ModelBackend"

# One sentence for every cause: it says neither which field is wrong nor whether the account exists.
_REFUSED = "Adresse ou mot de passe incorrect. Après cinq essais, il faut attendre quinze minutes."


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": "Indiquez votre adresse. Exemple : prenom.nom@exemple.fr.",
            "invalid": "Cette adresse est incomplète. Exemple : prenom.nom@exemple.fr.",
        },
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Indiquez votre mot de passe."},
    )


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with an address, in capitals or not, and a password."""
    if request.user.is_authenticated:
        return redirect("home")
    target = request.POST.get("next") or request.GET.get("next", "")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user = recognised(given["email"], given["password"], request)
        if user is not None:
            return _enter(request, user, target)
        form.add_error(None, _REFUSED)
    context = {
        "form": form,
        "next": target,
        "demo": settings.JALON_DEMO,
        "demo_accounts": DEMO_ACCOUNTS if settings.JALON_DEMO else (),
        "demo_sign_in_url": reverse("demo_sign_in") if settings.JALON_DEMO else "",
    }
    return render(request, "sign_in.html", context)


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Enter as one of the fictitious accounts. Does not exist outside a demonstration."""
    if not settings.JALON_DEMO:
        raise Http404
    known = {account.email for account in DEMO_ACCOUNTS}
    email = request.POST.get("email", "")
    user = User.objects.filter(email=email, is_active=True).first() if email in known else None
    if user is None:
        raise Http404
    return _enter(request, user, "")


@hat_not_required
@runs_as_the_application
@require_POST
def sign_out(request: AgentRequest) -> HttpResponse:
    """Close the session, and have the browser forget the pages it kept."""
    with transaction.atomic():
        journal.record(
            actor=request.actor,
            action="session.closed",
            chain_id=journal.HOUSE,
            target=request.user,
        )
    logout(request)
    response = redirect("login")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _enter(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """Open a session, under a new key, then choose a hat."""
    login(request, user, backend=BACKEND)
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        request.session[SESSION_NEXT] = target
    return redirect("choose_hat")
