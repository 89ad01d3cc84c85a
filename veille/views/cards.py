"""Cards of the home page: what any application puts there, and what the institutions put."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from veille.choices import SeanceState, ViolationState
from veille.french import at_time, long_date
from veille.models import Seance, Violation
from veille.services.circle_members import chartes_of
from veille.services.violations import clock


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing to see or do. Never a name: the home page shows references and counts."""

    text: str
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A block of the home page. ``key`` is its HTML id; ``empty`` is said when nothing waits."""

    key: str
    title: str
    lines: tuple[CardLine, ...] = ()
    empty: str = ""
    url: str = ""
    url_label: str = ""


def cards_for(actor: Actor, now: datetime) -> list[Card]:
    """Chartes and séances of this hat."""
    cards = []
    if actor.role in PAGE_ACTS["charte.read"]:
        cards.append(_chartes(actor, now))
    if actor.role in PAGE_ACTS["seance.list"]:
        cards.append(_seances(actor, now))
    if actor.role in PAGE_ACTS["violation.view"]:
        cards.append(_violations(actor, now))
    return cards


def _chartes(actor: Actor, now: datetime) -> Card:
    lines = tuple(
        CardLine(
            f"{status.cellule.name} : {status.words[0].lower()}{status.words[1:]}.",
            reverse("veille:charte_sign", args=[status.cellule.pk]) if status.to_sign else "",
            "Lire et signer" if status.to_sign else "",
        )
        for status in chartes_of(actor, now)
    )
    manages = actor.role in PAGE_ACTS["cellule.view"]
    return Card(
        "chartes",
        "Charte de confidentialité",
        lines,
        "Aucune cellule n’est rattachée à votre fonction.",
        reverse("veille:cellule_list" if manages else "veille:charte_list"),
        "Membres et chartes" if manages else "Toutes vos chartes",
    )


def _seances(actor: Actor, now: datetime) -> Card:
    """The next three séances of the cellules of the hat, those of today included."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    coming = Seance.objects.filter(
        cellule__in=[status.cellule.pk for status in chartes_of(actor, now)],
        held_at__gte=today,
        state__in=[SeanceState.PLANIFIEE, SeanceState.CONVOQUEE, SeanceState.OUVERTE],
    ).select_related("cellule")
    lines = tuple(
        CardLine(
            f"{long_date(timezone.localdate(seance.held_at)).capitalize()} à "
            f"{at_time(seance.held_at)}, {seance.place} ({seance.cellule.name})"
        )
        for seance in coming.order_by("held_at")[:3]
    )
    return Card("seances", "Prochaines séances", lines, "Aucune séance n’est programmée.")


def _violations(actor: Actor, now: datetime) -> Card:
    """Data breaches under way, with their 72 hours. Codes and counts only."""
    under_way = Violation.objects.visible_to(actor).exclude(state=ViolationState.CLOSE)
    lines = tuple(
        CardLine(
            f"{each.reference}, {each.get_state_display().lower()}. {clock(each, now).words}.",
            reverse("veille:violation", args=[each.pk]),
            "Ouvrir",
        )
        for each in under_way.order_by("detected_at")[:3]
    )
    return Card(
        "violations",
        "Violations de données",
        lines,
        "Aucune violation n’est en cours.",
        reverse("veille:violation_list"),
        "Toutes les violations",
    )
