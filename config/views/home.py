"""The home page of every role, and the notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.views.cards import cards_for as case_cards
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from indicators.views.cards import cards_for as indicator_cards
from notifications.outbox import Notice, inbox_of
from veille.access import authorize
from veille.french import long_date
from veille.http import AgentRequest, charte_not_required
from veille.views.cards import Card
from veille.views.cards import cards_for as institution_cards

_LATEST_NOTICES = 5


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The bare address leads home, which leads to the sign-in when there is no session."""
    return redirect("home")


@charte_not_required
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """What waits for this hat. References and counts: no name is shown here."""
    authorize(request.actor, "home.view")
    now = timezone.now()
    context = {
        "today": long_date(timezone.localdate(now)).capitalize(),
        "cards": _cards(request.actor, now),
        "notices": _latest(inbox_of(request.user)),
    }
    return render(request, "home.html", context)


@charte_not_required
@require_safe
def notices(request: AgentRequest) -> HttpResponse:
    """Everything this agent was told, newest first."""
    authorize(request.actor, "notices.view")
    context = {
        "notices": inbox_of(request.user),
        "chooses": request.actor.role in PAGE_ACTS["message.choose"],
    }
    return render(request, "notices.html", context)


def _latest(notices: Iterable[Notice]) -> list[tuple[Notice, int]]:
    """The latest notice of each kind, and how many of that kind are told on the page « Avis »."""
    counts = Counter[str]()
    latest: dict[str, Notice] = {}
    for notice in notices:
        counts[notice.label] += 1
        latest.setdefault(notice.label, notice)
    return [(notice, counts[label]) for label, notice in latest.items()][:_LATEST_NOTICES]


def _cards(actor: Actor, now: datetime) -> list[Card]:
    """The cards of each application, the work first."""
    return [
        *case_cards(actor, now),
        *indicator_cards(actor, now),
        *institution_cards(actor, now),
    ]
