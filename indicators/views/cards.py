"""What waits for a pilot service or for the préfecture, on the home page: counts, no value."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from indicators.declared import filled, missing_of
from indicators.plans import Followed, followed
from indicators.released import Issue, latest
from indicators.years import closing, year_to_fill
from veille.french import day_month_year, plural
from veille.views.cards import Card, CardLine


def cards_for(actor: Actor, now: datetime) -> list[Card]:
    """The figures; the yearly values that this hat declares, or whose completeness it watches."""
    cards = []
    today = timezone.localdate(now)
    oversees = actor.role in PAGE_ACTS["completeness.view"]
    if oversees:
        cards.append(_figures())
    found = followed(today)
    if found is None:
        return cards
    year = year_to_fill(today)
    if actor.role in PAGE_ACTS["declaration.list"]:
        service = found.plan.service_of(actor.organisation_kind)
        left = len(missing_of(found.plan, service, year)) if service else 0
        cards.append(_card(found, year, left, "Saisir les valeurs", "indicators:declarations"))
    elif oversees:
        there = filled(found.plan, year)
        left = sum(
            (each.indicator.code, year, each.service) not in there for each in found.plan.expected()
        )
        cards.append(_card(found, year, left, "Voir ce qui manque", "indicators:completeness"))
    return cards


def _figures() -> Card:
    """The last bulletin, and the way to what it says."""
    lines: tuple[CardLine, ...] = ()
    last = latest()
    if last is not None:
        issue = Issue.of(last)
        published = day_month_year(issue.published_on)
        lines = (CardLine(f"Dernier bulletin\u202f: n° {issue.number}, publié le {published}."),)
    return Card(
        "chiffres",
        "Chiffres",
        lines,
        "Aucun bulletin n’est encore publié.",
        reverse("indicators:overview"),
        "Lire les chiffres",
    )


def _card(found: Followed, year: int, left: int, label: str, page: str) -> Card:
    until = day_month_year(closing(year))
    there = plural(left, "valeur reste", "valeurs restent")
    lines = (CardLine(f"Année {year}\u202f: {there} à déclarer, jusqu’au {until}."),)
    return Card(
        "saisies",
        "Saisies annuelles du plan",
        lines if left else (),
        f"Année {year}\u202f: toutes les valeurs sont déclarées.",
        reverse(page),
        label,
    )
