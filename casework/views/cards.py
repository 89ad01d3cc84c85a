"""What waits for each role, as cards of the home page. Counts and references, never a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from casework.choices.states import BilanState, CaseState, CddfState, RappelState, SaisineState
from casework.models import Bilan, Case, CddfReferral, RappelALOrdre, ReferentFollowUp, Saisine
from casework.views.work import waiting_for_mayor
from confidentiality.actors import Actor
from confidentiality.choices import Role
from veille.french import plural
from veille.views.cards import Card, CardLine

SOON = timedelta(days=7)


def cards_for(actor: Actor, now: datetime) -> list[Card]:
    """The work of this hat, the first thing it sees."""
    build = _BY_ROLE.get(actor.role)
    return [build(actor, now)] if build else []


def _line(count: int, one: str, many: str, page: str, link: str) -> list[CardLine]:
    if count == 0:
        return []
    return [CardLine(f"{plural(count, one, many)}.", reverse(page), link)]


def _cases(count: int, one: str, many: str) -> list[CardLine]:
    return _line(count, one, many, "casework:case_list", "Voir les situations")


def _coordonnateur(actor: Actor, now: datetime) -> Card:
    today = timezone.localdate(now)
    cases = Case.objects.visible_to(actor, now)
    saisines = Saisine.objects.visible_to(actor, now).filter(state=SaisineState.SOUMISE)
    bilans = Bilan.objects.visible_to(actor, now).filter(state=BilanState.REDIGE)
    late = cases.filter(next_due_on__lt=today)
    soon = cases.filter(next_due_on__range=(today, today + SOON))
    untold = cases.filter(state=CaseState.ORIENTE, informed_on=None)
    lines = [
        *_line(
            saisines.count(),
            "saisine à qualifier",
            "saisines à qualifier",
            "casework:saisine_list",
            "Qualifier",
        ),
        *_cases(late.count(), "échéance dépassée", "échéances dépassées"),
        *_cases(soon.count(), "échéance sous sept jours", "échéances sous sept jours"),
        *_cases(untold.count(), "information à donner", "informations à donner"),
        *_cases(bilans.count(), "bilan à valider", "bilans à valider"),
    ]
    return Card("travail", "À faire", tuple(lines), "Rien à faire aujourd’hui.")


def _maire(actor: Actor, now: datetime) -> Card:
    lines = _line(
        len(waiting_for_mayor(actor, now)),
        "décision attend votre signature",
        "décisions attendent votre signature",
        "casework:parapheur",
        "Ouvrir le parapheur",
    )
    return Card("travail", "Parapheur", tuple(lines), "Rien n’attend votre décision.")


def _referent(actor: Actor, now: datetime) -> Card:
    missions = ReferentFollowUp.objects.visible_to(actor, now)
    bilans = Bilan.objects.visible_to(actor, now).filter(state=BilanState.A_REDIGER)
    lines = [
        *_line(missions.count(), "suivi", "suivis", "casework:follow_up_list", "Mes suivis"),
        *_line(
            bilans.count(),
            "bilan à écrire",
            "bilans à écrire",
            "casework:follow_up_list",
            "Mes suivis",
        ),
    ]
    return Card("travail", "Mes suivis", tuple(lines), "Aucun suivi ne vous est confié.")


def _membre(actor: Actor, now: datetime) -> Card:
    saisines = Saisine.objects.visible_to(actor, now)
    opened = Case.objects.visible_to(actor, now).count()
    lines = [
        *_line(
            saisines.filter(state=SaisineState.BROUILLON).count(),
            "brouillon de saisine",
            "brouillons de saisine",
            "casework:saisine_list",
            "Reprendre",
        ),
        *_line(
            saisines.exclude(state=SaisineState.BROUILLON).count(),
            "saisine envoyée",
            "saisines envoyées",
            "casework:saisine_list",
            "Voir mes saisines",
        ),
        *_cases(opened, "situation vous est ouverte", "situations vous sont ouvertes"),
    ]
    return Card(
        "travail",
        "Votre travail",
        tuple(lines),
        "Rien en cours.",
        reverse("casework:saisine_start"),
        "Nouvelle saisine",
    )


def _parquet(actor: Actor, now: datetime) -> Card:
    waiting = RappelALOrdre.objects.visible_to(actor, now).filter(state=RappelState.CONSULTATION)
    lines = _line(
        waiting.count(),
        "consultation à rendre",
        "consultations à rendre",
        "casework:parquet_list",
        "Répondre",
    )
    return Card("travail", "Consultations", tuple(lines), "Aucune consultation ne vous attend.")


def _cddf(actor: Actor, now: datetime) -> Card:
    families = CddfReferral.objects.visible_to(actor, now).exclude(state=CddfState.CLOSE)
    lines = _line(
        families.count(), "famille inscrite", "familles inscrites", "casework:cddf_list", "Voir"
    )
    return Card("travail", "CDDF", tuple(lines), "Aucune famille n’est inscrite.")


_BY_ROLE: dict[Role, Callable[[Actor, datetime], Card]] = {
    Role.COORDONNATEUR: _coordonnateur,
    Role.MAIRE: _maire,
    Role.REFERENT: _referent,
    Role.MEMBRE: _membre,
    Role.PARQUET: _parquet,
    Role.CDDF: _cddf,
}
