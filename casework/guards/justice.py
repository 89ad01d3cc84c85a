"""Conditions of what only the parquet communicates. CSI art. L. 132-2, al. 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.states import ENDED
from confidentiality.guards import guard

if TYPE_CHECKING:
    from casework.models import Case


@guard(
    "j_value_without_reference",
    "Cette valeur ne vient que du parquet : notez d’abord la référence et la date de sa "
    "communication.",
    "CSI, art. L. 132-2, al. 3",
    label="Noter la communication du parquet",
    url="communication-du-parquet",
)
def rests_on_the_parquet(case: Case) -> bool:
    return case.parquet_communications.exists()


@guard(
    "judicial_case_ended",
    "La situation n’est plus suivie : aucune information judiciaire n’y est gardée.",
    "RGPD, art. 5 ; AU-038, art. 5",
)
def case_is_followed(case: Case) -> bool:
    return case.state not in ENDED


@guard(
    "judicial_none",
    "Aucun statut judiciaire n’est noté sur cette situation.",
    "CSI, art. L. 132-2, al. 3",
)
def has_a_status(case: Case) -> bool:
    return case.judicial_statuses.exists()
