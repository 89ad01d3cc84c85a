"""« Calendrier »: weeks as a list, and the subscription of a telephone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from casework.calendar import Entry, Period, entries_of
from casework.calendar_feed import written
from casework.presenters.months import month_of
from casework.sight import note_list_read
from confidentiality.door import Sent
from confidentiality.errors import AlreadyDone
from confidentiality.journal import Code
from veille.access import authorize
from veille.act_form import ActForm
from veille.french import at_time, long_date
from veille.http import AgentRequest
from veille.services.calendars import close_feed, feed_of, open_feed, reader_of
from veille.views.act_page import act_page

_PAGE = "casework:calendar"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@require_safe
def calendar(request: AgentRequest) -> HttpResponse:
    """What comes, week after week; what is late and still expected, before; a month as a grid."""
    actor, now = request.actor, timezone.now()
    authorize(actor, "calendar.view")
    entries = entries_of(actor, now)
    ids: list[Code] = list({each.case for each in entries if each.case is not None})
    scope = actor.circle_id or actor.tenant_id or actor.hat_id
    note_list_read(actor, "calendar.view", scope, ids)
    today = timezone.localdate(now)
    context = {
        "weeks": _weeks(entries, today),
        "feed": feed_of(actor),
        "month": month_of(request.GET.get("mois", ""), entries, today, Period.around(now)),
        "weekdays": WEEKDAYS,
    }
    return render(request, "casework/calendar.html", context)


def _weeks(entries: list[Entry], today: date) -> list[dict[str, Any]]:
    """What is late and still expected, then each week from this one, which may be empty."""
    late = [entry for entry in entries if _is_late(entry, today)]
    coming = [each for each in entries if each.day >= _monday(today) and each not in late]
    weeks = {
        monday: [_line(each) for each in group]
        for monday, group in groupby(coming, key=lambda entry: _monday(entry.day))
    }
    weeks.setdefault(_monday(today), [])
    found: list[dict[str, Any]] = [
        {"title": f"Semaine du {long_date(monday)}", "lines": weeks[monday], "key": f"{monday}"}
        for monday in sorted(weeks)
    ]
    found[0]["first"] = True
    if late:
        lines = [_line(each) for each in late]
        found.insert(0, {"title": "Jour dépassé", "lines": lines, "key": "avant"})
    return found


def _is_late(entry: Entry, today: date) -> bool:
    """A meeting that is over is no longer to hold; a deadline that is over is still to meet."""
    return entry.at is None and entry.day < today


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "day": long_date(entry.day).capitalize(),
        "hour": at_time(entry.at) if entry.at else "",
        "label": entry.label,
        "reference": entry.reference,
        "place": entry.place,
        "url": entry.url,
    }


@require_http_methods(["GET", "POST"])
def subscribe(request: AgentRequest) -> HttpResponse:
    """A secret address, shown once; the former one, if any, is over."""
    authorize(request.actor, "calendar.subscribe")
    form = ActForm(request.POST or None)
    context: dict[str, Any] = {
        "form": form,
        "heading": "S’abonner au calendrier",
        "effects": [
            "Une adresse secrète est faite pour votre agenda ou votre téléphone. Elle n’est "
            "montrée qu’une fois.",
            "L’agenda y lit des jours et des heures : « Cellule de veille », « Échéance de "
            "suivi ». Ni nom, ni référence.",
            "L’adresse précédente, s’il y en a une, cesse de répondre. Celle-ci finit avec votre "
            "désignation.",
        ],
        "action_label": "Faire une adresse",
        "cancel_url": reverse(_PAGE),
        "crumbs": [{"label": "Calendrier", "url": reverse(_PAGE)}],
    }
    if request.method == "POST" and form.is_valid():
        try:
            secret = open_feed(actor=request.actor, sent=form.sent)
        except AlreadyDone:
            messages.info(request, "Cette adresse a déjà été montrée. Faites-en une autre.")
            return redirect(_PAGE)
        page = reverse("casework:calendar_feed", args=[secret])
        address = settings.JALON_PUBLIC_URL + page
        return render(request, "casework/calendar_address.html", {"address": address})
    return render(request, "veille/act.html", context)


@require_http_methods(["GET", "POST"])
def unsubscribe(request: AgentRequest) -> HttpResponse:
    """The address answers nobody any more, at once."""
    authorize(request.actor, "calendar.subscribe")
    form = ActForm(request.POST or None)

    def act(sent: Sent) -> None:
        close_feed(actor=request.actor, sent=sent)

    context = {
        "heading": "Fermer l’abonnement",
        "effects": ["L’adresse ne répond plus à personne. L’agenda se vide à sa mise à jour."],
        "action_label": "Fermer l’abonnement",
        "crumbs": [{"label": "Calendrier", "url": reverse(_PAGE)}],
    }
    return act_page(request, form, context, act, done="Abonnement fermé.", back=reverse(_PAGE))


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What a telephone reads, without a sign-in: the same 404 for whatever opens nothing.

    No line of the journal: nothing here is of anybody, and whoever guesses must not fill it.
    """
    now: datetime = timezone.now()
    actor = reader_of(secret, now)
    if actor is None:
        raise Http404
    response = HttpResponse(
        written(entries_of(actor, now), secret, now), content_type="text/calendar; charset=utf-8"
    )
    response["Cache-Control"] = "private, max-age=60"
    response["X-Robots-Tag"] = "noindex"
    return response
