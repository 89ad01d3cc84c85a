"""Agents, chartes, keys, journal."""

from confidentiality.models.acts import ActKey
from confidentiality.models.agents import User
from confidentiality.models.circles import Charte, CharteSignature, Circle
from confidentiality.models.erasures import ErasureHead
from confidentiality.models.events import Event
from confidentiality.models.journal import JournalChain, JournalEntry
from confidentiality.models.kept_forms import KeptForm
from confidentiality.models.keys import PersonKey
from confidentiality.models.seals import JournalCheckpoint, JournalSegment
from confidentiality.models.two_persons import JointAct

__all__ = [
    "ActKey",
    "Charte",
    "CharteSignature",
    "Circle",
    "ErasureHead",
    "Event",
    "JointAct",
    "JournalChain",
    "JournalCheckpoint",
    "JournalEntry",
    "JournalSegment",
    "KeptForm",
    "PersonKey",
    "User",
]
