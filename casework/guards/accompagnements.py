"""Conditions of an accompagnement parental (FSM-5). CASF art. L. 141-2, invariants I44, I45."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.mayor import AccompagnementTrigger
from casework.guards.measures import case_is_engaged
from confidentiality.guards import guard
from veille.models import Cddf

if TYPE_CHECKING:
    from casework.models import AccompagnementParental, Case


@guard(
    "accompagnement_adult",
    "L’accompagnement parental s’adresse aux parents d’un mineur. Ce jeune a 18 ans ou plus.",
    "CASF, art. L. 141-2",
)
def person_is_minor(accompagnement: AccompagnementParental) -> bool:
    return accompagnement.case.young_person.is_minor(accompagnement.today)


@guard(
    "accompagnement_adult",
    "L’accompagnement parental s’adresse aux parents d’un mineur. Ce jeune a 18 ans ou plus.",
    "CASF, art. L. 141-2",
)
def young_person_is_minor(case: Case) -> bool:
    return case.young_person.is_minor(case.today)


@guard(
    "accompagnement_trigger",
    "Indiquez pourquoi : défaut de surveillance, défaut d’assiduité, ou demande des parents.",
    "CASF, art. L. 141-2",
)
def trigger_is_known(accompagnement: AccompagnementParental) -> bool:
    return accompagnement.trigger in AccompagnementTrigger.values


@guard(
    "accompagnement_threat",
    "Indiquez ce qui est menacé : l’ordre, la sécurité ou la tranquillité publics. Seule une "
    "demande des parents en dispense.",
    "CASF, art. L. 141-2",
)
def threat_is_named(accompagnement: AccompagnementParental) -> bool:
    return accompagnement.trigger == AccompagnementTrigger.PARENTS or bool(accompagnement.threat)


def commune_cddf(accompagnement: AccompagnementParental) -> Cddf | None:
    """The CDDF of the commune where the young person lives, if it has created one."""
    commune = accompagnement.case.young_person.commune_id
    return Cddf.objects.filter(commune=commune).first()


@guard(
    "accompagnement_no_cddf",
    "La commune n’a pas créé de CDDF : il n’y a pas de consultation à noter.",
    "CASF, art. L. 141-1 et L. 141-2",
    label="Passer à la vérification",
    url="verifier",
)
def commune_has_cddf(accompagnement: AccompagnementParental) -> bool:
    return commune_cddf(accompagnement) is not None


@guard(
    "accompagnement_cddf_first",
    "La commune a un CDDF : le maire le consulte avant de proposer l’accompagnement.",
    "CASF, art. L. 141-2",
    label="Noter la consultation du CDDF",
    url="consulter-le-cddf",
)
def cddf_was_consulted(accompagnement: AccompagnementParental) -> bool:
    return accompagnement.cddf_consulted_on is not None or commune_cddf(accompagnement) is None


@guard(
    "accompagnement_not_verified",
    "Attestez qu’aucune mesure d’assistance éducative n’est en cours : le maire ne peut rien "
    "proposer quand le juge des enfants suit la famille.",
    "CASF, art. L. 141-2",
    label="Attester la vérification",
    url="verifier",
)
def is_verified(accompagnement: AccompagnementParental) -> bool:
    return accompagnement.verified_on is not None


@guard(
    "accompagnement_pcd",
    "L’avis du président du conseil départemental n’a pas été demandé.",
    "CASF, art. L. 141-2",
    label="Noter la demande d’avis",
    url="demander-l-avis",
)
def opinion_was_asked(accompagnement: AccompagnementParental) -> bool:
    return accompagnement.pcd_asked_on is not None


@guard(
    "accompagnement_informations",
    "Quatre autorités sont informées avant le début : l’Éducation nationale, le chef "
    "d’établissement, la CAF et le préfet. Une date manque.",
    "CASF, art. L. 141-2",
    label="Dater les informations",
    url="informer-les-autorites",
)
def authorities_are_informed(accompagnement: AccompagnementParental) -> bool:
    return all(accompagnement.informations().values())


@guard(
    "accompagnement_opinion_known",
    "L’avis du département est déjà noté.",
    "CASF, art. L. 141-2",
)
def opinion_is_awaited(accompagnement: AccompagnementParental) -> bool:
    return not accompagnement.pcd_opinion


# What the mayor’s proposal rests on (invariant I44).
LAWFUL = (
    case_is_engaged,
    person_is_minor,
    trigger_is_known,
    threat_is_named,
    cddf_was_consulted,
)
