"""French labels of codes, and tones of states. A tone is a hint; the label says the same."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices

from casework.choices.states import BilanState, CaseState, CddfState, FollowUpState, RappelState
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
    FollowUpState.DESIGNE: _WAITING,
    FollowUpState.ACTIF: _RUNNING,
    FollowUpState.TERMINE: _DONE,
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
