"""Young people, saisines, cases, measures."""

from casework.models.agenda import AgendaItem, Decision
from casework.models.bilans import Bilan
from casework.models.cases import CASE_RELATIONS, Case, CaseGrant
from casework.models.cddf import CddfReferral
from casework.models.follow_ups import ReferentFollowUp, Step
from casework.models.people import LegalRepresentative, YoungPerson
from casework.models.rappels import RappelALOrdre
from casework.models.saisines import Fait, Saisine

__all__ = [
    "CASE_RELATIONS",
    "AgendaItem",
    "Bilan",
    "Case",
    "CaseGrant",
    "CddfReferral",
    "Decision",
    "Fait",
    "LegalRepresentative",
    "RappelALOrdre",
    "ReferentFollowUp",
    "Saisine",
    "Step",
    "YoungPerson",
]
