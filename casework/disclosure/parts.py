"""The parts of a copy: which rows, under which title, why they are held and how long.

Purposes and durations are those of the register of columns; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from casework.disclosure.decisions import Audience
from casework.disclosure.found import Found
from casework.models import (
    Case,
    Decision,
    Fait,
    LegalRepresentative,
    MotivatedReading,
    RightsRequest,
)
from casework.models.cddf import CddfInformedParty
from casework.timers.rules import VEILED
from notifications.timers import waiting_of

PURPOSES = {
    "P1": "échanges confidentiels de la cellule",
    "P2": "préparation et trace des mesures du maire",
    "P3": "suivi du parcours, bilan à la cellule",
    "S": "traçabilité, preuve et sécurité",
    "D": "réponse aux demandes des personnes",
}
DURATIONS = {
    "R1": "le temps du suivi",
    "R2": "le temps du suivi, puis en archive fermée trois ans au plus, jamais après 25 ans",
    "R4": "trente jours",
    "R7": "douze mois",
    "R10": "cinq ans après la réponse",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one model. ``purposes`` and ``kept``: codes of the register, in its order."""

    model: str
    title: str
    purposes: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def why(self) -> str:
        """« Pourquoi : … Combien de temps : … »"""
        purposes = ", ".join(PURPOSES[code] for code in self.purposes)
        kept = " ; ".join(DURATIONS[code] for code in self.kept)
        return f"Pourquoi : {purposes}. Combien de temps : {kept}."


Rows = Callable[[Any, frozenset[Audience]], Iterable[Model]]

# Of the person; the rows come from what was found.
PERSON: tuple[tuple[Part, Callable[[Found], Iterable[Model]]], ...] = (
    (
        Part("casework.YoungPerson", "Identité et coordonnées", ("P1", "P2"), ("R1", "R2")),
        lambda found: found.identities,
    ),
    (
        Part("casework.LegalRepresentative", "Représentants légaux", ("P2",), ("R1",)),
        lambda found: LegalRepresentative.objects.filter(
            young_person__in=found.identities
        ).order_by("quality", "pk"),
    ),
    (
        Part("casework.Saisine", "Saisines reçues", ("P1",), ("R1", "R2", "R4")),
        lambda found: found.saisines,
    ),
    (
        Part("casework.Fait", "Faits enregistrés", ("P1",), ("R2",)),
        lambda found: (
            fait
            for saisine in found.saisines
            for fait in Fait.even_withdrawn.filter(saisine=saisine)
            .select_related("commune")
            .order_by("happened_on", "pk")
        ),
    ),
)


def _of(related: str, *order: str) -> Callable[[Case], Iterable[Model]]:
    """The rows of a case under this name."""
    return lambda case: getattr(case, related).order_by(*order, "pk")


def _deadlines(case: Case) -> Iterable[Model]:
    """What is to come; a birthday is not a deadline to tell, and its stored day is not the day."""
    return (each for each in waiting_of(case.pk) if each.rule not in VEILED)


# Of each case.
CASE: tuple[tuple[Part, Callable[[Case], Iterable[Model]]], ...] = (
    (
        Part("casework.Case", "Le suivi", ("P1", "P3", "D", "S"), ("R1", "R2")),
        lambda case: (case,),
    ),
    (
        Part("casework.AgendaItem", "Passages devant la cellule", ("P1",), ("R2",)),
        lambda case: case.agenda_items.select_related("seance").order_by("seance__held_at", "pk"),
    ),
    (
        Part("casework.Decision", "Décisions de la cellule", ("P1",), ("R2",)),
        lambda case: (
            Decision.objects.filter(item__case=case, item__withdrawn_at=None)
            .select_related("pilot")
            .order_by("recorded_at", "pk")
        ),
    ),
    (
        Part("casework.RappelALOrdre", "Rappels à l’ordre", ("P2",), ("R2",)),
        _of("rappels", "proposed_on"),
    ),
    (
        Part("casework.CddfReferral", "Conseil pour les familles (CDDF)", ("P2",), ("R2",)),
        _of("cddf_referrals", "proposed_on"),
    ),
    (
        Part("casework.CddfInformedParty", "Organismes informés par le CDDF", ("P2",), ("R2",)),
        lambda case: (
            CddfInformedParty.objects.for_system("parts of a case that is open")
            .filter(referral__case=case)
            .order_by("informed_on", "pk")
        ),
    ),
    (
        Part("casework.AccompagnementParental", "Accompagnement parental", ("P2",), ("R2",)),
        _of("accompagnements", "considered_on"),
    ),
    (
        Part("casework.Transaction", "Transactions", ("P2",), ("R2",)),
        _of("transactions", "proposed_on"),
    ),
    (
        Part("casework.ReferentFollowUp", "Accompagnement par un référent", ("P3",), ("R2",)),
        _of("follow_ups", "designated_on"),
    ),
    (Part("casework.Step", "Étapes du suivi", ("P3",), ("R2",)), _of("steps", "happened_on")),
    (Part("casework.Bilan", "Bilans", ("P3",), ("R2",)), _of("bilans", "requested_on")),
    (Part("casework.Relais", "Relais", ("P3",), ("R2",)), _of("relais", "proposed_on")),
    (
        Part("casework.Merge", "Fiches réunies", ("P1",), ("R2",)),
        _of("merges", "decided_at"),
    ),
    (
        Part("casework.MotivatedReading", "Lectures motivées", ("S",), ("R2",)),
        lambda case: MotivatedReading.objects.filter(case=case).order_by("asked_at", "pk"),
    ),
    (Part("notifications.Timer", "Échéances à venir", ("P3",), ("R2",)), _deadlines),
    (
        Part("casework.CaseGrant", "À qui cette situation a été ouverte", ("S",), ("R2",)),
        lambda case: case.grants.select_related("permission", "designation__organisation").order_by(
            "since", "pk"
        ),
    ),
)
REQUESTS = Part("casework.RightsRequest", "Demandes sur ces données", ("D",), ("R10",))
READINGS = Part("confidentiality.JournalEntry", "Qui a consulté", ("S",), ("R7",))


def other_requests(request: RightsRequest, case: Case) -> Iterable[RightsRequest]:
    """Those of the same requester: what a parent asks is not told to the young person, nor back.

    The request that is answered is left out: it moves while it is.
    """
    mine = case.rights_requests.filter(requester=request.requester).exclude(pk=request.pk)
    return mine.order_by("received_on", "pk")


def every_part() -> tuple[Part, ...]:
    """All of them, in the order of the copy."""
    return (*(part for part, _ in PERSON), *(part for part, _ in CASE), REQUESTS, READINGS)
