"""Young people, saisines, cases, measures."""

from casework.models.accompagnements import AccompagnementParental
from casework.models.agenda import AgendaItem, Decision
from casework.models.alerts import AccessAlert, AccessReview
from casework.models.batches import PaperBatch, PaperBatchFile, PaperBatchLine
from casework.models.bilans import Bilan
from casework.models.cases import Case
from casework.models.cddf import CddfInformedParty, CddfReferral
from casework.models.conservation import EliminationCertificate, RappelLine, Tombstone
from casework.models.counted import CountedEvent
from casework.models.delays import DelaySetting
from casework.models.exports import Export, ExportFile, ExportLine
from casework.models.follow_ups import ReferentFollowUp, Step
from casework.models.grants import CASE_RELATIONS, CaseGrant
from casework.models.justice import JudicialStatus, ParquetCommunication
from casework.models.merges import Merge
from casework.models.papers import IssuedPaper
from casework.models.people import LegalRepresentative, YoungPerson
from casework.models.rappels import RappelALOrdre
from casework.models.readings import MotivatedReading
from casework.models.relais import Relais
from casework.models.rights import RightsRequest
from casework.models.saisines import Fait, Saisine
from casework.models.searches import Search
from casework.models.transactions import Transaction

__all__ = [
    "CASE_RELATIONS",
    "AccessAlert",
    "AccessReview",
    "AccompagnementParental",
    "AgendaItem",
    "Bilan",
    "Case",
    "CaseGrant",
    "CddfInformedParty",
    "CddfReferral",
    "CountedEvent",
    "Decision",
    "DelaySetting",
    "EliminationCertificate",
    "Export",
    "ExportFile",
    "ExportLine",
    "Fait",
    "IssuedPaper",
    "JudicialStatus",
    "LegalRepresentative",
    "Merge",
    "MotivatedReading",
    "PaperBatch",
    "PaperBatchFile",
    "PaperBatchLine",
    "ParquetCommunication",
    "RappelALOrdre",
    "RappelLine",
    "ReferentFollowUp",
    "Relais",
    "RightsRequest",
    "Saisine",
    "Search",
    "Step",
    "Tombstone",
    "Transaction",
    "YoungPerson",
]
