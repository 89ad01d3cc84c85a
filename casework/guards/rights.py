"""Conditions of a request about data (FSM-11). RGPD art. 12, 18 and 38."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.rights import FREEZING, RightsOutcome
from casework.choices.states import RightsState
from confidentiality.guards import guard

if TYPE_CHECKING:
    from casework.models import RightsRequest

# Outcomes that grant something.
ACCEPTED = frozenset({RightsOutcome.FONDEE, RightsOutcome.PARTIELLE})


@guard(
    "right_does_not_freeze",
    "L’accès et l’effacement s’instruisent sans geler la situation.",
    "RGPD, art. 18",
)
def right_freezes(request: RightsRequest) -> bool:
    return request.kind in FREEZING


@guard(
    "rights_not_frozen",
    "Cette demande gèle la situation avant d’être instruite.",
    "RGPD, art. 18 et 21",
)
def waits_for_its_freeze(request: RightsRequest) -> bool:
    return request.state == RightsState.GEL or request.kind not in FREEZING


@guard(
    "dpo_not_asked",
    "Le délégué à la protection des données n’a pas encore donné son avis.",
    "RGPD, art. 38, 1",
)
def dpo_has_advised(request: RightsRequest) -> bool:
    return request.advised_on is not None


@guard(
    "rights_extended_once",
    "Le délai a déjà été prolongé : il ne peut pas l’être deux fois.",
    "RGPD, art. 12, 3",
)
def never_extended(request: RightsRequest) -> bool:
    return request.extension_told_on is None
