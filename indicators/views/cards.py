"""What waits for a pilot service or for the préfecture, on the home page: counts, no value."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from indicators.declared import filled, missing_of
from indicators.plans import Followed, followed
from indicators.years import closing, year_to_fill
from veille.french import day_month_year, plural
from veille.views.cards import Card, CardLine


def cards_for(actor: Actor, now: datetime) -> list[Card]:
    """The yearly values that this hat declares, or whose completeness it watches."""
    today = timezone.localdate(now)
    found = followed(today)
    if found is None:
        return []
    year = year_to_fill(today)
    if actor.role in PAGE_ACTS["declaration.list"]:
        service = found.plan.service_of(actor.organisation_kind)
        left = len(missing_of(found.plan, service, year)) if service else 0
        return [_card(found, year, left, "Saisir les valeurs", "indicators:declarations")]
    if actor.role in PAGE_ACTS["completeness.view"]:
        there = filled(found.plan, year)
        left = sum(
            (each.indicator.code, year, each.service) not in there for each in found.plan.expected()
        )
        return [_card(found, year, left, "Voir ce qui manque", "indicators:completeness")]
    return []


def _card(found: Followed, year: int, left: int, label: str, page: str) -> Card:
    until = day_month_year(closing(year))
    there = plural(left, "valeur reste", "valeurs restent")
    lines = (CardLine(f"Année {year} : {there} à déclarer, jusqu’au {until}."),)
    return Card(
        "saisies",
        "Saisies annuelles du plan",
        lines if left else (),
        f"Année {year} : toutes les valeurs sont déclarées.",
        reverse(page),
        label,
    )
