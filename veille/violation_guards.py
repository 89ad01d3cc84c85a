"""Conditions of the steps of a data breach (FSM-12). RGPD art. 33 and 34."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confidentiality.guards import guard
from veille.choices import ViolationRisk

if TYPE_CHECKING:
    from veille.models import Violation


@guard(
    "violation_no_risk",
    "Aucun risque n’a été retenu pour les personnes : la CNIL n’a pas à être prévenue. Vous pouvez "
    "clore la violation.",
    "RGPD, art. 33, 1",
)
def cnil_is_to_be_told(violation: Violation) -> bool:
    return violation.risk != ViolationRisk.AUCUN


@guard(
    "violation_cnil_not_told",
    "Un risque a été retenu : notifiez d’abord la violation à la CNIL, avec la date et la "
    "référence.",
    "RGPD, art. 33, 1",
    label="Enregistrer la notification",
    url="notifier",
)
def cnil_was_told(violation: Violation) -> bool:
    return violation.risk == ViolationRisk.AUCUN or violation.notified_at is not None


@guard(
    "violation_persons_not_told",
    "Le risque est élevé : informez d’abord les personnes concernées.",
    "RGPD, art. 34",
    label="Enregistrer l’information",
    url="informer",
)
def persons_were_told(violation: Violation) -> bool:
    return violation.risk != ViolationRisk.RISQUE_ELEVE or violation.informed_on is not None
