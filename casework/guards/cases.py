"""Conditions of the path of a young person (FSM-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.states import CDDF_FINAL, FOLLOW_UP_FINAL, RAPPEL_FINAL, BilanState
from confidentiality.guards import guard

if TYPE_CHECKING:
    from casework.models import Case

LEGAL_AGE_LIMIT = 25


@guard(
    "age_limit",
    "Le suivi s’arrête au vingt-cinquième anniversaire.",
    "AU-038, art. 5",
)
def under_age_limit(case: Case) -> bool:
    return case.young_person.age() < LEGAL_AGE_LIMIT


@guard(
    "person_not_informed",
    "Le jeune n’a pas encore été informé du suivi. Faites-le d’abord : un mois au plus après la "
    "saisine.",
    "RGPD, art. 14 ; charte, clause C7",
    label="Enregistrer l’information",
    url="informer",
)
def person_is_informed(case: Case) -> bool:
    return case.informed_on is not None


@guard(
    "representatives_not_informed",
    "Les parents ou représentants légaux du mineur n’ont pas encore été informés.",
    "RGPD, art. 14 ; charte, clause C7",
    label="Enregistrer l’information",
    url="informer",
)
def representatives_are_informed(case: Case) -> bool:
    if not case.young_person.is_minor():
        return True
    return case.representatives_informed_on is not None or case.representatives_not_informed


@guard(
    "information_before_examination",
    "Cette cellule informe le jeune avant d’examiner sa situation.",
    "RGPD, art. 14 ; charte, clause C7",
    label="Enregistrer l’information",
    url="informer",
)
def informed_when_policy_says_so(case: Case) -> bool:
    return not case.cellule.informs_before_examination or case.informed_on is not None


@guard(
    "measures_running",
    "Une mesure ou un suivi est encore en cours : terminez-le d’abord.",
    "Plan départemental, mesure 2",
)
def measures_are_final(case: Case) -> bool:
    running = (
        case.rappels.exclude(state__in=RAPPEL_FINAL).exists(),
        case.cddf_referrals.exclude(state__in=CDDF_FINAL).exists(),
        case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL).exists(),
    )
    return not any(running)


@guard(
    "bilan_not_valid",
    "Le bilan de parcours doit d’abord être rédigé par le référent, puis validé.",
    "Plan départemental, mesure 2",
)
def bilan_is_valid(case: Case) -> bool:
    return case.bilans.filter(state=BilanState.VALIDE).exists()


@guard(
    "no_bilan_presented",
    "Un bilan de parcours doit être présenté en cellule avant la clôture. Exception : choisissez "
    "un motif qui en dispense.",
    "Plan départemental, mesure 2",
)
def bilan_was_presented(case: Case) -> bool:
    presented = (BilanState.PRESENTE, BilanState.COMMUNIQUE)
    return case.bilans.filter(state__in=presented).exists()


@guard(
    "nothing_to_present",
    "Un suivi déjà engagé peut être poursuivi ; cette situation n’a pas encore de suivi.",
    "Plan départemental, mesure 2",
)
def already_engaged(case: Case) -> bool:
    return case.engaged_on is not None


@guard(
    "later_release",
    "L’archivage, le scellement et l’élimination ne sont pas encore ouverts dans cette version : "
    "la situation close reste lisible par le coordonnateur et le maire.",
    "AU-038, art. 5 ; code du patrimoine, art. R. 212-14",
)
def conservation_is_open(_: Case) -> bool:
    return False


@guard(
    "reopen_later",
    "Une nouvelle saisine du même jeune ouvre une nouvelle situation : celle-ci reste close.",
    "AU-038, art. 5 ; invariant I50",
    label="Nouvelle saisine",
    url="/saisines/nouvelle/",
)
def reopening_is_open(_: Case) -> bool:
    return False
