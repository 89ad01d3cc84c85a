"""What remains after closing: motivated readings of the archive, tombstones."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from casework.choices.conservation import ReadingReason
from veille.models import Collectivite, Designation


class ArchiveReadingQuerySet(models.QuerySet["ArchiveReading"]):
    def open_at(self, now: datetime) -> ArchiveReadingQuerySet:
        """Approved, and not yet over."""
        return self.filter(approved_at__lte=now, until__gt=now)


class ArchiveReading(models.Model):
    """P16: one archived case read by one agent, for a coded reason, approved by a second person.

    Sixty minutes, read only (AU-038 art. 5: « de manière ponctuelle et motivée »).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="archive_readings", verbose_name="situation"
    )
    asked_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="demandée par"
    )
    reason = models.CharField("motif", max_length=40, choices=ReadingReason.choices)
    reference = models.CharField("référence de la demande", max_length=60)
    asked_at = models.DateTimeField("demandée le")
    approved_by = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="approuvée par",
    )
    approved_at = models.DateTimeField("approuvée le", null=True, blank=True)
    until = models.DateTimeField("jusqu’au", null=True, blank=True)

    objects = ArchiveReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "lecture motivée"
        default_permissions = ()
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="archive_reading_by_two",
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                violation_error_message="Une lecture d’archive s’approuve à deux.",
            ),
            models.CheckConstraint(
                name="archive_reading_approved_is_whole",
                condition=Q(approved_by=None, approved_at=None, until=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, until__isnull=False),
                violation_error_message="Une lecture approuvée porte son heure de fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"lecture motivée {str(self.pk)[:8]}"


class Tombstone(models.Model):
    """What is left of an eliminated case: that it existed, and that it was destroyed."""

    id = models.UUIDField(primary_key=True, editable=False)
    collectivite = models.ForeignKey(
        Collectivite, models.PROTECT, related_name="tombstones", verbose_name="collectivité"
    )
    opened_on = models.DateField("repérée le")
    ended_on = models.DateField("terminée le")
    eliminated_at = models.DateTimeField("éliminée le")
    agreement_reference = models.CharField("visa des archives", max_length=120)

    class Meta:
        verbose_name = "trace d’élimination"
        verbose_name_plural = "traces d’élimination"
        default_permissions = ()

    def __str__(self) -> str:
        return f"élimination {str(self.pk)[:8]}"


class EliminationCertificate(models.Model):
    """What was destroyed on one day under one agreement of the archives: counts, nobody.

    The data of the certificate that the archives are owed (code du patrimoine, art. R. 212-14).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(
        Collectivite, models.PROTECT, related_name="certificates", verbose_name="collectivité"
    )
    day = models.DateField("jour")
    agreement_reference = models.CharField("visa des archives", max_length=120)
    cases = models.PositiveIntegerField("situations éliminées", default=0)
    people = models.PositiveIntegerField("personnes effacées", default=0)

    class Meta:
        verbose_name = "certificat d’élimination"
        verbose_name_plural = "certificats d’élimination"
        default_permissions = ()
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collectivite", "day", "agreement_reference"],
                name="certificate_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"certificat {str(self.pk)[:8]}"
