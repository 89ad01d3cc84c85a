"""Conditions of a rappel à l’ordre (FSM-3). CSI art. L. 132-7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.delays import Delay
from casework.choices.facts import FAITS, Nature, RappelAllowed
from casework.choices.justice import JudicialCode
from casework.choices.lists import Answer
from casework.choices.measures import RappelLevel, RepresentativePresence
from casework.choices.states import MEASURES_ADVANCE
from casework.deadlines import delays_of
from confidentiality.guards import guard

if TYPE_CHECKING:
    from casework.models import RappelALOrdre


@guard(
    "rappel_no_fact",
    "Choisissez au moins un fait daté : un rappel à l’ordre porte sur des faits.",
    "CSI, art. L. 132-7",
)
def has_facts(rappel: RappelALOrdre) -> bool:
    return bool(rappel.fact_codes())


@guard(
    "rappel_delit",
    "Un de ces faits est un délit ou une atteinte aux personnes : le maire ne peut pas faire de "
    "rappel à l’ordre. Signalez-les au procureur, puis indiquez seulement la date.",
    "CSI, art. L. 132-2 et L. 132-7 ; CPP, art. 40",
    label="Réinscrire à une séance",
    url="inscrire",
)
def no_fact_is_excluded(rappel: RappelALOrdre) -> bool:
    return all(FAITS[code].rappel is not RappelAllowed.NO for code in rappel.fact_codes())


@guard(
    "rappel_crime_declared",
    "La saisine déclare un crime ou un délit : le rappel à l’ordre est exclu.",
    "CSI, art. L. 132-7 ; CPP, art. 40",
    label="Réinscrire à une séance",
    url="inscrire",
)
def no_crime_declared(rappel: RappelALOrdre) -> bool:
    return not rappel.case.saisines.filter(q_crime_delit=Answer.OUI).exists()


@guard(
    "rappel_complaint",
    "Une plainte ou une enquête est déclarée. Le rappel à l’ordre n’est plus possible ; la cellule "
    "peut proposer autre chose.",
    "CSI, art. L. 132-7",
    label="Réinscrire à une séance",
    url="inscrire",
)
def no_complaint_declared(rappel: RappelALOrdre) -> bool:
    return not rappel.case.saisines.filter(q_plainte_enquete=Answer.OUI).exists()


@guard(
    "rappel_proceedings",
    "Le parquet a communiqué une procédure sur ces faits. Le rappel à l’ordre n’est plus "
    "possible ; la cellule peut proposer autre chose.",
    "CSI, art. L. 132-7",
    label="Inscrire à une séance",
    url="inscrire",
)
def no_proceedings_communicated(rappel: RappelALOrdre) -> bool:
    known = rappel.case.judicial_statuses.filter(code=JudicialCode.PROCEDURE)
    return not known.exists()


@guard(
    "rappel_territory",
    "Les faits ne se sont pas produits dans une commune de la collectivité.",
    "CSI, art. L. 132-7",
)
def commune_is_in_tenant(rappel: RappelALOrdre) -> bool:
    return rappel.case.cellule.collectivite.communes.filter(pk=rappel.commune_id).exists()


@guard(
    "rappel_informal_needs_no_qualification",
    "Un de ces faits est une contravention : le rappel informel est réservé aux comportements "
    "sans qualification pénale. Passez par le protocole avec le parquet.",
    "CSI, art. L. 132-7",
)
def level_fits_facts(rappel: RappelALOrdre) -> bool:
    if rappel.level != RappelLevel.INFORMEL:
        return True
    return all(FAITS[code].nature is Nature.SANS_QUALIFICATION for code in rappel.fact_codes())


@guard(
    "rappel_is_informal",
    "Un rappel informel ne passe pas par le parquet : le maire peut décider directement.",
    "CSI, art. L. 132-7",
    label="Décider et convoquer",
    url="decider",
)
def level_is_protocole(rappel: RappelALOrdre) -> bool:
    return rappel.level == RappelLevel.PROTOCOLE


@guard(
    "rappel_no_protocol",
    "Aucun protocole avec le parquet n’est en vigueur pour cette commune : indiquez la référence "
    "d’un accord écrit du parquet.",
    "CSI, art. L. 132-7",
)
def protocol_is_in_force(rappel: RappelALOrdre) -> bool:
    if rappel.agreement_reference:
        return True
    return rappel.protocol is not None and rappel.protocol.in_force(rappel.today)


@guard(
    "rappel_attestations",
    "Attestez qu’aucune plainte et aucune procédure ne sont connues pour ces faits.",
    "CSI, art. L. 132-7",
)
def is_attested(rappel: RappelALOrdre) -> bool:
    return rappel.attested_at is not None


@guard(
    "rappel_no_answer",
    "Le parquet n’a pas encore répondu. Son silence ne vaut pas accord.",
    "CSI, art. L. 132-7",
    label="Relancer le parquet",
    url="relancer",
)
def may_be_decided(rappel: RappelALOrdre) -> bool:
    return rappel.level == RappelLevel.INFORMEL or rappel.opinion_on is not None


@guard(
    "rappel_reminder_early",
    "Le parquet vient d’être consulté : laissez-lui le délai convenu avant de le relancer.",
    "Protocole avec le parquet",
)
def silence_has_lasted(rappel: RappelALOrdre) -> bool:
    asked = rappel.reminded_on or rappel.consulted_on
    if asked is None:
        return False
    return rappel.today >= delays_of(rappel.case.cellule).after(Delay.PARQUET, asked)


@guard(
    "rappel_presence",
    "Indiquez qui représentait le mineur. Si personne n’a pu venir, choisissez la raison.",
    "CSI, art. L. 132-7, al. 2",
)
def minor_is_accompanied(rappel: RappelALOrdre) -> bool:
    if not rappel.case.young_person.is_minor(rappel.today):
        return True
    if rappel.impossibility:
        return True
    return rappel.presence_representatives not in ("", RepresentativePresence.AUCUN)


@guard(
    "rappel_second_postponement",
    "La convocation a déjà été reportée une fois.",
    "Protocole avec le parquet",
    label="Constater l’absence",
    url="carence",
)
def not_yet_postponed(rappel: RappelALOrdre) -> bool:
    return rappel.postponed_count == 0


@guard(
    "rappel_no_second_chance",
    "Une seconde convocation a déjà eu lieu. La suite appartient à la cellule.",
    "CSI, art. L. 132-7",
    label="Réinscrire à une séance",
    url="inscrire",
)
def one_absence_only(rappel: RappelALOrdre) -> bool:
    return rappel.absence_count < 2


@guard(
    "rappel_no_return_wanted",
    "Le protocole ne demande pas d’informer le parquet des suites.",
    "Protocole avec le parquet",
)
def protocol_wants_return(rappel: RappelALOrdre) -> bool:
    return rappel.protocol is not None and rappel.protocol.wants_return


@guard(
    "rappel_parquet_informed",
    "Le parquet est déjà informé des suites.",
    "Protocole avec le parquet",
)
def parquet_waits_for_the_outcome(rappel: RappelALOrdre) -> bool:
    told, outcome = rappel.parquet_informed_on, rappel.outcome_on
    return told is None or (outcome is not None and told < outcome)


@guard(
    "measure_case_stopped",
    "La situation n’est pas en cours de suivi : la mesure attend sa reprise.",
    "Plan départemental, mesure 2",
)
def case_is_engaged(rappel: RappelALOrdre) -> bool:
    return rappel.case.engaged_on is not None and rappel.case.state in MEASURES_ADVANCE
