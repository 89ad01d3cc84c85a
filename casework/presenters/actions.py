"""Actions that a cellule gave to an organisation, and that nobody has answered yet: no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from casework.choices.lists import DecisionCode
from casework.models import Decision
from casework.presenters.labels import enumeration
from casework.presenters.lists import Due, due
from veille.french import day_month_year


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action. ``case_id``: for the journal of the list, never shown."""

    case_id: UUID
    reference: str
    url: str
    words: str
    pilot: str
    due: Due | None
    decided_on: str


def action_line(decision: Decision, today: date) -> ActionLine:
    """``decision``: with its pilot and the case of its point."""
    case = decision.item.case
    return ActionLine(
        case_id=case.pk,
        reference=case.reference,
        url=reverse("casework:case_detail", args=[case.reference]),
        words=enumeration(DecisionCode, decision.codes),
        pilot=decision.pilot.name if decision.pilot else "",
        due=due(decision.due_on, today),
        decided_on=day_month_year(timezone.localdate(decision.recorded_at)),
    )
