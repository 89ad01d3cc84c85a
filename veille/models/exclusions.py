"""Exclusion from the group after a breach of the charte (clause C13)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from veille.choices import ExclusionReason
from veille.models.cellules import Cellule, Designation


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def running(self) -> ExclusionQuerySet:
        """Those that nobody lifted."""
        return self.filter(lifted_at=None)


class Exclusion(models.Model):
    """Decision of the chair: this agent leaves the group of one cellule, under every hat.

    Nobody signs again while it runs. A code says the breach; no story is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exclusions")
    reason = models.CharField("manquement", max_length=12, choices=ExclusionReason.choices)
    decided_at = models.DateTimeField("décidée le")
    decided_by = models.ForeignKey(Designation, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("levée le", null=True, blank=True)
    lifted_by = models.ForeignKey(
        Designation, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = "exclusion du groupe"
        default_permissions = ()
        ordering: ClassVar = ["-decided_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cellule", "user"],
                condition=Q(lifted_at=None),
                name="exclusion_one_running",
                violation_error_message="Cet agent est déjà exclu du groupe.",
            ),
            models.CheckConstraint(
                name="exclusion_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                violation_error_message="Une exclusion levée porte sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {str(self.pk)[:8]}"
