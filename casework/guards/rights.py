"""Conditions of a request about data (FSM-11). RGPD art. 12, 18 and 38."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.rights import FREEZING, Requester, RightKind, RightsOutcome
from casework.choices.states import UNREADABLE, RightsState
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


@guard(
    "nothing_to_rectify",
    "Seule une demande de rectification fondée, en tout ou en partie, corrige des données.",
    "RGPD, art. 16",
)
def rectification_is_granted(request: RightsRequest) -> bool:
    return request.kind == RightKind.RECTIFICATION and request.outcome in ACCEPTED


@guard(
    "rectification_awaited",
    "La demande est fondée : corrigez d’abord ce qu’elle demande, puis notez la réponse.",
    "RGPD, art. 16",
    label="Corriger",
    url="corriger",
)
def rectification_is_made(request: RightsRequest) -> bool:
    nothing_left = request.case is None or request.case.state in UNREADABLE
    granted = rectification_is_granted(request)
    return nothing_left or not granted or request.rectified_on is not None


# Opening the copy of the data.


@guard("copy_of_access_only", "Seule une demande d’accès donne lieu à une copie.", "RGPD, art. 15")
def is_about_access(request: RightsRequest) -> bool:
    return request.kind == RightKind.ACCES


@guard(
    "copy_before_identity",
    "Vérifiez d’abord l’identité de la personne : une copie remise à une autre serait une "
    "violation de données.",
    "RGPD, art. 12, 6",
    label="Vérifier l’identité",
    url="identite",
)
def identity_is_known(request: RightsRequest) -> bool:
    return request.identity_on is not None


@guard(
    "copy_answered",
    "La réponse a été donnée : une nouvelle copie demande une nouvelle demande.",
    "RGPD, art. 12, 5",
)
def is_not_answered(request: RightsRequest) -> bool:
    return request.answered_on is None


@guard("copy_refused", "Le maire n’a pas accordé l’accès : il n’y a pas de copie.", "RGPD, art. 15")
def is_not_refused(request: RightsRequest) -> bool:
    return request.outcome != RightsOutcome.NON_FONDEE


@guard(
    "copy_of_an_adult",
    "Le jeune est majeur : il reçoit lui-même la copie, ou la personne qu’il a mandatée.",
    "Code civil, art. 414",
)
def parent_still_represents(request: RightsRequest) -> bool:
    if request.requester != Requester.REPRESENTANT or request.case is None:
        return True
    return request.case.young_person.is_minor(request.today)


@guard(
    "copy_against_the_child",
    "Informer les parents est contraire à l’intérêt de l’enfant : la copie ne leur est pas "
    "remise. Le délégué et le maire répondent pour les droits d’une autre personne.",
    "RGPD, art. 15, 4",
)
def serves_the_child(request: RightsRequest) -> bool:
    if request.requester == Requester.JEUNE or request.case is None:
        return True
    minor = request.case.young_person.is_minor(request.today)
    return not (minor and request.case.representatives_not_informed)


# What the request alone tells, without opening the case.
COPY_OF_REQUEST = (is_about_access, identity_is_known, is_not_answered, is_not_refused)
COPY_IS_OPEN = (
    *COPY_OF_REQUEST,
    parent_still_represents,
    serves_the_child,
)
