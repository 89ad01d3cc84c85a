"""Conditions of the steps of a séance, with the sentence that explains each refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from confidentiality.guards import guard
from confidentiality.models import CharteSignature

if TYPE_CHECKING:
    from veille.models import Attendance, Seance


def unsigned_present(seance: Seance) -> list[Attendance]:
    """Present members who have not signed the charte now in force."""
    signed = CharteSignature.objects.in_force(timezone.now()).filter(
        user=OuterRef("designation__user"),
        charte__circle=seance.cellule_id,
        signed_at__gte=OuterRef("designation__since"),
    )
    present = seance.attendances.filter(present=True)
    return list(
        present.exclude(Exists(signed)).select_related(
            "designation__user", "designation__organisation"
        )
    )


@guard(
    "attendance_missing",
    "Notez d’abord les présents : la feuille d’émargement est vide.",
    "Charte de la cellule, clause C4",
)
def attendance_recorded(seance: Seance) -> bool:
    return seance.attendances.filter(present=True).exists()


@guard(
    "present_unsigned",
    "Une personne présente au moins n’a pas signé la charte. Elle peut signer maintenant, ou "
    "sortir pendant l’examen des situations.",
    "CSI, art. L. 132-5 ; charte, clause C4",
)
def all_present_have_signed(seance: Seance) -> bool:
    return not unsigned_present(seance)
