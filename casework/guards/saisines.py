"""Conditions of a saisine (FSM-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.lists import Answer
from confidentiality.guards import guard
from veille.readiness import readiness_gate

if TYPE_CHECKING:
    from casework.models import Saisine

YOUNGEST, TOO_OLD = 12, 25
# Nothing nominative before the institution is ready: one refusal for each thing that is missing.
CELLULE_IS_READY = readiness_gate(lambda saisine: saisine.cellule)


@guard("saisine_age", "Le suivi concerne les jeunes de 12 à 25 ans.", "AU-038, art. 5 ; mesure 2")
def age_is_followed(saisine: Saisine) -> bool:
    return YOUNGEST <= saisine.young_person.age(saisine.today) < TOO_OLD


@guard("saisine_motif", "Cochez au moins un motif, cinq au plus.", "AU-038, art. 3")
def has_motifs(saisine: Saisine) -> bool:
    return 1 <= len(saisine.motifs) <= 5


@guard(
    "saisine_answers",
    "Répondez aux trois questions : crime ou délit, plainte ou enquête, mineur en danger.",
    "CPP, art. 40 ; CASF, art. L. 226-2-1",
)
def has_three_answers(saisine: Saisine) -> bool:
    return bool(saisine.q_crime_delit and saisine.q_plainte_enquete and saisine.q_danger)


@guard(
    "saisine_attestation",
    "Attestez que l’information est connue dans vos fonctions, non secrète et nécessaire.",
    "CP, art. 226-13",
)
def is_attested(saisine: Saisine) -> bool:
    return saisine.attested_at is not None


@guard(
    "saisine_territory",
    "La commune n’est pas dans le territoire de la cellule.",
    "AU-038, art. 1",
)
def commune_is_in_territory(saisine: Saisine) -> bool:
    communes = saisine.cellule.collectivite.communes
    return communes.filter(pk=saisine.young_person.commune_id).exists()


@guard(
    "saisine_art40",
    "Un crime ou un délit est signalé : prévenez d’abord le procureur, puis indiquez seulement la "
    "date du signalement.",
    "CPP, art. 40 ; CSI, art. L. 132-2",
)
def crime_is_reported(saisine: Saisine) -> bool:
    return saisine.q_crime_delit != Answer.OUI or saisine.art40_on is not None


@guard(
    "saisine_danger",
    "Un mineur est peut-être en danger : prévenez aujourd’hui la cellule départementale (119 ou "
    "CRIP), puis indiquez seulement la date de transmission.",
    "CASF, art. L. 226-2-1",
)
def danger_is_transmitted(saisine: Saisine) -> bool:
    if saisine.q_danger != Answer.OUI or not saisine.young_person.is_minor(saisine.today):
        return True
    return saisine.ip_on is not None
