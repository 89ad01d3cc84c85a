"""Where the row of a paper belongs: its case, its cellule, the collectivité that writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from casework.models import Case, CddfInformedParty, EliminationCertificate, RightsRequest, Saisine
from confidentiality.models import Charte, CharteSignature
from veille.models import Cellule, Collectivite, Seance, Violation


@dataclass(frozen=True, slots=True)
class Place:
    """``case``: the one whose file the paper is of; none for what is before or around cases."""

    case: Case | None
    cellule: Cellule | None
    holder: Collectivite

    @property
    def chain(self) -> UUID:
        """The chain of the journal that is told of the paper."""
        return self.cellule.pk if self.cellule else self.holder.pk


def place_of(row: Any) -> Place:
    """The place of any row that papers are about."""
    match row:
        case Collectivite():
            return Place(None, None, row)
        case Violation() | EliminationCertificate():
            return Place(None, None, row.collectivite)
        case Charte():
            return _around(row.circle.cellule)
        case CharteSignature():
            return _around(row.charte.circle.cellule)
        # A request is answered by functions that open no case: it is asked for itself.
        case Seance() | Saisine() | RightsRequest():
            return _around(row.cellule)
    case: Case = row if isinstance(row, Case) else row.case
    return Place(case, case.cellule, case.cellule.collectivite)


def _around(cellule: Cellule) -> Place:
    return Place(None, cellule, cellule.collectivite)


_CELLULE: Final = "cellule__collectivite__seat"
_OF_CASE: Final = ("young_person__key", "young_person__commune", _CELLULE)
# What is read with a row, so that its place costs no other query.
_BESIDE: Final[dict[type, tuple[str, ...]]] = {
    Case: _OF_CASE,
    Saisine: _OF_CASE,
    CddfInformedParty: tuple(f"referral__case__{name}" for name in _OF_CASE),
    RightsRequest: (_CELLULE, *(f"case__{name}" for name in _OF_CASE)),
    Collectivite: ("seat",),
    Violation: ("collectivite__seat",),
    EliminationCertificate: ("collectivite__seat",),
    Seance: (_CELLULE,),
    Charte: (f"circle__{_CELLULE}",),
    CharteSignature: (f"charte__circle__{_CELLULE}", "user"),
}

_TO_CASE: Final[dict[type, str]] = {Case: "pk", CddfInformedParty: "referral__case"}


def beside(model: type) -> tuple[str, ...]:
    """The rows to read together with one of this model."""
    return _BESIDE.get(model, tuple(f"case__{name}" for name in _OF_CASE))


def path_to_case(model: type) -> str:
    """How a query reaches the case from a row of this model, one of a case."""
    return _TO_CASE.get(model, "case")
