"""Conditions of a séance that its agenda makes (FSM-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.choices.states import CaseState
from confidentiality.guards import guard

if TYPE_CHECKING:
    from veille.models import Seance


@guard(
    "seance_cases_waiting",
    "Des situations inscrites n’ont pas reçu de décision : examinez-les, ou ajournez-les.",
    "Plan départemental, mesure 2",
)
def every_case_is_decided(seance: Seance) -> bool:
    # A frozen case cannot be decided upon: it waits for the next séance, and holds nobody back.
    waiting = seance.items.filter(
        examined_at=None,
        case__freeze_code="",
        case__state__in=(CaseState.INSCRIT, CaseState.EN_EXAMEN),
    )
    return not waiting.exists()
