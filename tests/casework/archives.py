"""Rows of the archive."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.models import Case, MotivatedReading
from confidentiality.actors import Actor

JUSTIFICATION = "Réponse à une demande d’accès reçue par courrier."


def archive_reading(about: Case, asked_by: Actor) -> MotivatedReading:
    """Asked today, not yet approved."""
    return MotivatedReading.objects.create(
        case=about,
        asked_by_id=asked_by.hat_id,
        reason=ReadingReason.CONTENTIEUX,
        reference="COURRIER-2026-7",
        justification=JUSTIFICATION,
        young_person=about.young_person,
        asked_at=timezone.now(),
    )


def past_reading(about: Case, reader: Actor) -> MotivatedReading:
    """Opened alone two days ago, over, not reviewed yet."""
    opened = timezone.now() - timedelta(days=2)
    return MotivatedReading.objects.create(
        case=about,
        asked_by_id=reader.hat_id,
        reason=ReadingReason.CONTROLE,
        reference="PLAINTE-2026-3",
        justification=JUSTIFICATION,
        young_person=about.young_person,
        asked_at=opened,
        opened_at=opened,
        review_due_on=timezone.localdate() + timedelta(days=4),
    )
