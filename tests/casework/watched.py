"""Alerts of the weekly control, as if a week had been looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from casework.choices.alerts import AlertPattern
from casework.models import AccessAlert, AccessReview
from confidentiality.actors import Actor
from veille.models import Cellule


def access_alert(cellule: Cellule, agent: Actor, **values: Any) -> AccessAlert:
    """An agent who read three cases without work on them, one week."""
    review, _ = AccessReview.objects.get_or_create(
        collectivite=cellule.collectivite,
        week_on=date(2026, 11, 16),
        defaults={"readings": 40, "agents": 4, "computed_at": timezone.now()},
    )
    given = {"pattern": AlertPattern.SANS_LIEN, "count": 3, "subjects": ["K7F3QD"], **values}
    made: AccessAlert = AccessAlert.objects.create(review=review, agent_id=agent.user.pk, **given)
    return made
