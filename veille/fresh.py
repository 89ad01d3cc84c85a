"""Fresh confirmation: the password typed again, minutes ago, before what leaves or opens (G12).

The rule and its memory are here; the page where an agent types it is ``config.views.identity``.
What is remembered is a moment, in the session: neither the password nor anything made from it.
A form that comes too late is kept sealed for a quarter of an hour, and shown again filled.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from confidentiality import journal, kept_forms
from confidentiality.actors import Actor

View = TypeVar("View", bound=Callable[..., HttpResponse])

# Five minutes: the time of one form. Signing in does not count, it opens half a day of work.
FRESH_FOR = timedelta(minutes=5)
SESSION_CONFIRMED = "confirmed_at"
# A word of the session, never shown: what was typed opens in that session, and no other.
SESSION_SECRET = "typed"  # noqa: S105 (the name of the entry, not the secret)
PAGE = "identity"


def confirmed(request: HttpRequest, now: datetime) -> bool:
    """Whether the agent of this session typed the password again less than five minutes ago."""
    stored = request.session.get(SESSION_CONFIRMED)
    if stored is None:
        return False
    # A moment to come was written by another clock: it proves nothing.
    return timedelta(0) <= now - datetime.fromisoformat(stored) < FRESH_FOR


def confirm(request: HttpRequest, now: datetime) -> None:
    """Remember the confirmation, under a new key of the session: a key seen before is no use."""
    request.session.cycle_key()
    request.session[SESSION_CONFIRMED] = now.isoformat()


def forget(request: HttpRequest) -> None:
    """Another hat is another person at work: what the former one confirmed ends with it."""
    request.session.pop(SESSION_CONFIRMED, None)
    request.session.pop(SESSION_SECRET, None)


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page of confirmation, which leads back to the page of this address."""
    return redirect(f"{reverse(PAGE)}?{urlencode({'suite': request.path})}")


def needs_fresh_confirmation(view: View) -> View:
    """For pages that let data leave, or open what is closed.

    Every address of the view answers alike, that of a row that does not exist too. A form sent too
    late is led there as well: nothing of it is done, and it comes back filled, to be sent again.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not confirmed(request, timezone.now()):
            if request.method == "POST":
                _record_attempt(request)
                _keep(request)
            return ask_again(request)
        if request.method == "GET":
            _fill_again(request)
        return view(request, *args, **kwargs)

    return asked  # type: ignore[return-value]  # same arguments, same answer


def is_kept(request: HttpRequest) -> bool:
    """Whether what this agent typed waits for the confirmation."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or SESSION_SECRET not in request.session:
        return False
    return kept_forms.waits(user_id=actor.user.pk, now=timezone.now())


def _keep(request: HttpRequest) -> None:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    secret = request.session.get(SESSION_SECRET) or secrets.token_urlsafe(16)
    request.session[SESSION_SECRET] = secret
    now = timezone.now()
    kept_forms.keep(actor=actor, path=request.path, typed=typed.urlencode(), secret=secret, now=now)


def _fill_again(request: HttpRequest) -> None:
    """Give the page what was typed. The method stays GET: shown, not sent."""
    actor: Actor | None = getattr(request, "actor", None)
    secret = request.session.get(SESSION_SECRET)
    if actor is None or not secret:
        return
    now = timezone.now()
    typed = kept_forms.take(actor=actor, path=request.path, secret=secret, now=now)
    if typed:
        request.POST = QueryDict(typed)


def _record_attempt(request: HttpRequest) -> None:
    """A form sent without confirmation is an attempt like another: the page, no value."""
    match = request.resolver_match
    with transaction.atomic():
        journal.record(
            actor=getattr(request, "actor", None),
            action="act.refused",
            chain_id=journal.HOUSE,
            object_type=match.view_name if match else "",
            outcome="refused",
            reasons=["not_confirmed"],
        )


def way_back(address: str) -> str:
    """The path to return to, if it is a page of this site; home for anything else.

    Only the path: what a query or a fragment may hold is not carried from page to page.
    """
    home = reverse("home")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return home
    path = urlsplit(address).path
    try:
        found = resolve(path)
    except Resolver404:
        return home
    return home if found.view_name == PAGE else path
