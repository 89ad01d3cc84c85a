"""Rows of the archive."""

from __future__ import annotations

from django.utils import timezone

from casework.choices.conservation import ReadingReason
from casework.models import ArchiveReading, Case
from confidentiality.actors import Actor


def archive_reading(about: Case, asked_by: Actor) -> ArchiveReading:
    """Asked today, not yet approved."""
    return ArchiveReading.objects.create(
        case=about,
        asked_by_id=asked_by.hat_id,
        reason=ReadingReason.DROITS,
        reference="COURRIER-2026-7",
        asked_at=timezone.now(),
    )
