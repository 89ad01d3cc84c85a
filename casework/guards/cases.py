"""Conditions of the path of a young person (FSM-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.lists import CLOSED_WITHOUT_ARCHIVE, FreezeReason
from casework.choices.states import (
    ACCOMPAGNEMENT_FINAL,
    CDDF_FINAL,
    FOLLOW_UP_FINAL,
    RAPPEL_FINAL,
    TRANSACTION_FINAL,
    BilanState,
    CaseState,
)
from confidentiality.guards import guard
from veille.choices import SeanceState
from veille.models import EliminationAgreement

if TYPE_CHECKING:
    from casework.models import Case

LEGAL_AGE_LIMIT = 25


@guard(
    "age_limit",
    "Le suivi s’arrête au vingt-cinquième anniversaire.",
    "AU-038, art. 5",
)
def under_age_limit(case: Case) -> bool:
    return case.young_person.age(case.today) < LEGAL_AGE_LIMIT


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
    "already_informed",
    "Le jeune est déjà informé : un report n’a plus d’objet.",
    "RGPD, art. 14",
)
def person_is_not_informed(case: Case) -> bool:
    return case.informed_on is None


@guard(
    "representatives_not_informed",
    "Les parents ou représentants légaux du mineur n’ont pas encore été informés.",
    "RGPD, art. 14 ; charte, clause C7",
    label="Enregistrer l’information",
    url="informer",
)
def representatives_are_informed(case: Case) -> bool:
    if not case.young_person.is_minor(case.today):
        return True
    return case.representatives_informed_on is not None or case.representatives_not_informed


@guard(
    "information_before_examination",
    "Cette cellule informe le jeune avant d’examiner sa situation. À défaut, le maire peut signer "
    "un report motivé.",
    "RGPD, art. 14 ; charte, clause C7",
    label="Enregistrer l’information",
    url="informer",
)
def informed_when_policy_says_so(case: Case) -> bool:
    told = case.informed_on is not None or information_is_deferred(case)
    return told or not case.cellule.informs_before_examination


def information_is_deferred(case: Case) -> bool:
    """Whether a report signed by the mayor still runs."""
    return case.deferred_until is not None and case.today < case.deferred_until


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
        case.accompagnements.exclude(state__in=ACCOMPAGNEMENT_FINAL).exists(),
        case.transactions.exclude(state__in=TRANSACTION_FINAL).exists(),
    )
    return not any(running)


@guard(
    "measure_before_engagement",
    "Le suivi n’est pas encore engagé : la mesure commence après.",
    "Plan départemental, mesure 2",
    label="Engager le suivi",
    url="engager",
)
def follow_up_is_engaged(case: Case) -> bool:
    return case.engaged_on is not None


@guard(
    "measure_case_not_running",
    "Une mesure commence pendant le suivi, pas pendant un examen ni une suspension.",
    "Plan départemental, mesure 2",
)
def measures_may_begin(case: Case) -> bool:
    return case.engaged_on is None or case.state == CaseState.EN_COURS


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
    "seance_not_open",
    "La séance n’est pas ouverte : notez les présents, puis ouvrez-la.",
    "CSI, art. L. 132-5 ; charte, clause C4",
    label="Voir les séances",
    url="/seances/",
)
def a_seance_is_open(case: Case) -> bool:
    return bool(case.agenda_items.filter(seance__state=SeanceState.OUVERTE).exists())


@guard(
    "case_frozen",
    "La situation est gelée : trente jours ont passé sans que la personne soit informée. Rien n’y "
    "change avant cette information, ou avant un report signé par le maire.",
    "RGPD, art. 14",
    label="Enregistrer l’information",
    url="informer",
)
def information_holds_nothing(case: Case) -> bool:
    return case.freeze_code != FreezeReason.INFORMATION


@guard(
    "case_frozen_by_rights",
    "La situation est gelée : la personne a fait une demande sur ses données. Rien n’y change "
    "avant la réponse.",
    "RGPD, art. 18 et 21",
    label="Voir les demandes",
    url="/protection/demandes/",
)
def rights_hold_nothing(case: Case) -> bool:
    return case.freeze_code != FreezeReason.DROITS


@guard(
    "term_reached",
    "Le suivi a atteint douze mois : indiquez le motif qui le prolonge, ou clôturez.",
    "Plan départemental, mesure 2",
    label="Prolonger le suivi",
    url="poursuivre",
)
def term_is_not_reached(case: Case) -> bool:
    return case.term_on is None or case.today < case.term_on


@guard(
    "age_limit_not_reached",
    "Le jeune n’a pas encore 25 ans : la clôture revient à la cellule.",
    "AU-038, art. 5",
)
def age_limit_is_reached(case: Case) -> bool:
    return not under_age_limit(case)


@guard(
    "closing_without_archive",
    "Une opposition fondée ou une erreur ne laisse pas d’archive.",
    "RGPD, art. 17 et 21",
)
def closing_keeps_an_archive(case: Case) -> bool:
    return case.closing_code not in CLOSED_WITHOUT_ARCHIVE


@guard(
    "closing_with_archive",
    "Ce motif de clôture laisse une archive jusqu’à son terme.",
    "AU-038, art. 5",
)
def closing_keeps_no_archive(case: Case) -> bool:
    return case.closing_code in CLOSED_WITHOUT_ARCHIVE


@guard(
    "no_elimination_agreement",
    "Rien n’est détruit sans l’accord des archives départementales : la situation reste scellée.",
    "Code du patrimoine, art. R. 212-14",
)
def archives_have_agreed(case: Case) -> bool:
    agreements = EliminationAgreement.objects.in_force(case.today)
    return agreements.filter(collectivite=case.cellule.collectivite_id).exists()
