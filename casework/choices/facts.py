"""List L-D: facts, with the text that qualifies each and what it allows.

F: a rappel à l’ordre is possible, or asks the parquet. V: contravention against a person, refused
by default. N: crime or délit: never stored, it only stops the act and forces the report of CPP
art. 40 (invariant I23).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Nature(StrEnum):
    SANS_QUALIFICATION = "sans_qualification"
    CONTRAVENTION = "contravention"
    CONTRE_PERSONNE = "contravention_contre_personne"
    DELIT = "delit"


NATURE_LABELS: dict[Nature, str] = {
    Nature.SANS_QUALIFICATION: "comportement sans qualification pénale",
    Nature.CONTRAVENTION: "contravention",
    Nature.CONTRE_PERSONNE: "contravention contre une personne",
    Nature.DELIT: "crime ou délit",
}


class RappelAllowed(StrEnum):
    YES = "oui"
    ADVICE = "avis"
    NO = "non"


@dataclass(frozen=True, slots=True)
class FaitType:
    """One line of the list: its code, French label, article, nature, and the rappel it allows."""

    code: str
    label: str
    article: str
    nature: Nature
    rappel: RappelAllowed


_Q, _C, _P, _D = (
    Nature.SANS_QUALIFICATION,
    Nature.CONTRAVENTION,
    Nature.CONTRE_PERSONNE,
    Nature.DELIT,
)
_YES, _ADVICE, _NO = RappelAllowed.YES, RappelAllowed.ADVICE, RappelAllowed.NO

_LIST = (
    FaitType("F01", "Non-respect d’un arrêté de police du maire", "R610-5 CP", _C, _YES),
    FaitType("F02", "Arrêté sur l’alcool, les artifices ou le carburant", "R644-5 CP", _C, _YES),
    FaitType("F03", "Arrêté restreignant la présence", "R644-5-1 CP", _C, _YES),
    FaitType("F04", "Bruits ou tapages injurieux ou nocturnes", "R623-2 CP", _C, _YES),
    FaitType("F05", "Regroupement bruyant ou gênant", "L2212-2 CGCT", _Q, _YES),
    FaitType("F06", "Abandon d’ordures ou déjections", "R634-2 CP", _C, _YES),
    FaitType("F07", "Dépôt de déchets non conforme", "R632-1 CP", _C, _YES),
    FaitType("F08", "Divagation d’un animal dangereux", "R622-2 CP", _C, _YES),
    FaitType("F09", "Injure ou diffamation non publique", "R621-1 et R621-2 CP", _C, _ADVICE),
    FaitType("F10", "Menace de dégradation légère", "R631-1 CP", _C, _ADVICE),
    FaitType("F11", "Dégradation légère d’un bien", "R635-1 CP", _C, _ADVICE),
    FaitType("F12", "Intrusion simple dans un établissement scolaire", "R645-12 CP", _C, _ADVICE),
    FaitType("F13", "Mineur non accompagné tard dehors", "L132-8 CSI", _Q, _YES),
    FaitType("F14", "Défaut d’assiduité scolaire", "L131-8 c. éducation", _Q, _YES),
    FaitType("F15", "Conflit de voisinage sans infraction", "L2212-2 CGCT", _Q, _YES),
    FaitType("F16", "Incident aux abords d’un établissement", "L2212-2 CGCT", _Q, _YES),
    FaitType("F17", "Incivilité ou écart de langage", "L2212-2 CGCT", _Q, _YES),
    FaitType("F18", "Présence gênante en partie commune", "L2212-2 CGCT", _Q, _YES),
    FaitType("V01", "Menaces de violences réitérées", "R623-1 CP", _P, _NO),
    FaitType("V02", "Violences légères", "R624-1 et R625-1 CP", _P, _NO),
    FaitType("N01", "Tags ou inscriptions", "322-1 II CP", _D, _NO),
    FaitType("N02", "Dégradation non légère", "322-1 I CP", _D, _NO),
    FaitType("N03", "Occupation de parties communes avec entrave", "L272-4 CSI", _D, _NO),
    FaitType("N04", "Outrage à un agent public", "433-5 CP", _D, _NO),
    FaitType("N05", "Violences aggravées", "222-13 CP", _D, _NO),
    FaitType("N06", "Intrusion scolaire pour troubler", "431-22 CP", _D, _NO),
    FaitType("N07", "Usage de stupéfiants", "L3421-1 CSP", _D, _NO),
    FaitType("N08", "Rodéo motorisé", "L236-1 c. route", _D, _NO),
    FaitType("N09", "Messages ou appels malveillants réitérés", "222-16 CP", _D, _NO),
    FaitType("N10", "Autre crime ou délit", "L132-2 CSI ; 40 CPP", _D, _NO),
)

FAITS: dict[str, FaitType] = {fait.code: fait for fait in _LIST}

# Facts that a saisine may keep. N-facts are never stored; V-facts only with the parquet’s consent.
STORABLE: dict[str, FaitType] = {
    code: fait for code, fait in FAITS.items() if fait.nature in (_Q, _C)
}

# Contraventions that may damage a thing of the commune, hence allow the mayor’s transaction when
# they did (CPP art. 44-1): light damage, rubbish left, waste put out of place.
TRANSACTION_FAITS = frozenset({"F06", "F07", "F11"})
