"""What may be said of a column: what it serves, who reads it, how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from confidentiality.choices import FieldGroup as F


class Purpose(Enum):
    """What the data serve; nothing is kept for a purpose that is not here."""

    EXCHANGE = "P1", "échanges confidentiels de la cellule"
    MEASURES = "P2", "préparation et trace des mesures du maire"
    FOLLOW_UP = "P3", "suivi du parcours, bilan à la cellule"
    SECURITY = "S", "traçabilité, preuve et sécurité"
    GOVERNANCE = "G", "désignations, charte, organisation de la cellule"
    RIGHTS = "D", "réponse aux demandes des personnes"

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


class Kept(Enum):
    """How long, and what happens then. The codes are those of the domain."""

    R1 = "le temps du suivi", "effacé à la clôture, au plus tard la nuit qui suit"
    R2 = (
        "le temps du suivi, puis en archive fermée trois ans au plus, jamais après 25 ans",
        ("scellé à l’échéance, détruit avec la clé sous l’accord des archives"),
    )
    R4 = "trente jours", "effacé s’il n’a pas de suite ; sinon suit la situation"
    R6 = "le temps de la mesure judiciaire, au plus celui du suivi", "effacé, jamais archivé"
    R7 = "douze mois", "effacé ; le journal, par segments entiers"
    R8 = "le temps de la fonction, puis six ans", "effacé, ou vidé de la personne avec le compte"
    R10 = "cinq ans après la réponse", "effacé"
    SEANCE = "trois ans après la séance", "effacé"
    ACT = "le temps de l’acte, sept jours au plus", "effacé une fois l’acte traité"
    FILE = "vingt-quatre heures au plus", "effacé au téléchargement, ou à l’heure dite"


class Readers(Enum):
    """Who reads what is not a group of the access matrix."""

    NOBODY = "personne : l’application seule"
    AGENTS = "les agents de la même cellule"
    OWNER = "l’agent lui-même"
    DPO = "le délégué à la protection des données"
    CHAIR = "coordonnateur et maire"
    REVIEWER = "la personne qui relit une lecture motivée"
    REQUESTS = "coordonnateur, maire et délégué à la protection des données"
    EXPORTS = "l’agent lui-même, la seconde personne, le délégué à la protection des données"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is true of some columns of one model."""

    purpose: Purpose
    read: F | Readers
    kept: Kept
    columns: tuple[str, ...]


def treated(purpose: Purpose, read: F | Readers, kept: Kept, columns: str) -> Treatment:
    return Treatment(purpose, read, kept, tuple(columns.split()))
