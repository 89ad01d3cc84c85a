"""Conditions of the CDDF, of the follow-up by a référent and of the bilan (FSM-4 to FSM-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from casework.choices.states import FOLLOW_UP_FINAL, MEASURES_ADVANCE, BilanState
from confidentiality.guards import guard
from veille.choices import NEVER_REFERENT

if TYPE_CHECKING:
    from casework.models import (
        AccompagnementParental,
        Bilan,
        Case,
        CddfReferral,
        ReferentFollowUp,
        Transaction,
    )


@guard(
    "cddf_adult",
    "Le CDDF reçoit des familles de mineurs. Ce jeune a 18 ans ou plus.",
    "CASF, art. L. 141-1",
)
def person_is_minor(referral: CddfReferral) -> bool:
    return referral.case.young_person.is_minor(referral.today)


@guard(
    "cddf_none",
    "La commune n’a pas créé de CDDF. Le conseil municipal peut le faire par délibération.",
    "CASF, art. L. 141-1",
)
def cddf_exists(referral: CddfReferral) -> bool:
    return referral.cddf_id is not None


@guard(
    "cddf_minor_at_hearing",
    "Le jour de la séance du CDDF, le jeune sera majeur : choisissez une date plus proche.",
    "CASF, art. L. 141-1",
)
def person_is_minor_at_hearing(referral: CddfReferral) -> bool:
    if referral.hearing_at is None:
        return True
    return referral.case.young_person.is_minor(timezone.localdate(referral.hearing_at))


@guard(
    "cddf_recommendation_missing",
    "Choisissez au moins une recommandation.",
    "CASF, art. L. 141-1",
)
def has_recommendations(referral: CddfReferral) -> bool:
    return bool(referral.recommendations)


@guard(
    "cddf_third_party_not_examined",
    "Informer un tiers des recommandations se décide avec la famille : le conseil ne l’a pas "
    "examiné avec elle.",
    "CASF, art. L. 141-1",
)
def examined_with_family(referral: CddfReferral) -> bool:
    return referral.examined_with_family


@guard(
    "cddf_second_absence",
    "Une seconde convocation a déjà eu lieu.",
    "CASF, art. L. 141-1",
    label="Clore le dossier du CDDF",
    url="clore",
)
def may_be_convened_again(referral: CddfReferral) -> bool:
    return referral.absence_count < 2


@guard(
    "measure_case_stopped",
    "La situation n’est pas en cours de suivi : la mesure attend sa reprise.",
    "Plan départemental, mesure 2",
)
def case_is_engaged(
    measure: CddfReferral | ReferentFollowUp | AccompagnementParental | Transaction,
) -> bool:
    return measure.case.engaged_on is not None and measure.case.state in MEASURES_ADVANCE


@guard(
    "referent_is_police",
    "Un référent de parcours n’appartient ni à la police, ni à la gendarmerie, ni au parquet.",
    "Charte de la cellule",
)
def referent_may_accompany(follow_up: ReferentFollowUp) -> bool:
    return follow_up.organisation.kind not in NEVER_REFERENT


@guard(
    "employer_not_agreed",
    "Indiquez la date de l’accord de l’employeur du référent.",
    "Charte de la cellule, clause C12",
)
def employer_agreed(follow_up: ReferentFollowUp) -> bool:
    return follow_up.employer_agreed_on is not None


@guard(
    "adhesion_missing",
    "Le suivi repose sur l’adhésion du jeune : recueillez-la d’abord.",
    "Charte de la cellule, clause C7",
)
def young_person_adheres(follow_up: ReferentFollowUp) -> bool:
    return follow_up.young_adhesion_on is not None


@guard(
    "family_adhesion_missing",
    "Le jeune est mineur : l’adhésion de ses représentants légaux est aussi nécessaire.",
    "Charte de la cellule, clause C7",
)
def family_adheres(follow_up: ReferentFollowUp) -> bool:
    if not follow_up.case.young_person.is_minor(follow_up.today):
        return True
    return follow_up.family_adhesion_on is not None


@guard(
    "bilan_still_expected",
    "Le bilan de parcours attend d’être rédigé : terminez-le avant la fin de la mission.",
    "Plan départemental, mesure 2",
)
def no_bilan_is_waiting(follow_up: ReferentFollowUp) -> bool:
    return not follow_up.bilans.filter(state=BilanState.A_REDIGER).exists()


@guard(
    "no_referent",
    "Aucun référent ne suit cette situation : personne ne peut écrire le bilan.",
    "Plan départemental, mesure 2",
    label="Désigner le référent de parcours",
    url="designer-un-referent",
)
def a_referent_follows(case: Case) -> bool:
    return case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL).exists()


@guard(
    "bilan_incomplete",
    "Le bilan attend l’adhésion, au moins un objectif, la réitération et une proposition.",
    "Plan départemental, mesure 2",
)
def bilan_is_complete(bilan: Bilan) -> bool:
    return bool(bilan.adhesion and bilan.objectives and bilan.reiteration and bilan.proposal)
