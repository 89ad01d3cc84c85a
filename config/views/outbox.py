"""Messages and works, for the technical administrator: counts, ages, kinds; never a recipient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.door import Sent
from notifications import dead_letters
from notifications.dead_letters import MESSAGE, Dead
from notifications.models import DeliveryState as S
from notifications.models import WorkState
from veille.access import authorize
from veille.act_form import ActForm
from veille.french import number, plural, spaced
from veille.http import AgentRequest
from veille.services import dead_letters as acts
from veille.views.act_page import act_page

_FAMILIES = {MESSAGE: "Messages", dead_letters.WORK: "Travaux"}
# The columns of the table, and the states that each of them counts.
_COLUMNS = (
    ("En attente", (S.WAITING,)),
    ("Faits", (S.SENT, WorkState.DONE)),
    ("Annulés", (S.CANCELLED,)),
    ("Avis seuls", (S.KEPT,)),
    ("Sans succès", (S.DEAD,)),
    ("Abandonnés", (S.DROPPED,)),
)
_CRUMB = "Envois"


class _Kinds(forms.ChoiceField):
    """Offers what was given up when the page is read; the act answers for what is left by then."""

    def valid_value(self, value: Any) -> bool:
        return True


class _DeadForm(ActForm):
    """Which kind: those given up, with their number."""

    def __init__(self, *args: Any, dead: Sequence[Dead], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.code, f"{spaced(each.label)} ({number(each.count)})") for each in dead]
        self.fields["which"] = _Kinds(
            label="Lesquels ?",
            widget=forms.RadioSelect,
            choices=offered,
            error_messages={"required": "Choisissez une sorte d’envoi."},
        )


@require_safe
def outbox(request: AgentRequest) -> HttpResponse:
    """What waits, what has left, what was given up."""
    authorize(request.actor, "outbox.view")
    now = timezone.now()
    waits = dead_letters.oldest(now)
    dead = dead_letters.found()
    context = {
        "oldest": _age(now - waits.since) if waits.since else "",
        "due": plural(waits.due, "envoi dû", "envois dus"),
        "dead": [_line(each, now) for each in dead],
        "may_retry": any(each.family == MESSAGE for each in dead),
        "columns": [label for label, _ in _COLUMNS],
        "tallies": [_row(each) for each in dead_letters.tallies()],
    }
    return render(request, "outbox.html", context)


@require_http_methods(["GET", "POST"])
def retry(request: AgentRequest) -> HttpResponse:
    """« Relancer »: messages only."""
    authorize(request.actor, "outbox.manage")
    dead = [each for each in dead_letters.found() if each.family == MESSAGE]
    form = _DeadForm(request.POST or None, dead=dead)

    def act(sent: Sent) -> None:
        kind = form.cleaned_data["which"].partition(".")[2]
        acts.retry(actor=request.actor, kind=kind, sent=sent)

    context = {
        "heading": "Relancer des messages",
        "intro": "À faire une fois la panne réparée : le relais répond, l’adresse est juste.",
        "effects": (
            "Les messages de cette sorte repartent dans la minute, avec tous leurs essais.",
            "Qui n’a plus le droit de les recevoir ne reçoit rien.",
        ),
        "action_label": "Relancer",
    }
    return _page(request, form, context, act, "Messages relancés.")


@require_http_methods(["GET", "POST"])
def abandon(request: AgentRequest) -> HttpResponse:
    """« Abandonner »: messages and works."""
    authorize(request.actor, "outbox.manage")
    form = _DeadForm(request.POST or None, dead=dead_letters.found())

    def act(sent: Sent) -> None:
        family, _, kind = form.cleaned_data["which"].partition(".")
        acts.abandon(actor=request.actor, family=family, kind=kind, sent=sent)

    context = {
        "heading": "Abandonner des envois",
        "intro": "L’alarme cesse. Rien n’est retiré de ce que les agents voient en se connectant.",
        "effects": (
            "Un message abandonné ne part plus ; il reste sur la page « Avis » de son agent.",
            "Un travail abandonné n’est plus tenté : qui l’a demandé sait qu’il n’est pas fait.",
            "Cela ne s’annule pas.",
        ),
        "action_label": "Abandonner",
        "danger": True,
    }
    return _page(request, form, context, act, "Envois abandonnés.")


def _page(
    request: AgentRequest,
    form: ActForm,
    context: Mapping[str, object],
    act: Callable[[Sent], None],
    done: str,
) -> HttpResponse:
    back = reverse("outbox")
    crumbs = [{"label": _CRUMB, "url": back}, {"label": context["heading"], "url": ""}]
    return act_page(request, form, {**context, "crumbs": crumbs}, act, done=done, back=back)


def _line(dead: Dead, now: datetime) -> dict[str, str]:
    return {
        "family": _FAMILIES[dead.family],
        "label": dead.label,
        "count": number(dead.count),
        "age": _age(now - dead.since),
        "attempts": number(dead.attempts),
    }


def _row(tally: dead_letters.Tally) -> dict[str, object]:
    cells = [
        {"label": label, "count": number(sum(tally.counts.get(each, 0) for each in states))}
        for label, states in _COLUMNS
    ]
    return {"family": _FAMILIES[tally.family], "label": tally.label, "cells": cells}


def _age(age: timedelta) -> str:
    """« 4 minutes », « 3 heures », « 2 jours »."""
    if age.days:
        return plural(age.days, "jour", "jours")
    minutes = int(age.total_seconds()) // 60
    if minutes >= 60:
        return plural(minutes // 60, "heure", "heures")
    return plural(minutes, "minute", "minutes")
