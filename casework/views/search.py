"""Looking for a person: a form sent by POST, its answer behind an address that says nothing."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from casework.forms.search import SearchForm, initial_of
from casework.presenters.search import asked_words, found_lines
from casework.search import DECRYPTED_AT_MOST, find, may_compare_births
from casework.services import searches
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.errors import Refusal, Refused
from veille.access import authorize
from veille.http import AgentRequest

# A word of the session, never shown: an answer opens in the session that asked, and no other.
SESSION_SECRET = "search"  # noqa: S105 (the name of the entry, not the secret)
_PARTLY = (
    f"La recherche a lu {DECRYPTED_AT_MOST} jeunes, pas tous. Avec le nom, le prénom et la date de "
    "naissance exacts, elle les trouve tous."
)


@require_http_methods(["GET", "POST"])
def ask(request: AgentRequest) -> HttpResponse:
    """The form. Sent, it leads to the answer."""
    actor = request.actor
    authorize(actor, "person.search")
    form = SearchForm(request.POST or None, births=may_compare_births(actor))
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            search = searches.ask(actor=actor, wanted=form.wanted, secret=_secret(request))
        except Refused as refused:
            refusals = refused.refusals
        else:
            return redirect("casework:search_result", search.pk)
    return render(request, "casework/search.html", {"form": form, "refusals": refusals})


@require_GET
def result(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Who resembles, among those whom this agent sees now; with what to do next."""
    actor = request.actor
    wanted = searches.asked(actor=actor, search_id=pk, secret=_secret(request))
    births = may_compare_births(actor)
    answer = find(actor, wanted)
    context = {
        "asked": asked_words(wanted),
        "lines": found_lines(answer.found, timezone.localdate(), births=births),
        "births": births,
        "more": answer.more,
        "bound": ""
        if answer.whole
        else f"{DECRYPTED_AT_MOST:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
        "form": SearchForm(initial=initial_of(wanted), births=births),
        "may_signal": actor.role in PAGE_ACTS["saisine.create"],
        "crumbs": [
            {"label": "Rechercher", "url": reverse("casework:search")},
            {"label": "Résultat", "url": ""},
        ],
    }
    return render(request, "casework/search_result.html", context)


def _secret(request: AgentRequest) -> str:
    secret: str = request.session.get(SESSION_SECRET, "")
    if not secret:
        secret = secrets.token_urlsafe(16)
        request.session[SESSION_SECRET] = secret
    return secret
