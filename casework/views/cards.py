"""What waits for each role, as cards of the home page. Counts and references, never a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse

from casework.choices.states import SaisineState
from casework.models import Case, ReferentFollowUp, Saisine
from casework.presenters.todo_roles import todo_of
from confidentiality.actors import Actor
from confidentiality.choices import Role
from veille.french import plural
from veille.views.cards import Card, CardLine

_EMPTY: dict[Role, str] = {
    Role.COORDONNATEUR: "Rien à faire aujourd’hui.",
    Role.MAIRE: "Rien n’attend votre décision.",
    Role.REFERENT: "Rien ne vous attend dans vos suivis.",
    Role.MEMBRE: "Rien en cours.",
    Role.PARQUET: "Aucune consultation ne vous attend.",
    Role.CDDF: "Aucune famille n’est attendue.",
    Role.DPO: "Aucune demande ne vous attend.",
}
_NEXT = {
    Role.MEMBRE: ("casework:saisine_start", "Nouvelle saisine"),
    Role.COORDONNATEUR: ("casework:calendar", "Calendrier"),
    Role.MAIRE: ("casework:calendar", "Calendrier"),
}


def cards_for(actor: Actor, now: datetime) -> list[Card]:
    """The work of this hat, the first thing it sees; then what it follows."""
    if actor.role not in _EMPTY:
        return []
    lines = tuple(CardLine(each.text, each.url, each.link) for each in todo_of(actor, now))
    url, label = _NEXT.get(actor.role, ("", ""))
    work = Card("travail", "À faire", lines, _EMPTY[actor.role], reverse(url) if url else "", label)
    build = _FOLLOWED.get(actor.role)
    return [work, *([build(actor, now)] if build else [])]


def _line(count: int, one: str, many: str, page: str, link: str) -> list[CardLine]:
    if count == 0:
        return []
    return [CardLine(f"{plural(count, one, many)}.", reverse(page), link)]


def _referent(actor: Actor, now: datetime) -> Card:
    missions = ReferentFollowUp.objects.visible_to(actor, now)
    lines = _line(missions.count(), "suivi", "suivis", "casework:follow_up_list", "Mes suivis")
    return Card("suivis", "Mes suivis", tuple(lines), "Aucun suivi ne vous est confié.")


def _membre(actor: Actor, now: datetime) -> Card:
    sent = Saisine.objects.visible_to(actor, now).exclude(state=SaisineState.BROUILLON)
    opened = Case.objects.visible_to(actor, now).count()
    lines = [
        *_line(
            sent.count(),
            "saisine envoyée",
            "saisines envoyées",
            "casework:saisine_list",
            "Voir mes saisines",
        ),
        *_line(
            opened,
            "situation vous est ouverte",
            "situations vous sont ouvertes",
            "casework:case_list",
            "Voir les situations",
        ),
    ]
    return Card("suivis", "Votre travail", tuple(lines), "Aucune saisine envoyée.")


_FOLLOWED: dict[Role, Callable[[Actor, datetime], Card]] = {
    Role.REFERENT: _referent,
    Role.MEMBRE: _membre,
}
