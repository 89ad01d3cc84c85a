"""French labels of codes, and tones of states. A tone is a hint; the label says the same."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices

from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    TransactionState,
)
from veille.grammar import capital, inside, listed

_WAITING, _RUNNING, _DONE, _STOPPED = "warn", "info", "ok", "err"

_TONES: dict[str, str] = {
    CaseState.REPERE: _WAITING,
    CaseState.INSCRIT: _RUNNING,
    CaseState.EN_EXAMEN: _RUNNING,
    CaseState.AJOURNE: _WAITING,
    CaseState.ORIENTE: _WAITING,
    CaseState.EN_COURS: _RUNNING,
    CaseState.SUSPENDU: _WAITING,
    CaseState.BILAN_ATTENDU: _WAITING,
    CaseState.BILAN_PRESENTE: _RUNNING,
    CaseState.CLOS: _DONE,
    RappelState.PROPOSE: _WAITING,
    RappelState.CONSULTATION: _WAITING,
    RappelState.ACCORD: _WAITING,
    RappelState.CONVOQUE: _RUNNING,
    RappelState.REALISE: _DONE,
    RappelState.REFUSE: _STOPPED,
    CddfState.PROPOSEE: _WAITING,
    CddfState.ENTENDUE: _RUNNING,
    CddfState.RECOMMANDEE: _DONE,
    AccompagnementState.ENVISAGE: _WAITING,
    AccompagnementState.VERIFIE: _WAITING,
    AccompagnementState.AVIS_DEMANDE: _WAITING,
    TransactionState.PROPOSEE: _WAITING,
    TransactionState.ACCEPTEE: _WAITING,
    TransactionState.HOMOLOGUEE: _RUNNING,
    TransactionState.EXECUTEE: _DONE,
    TransactionState.REFUSEE: _STOPPED,
    TransactionState.SILENCE: _STOPPED,
    TransactionState.NON_HOMOLOGUEE: _STOPPED,
    TransactionState.NON_EXECUTEE: _STOPPED,
    FollowUpState.DESIGNE: _WAITING,
    FollowUpState.ACTIF: _RUNNING,
    FollowUpState.TERMINE: _DONE,
    RelaisState.ACCORD: _RUNNING,
    RelaisState.REMIS: _DONE,
    RightsState.RECUE: _WAITING,
    RightsState.IDENTITE_VERIFIEE: _WAITING,
    RightsState.GEL: _STOPPED,
    RightsState.INSTRUITE: _RUNNING,
    RightsState.REPONDUE: _DONE,
    BilanState.A_REDIGER: _WAITING,
    BilanState.REDIGE: _WAITING,
    BilanState.PRESENTE: _DONE,
}


def tone(state: str) -> str:
    """Tone of a badge; empty for the neutral one."""
    return _TONES.get(state, "")


def labels(choices: type[TextChoices], codes: Iterable[str]) -> list[str]:
    """Labels of the codes that the list knows, in the order of the list."""
    known = set(codes)
    return [str(each.label) for each in choices if each.value in known]


def words(choices: type[TextChoices], codes: Iterable[str]) -> str:
    """« assiduité scolaire, activité encadrée et CDDF »; empty for no code."""
    return listed([inside(label) for label in labels(choices, codes)])


def enumeration(choices: type[TextChoices], codes: Iterable[str]) -> str:
    """The same, to begin a line: « Absentéisme signalé par l’école et nuisances sonores »."""
    return capital(words(choices, codes))
