"""Two identities found to be one person: which one remains, and all it takes to part them again."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from casework.choices.merges import MergeReason
from veille.models import Cellule, Designation


class MergeQuerySet(models.QuerySet["Merge"]):
    def reversible(self, now: datetime) -> MergeQuerySet:
        """Neither parted, nor final: the identity set aside is still there."""
        return self.filter(undone_at=None, ended_at=None, until__gt=now)


class Merge(models.Model):
    """One decision of the coordonnateur. Codes, references and dates: no name.

    ``absorbed`` is kept as it was, under its own key, until ``until``; then it is erased. ``steps``
    are the events that moved rows, in order; ``ended_grants`` the rights that ended, as they were.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="+")
    kept_case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="merges", verbose_name="situation gardée"
    )
    absorbed_case = models.ForeignKey(
        "casework.Case",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="situation réunie",
    )
    absorbed = models.ForeignKey(
        "casework.YoungPerson",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="identité mise de côté",
    )
    reason = models.CharField("motif", max_length=20, choices=MergeReason.choices)
    decided_at = models.DateTimeField("décidée le")
    decided_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="décidée par"
    )
    until = models.DateTimeField("annulable jusqu’au")
    undone_at = models.DateTimeField("annulée le", null=True, blank=True)
    ended_at = models.DateTimeField("définitive le", null=True, blank=True)
    steps = models.JSONField("actes", default=list)
    ended_grants = models.JSONField("droits terminés", default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion de deux identités"
        verbose_name_plural = "réunions de deux identités"
        default_permissions = ()
        ordering: ClassVar = ["-decided_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="merge_undone_or_final",
                condition=Q(undone_at=None) | Q(ended_at=None),
                violation_error_message="Une réunion annulée n’est pas définitive.",
            ),
        ]

    def __str__(self) -> str:
        return f"réunion {str(self.pk)[:8]}"
