"""An absence, during which one designated substitute holds the place of a member."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from veille.models.cellules import Designation


class SuppleanceQuerySet(models.QuerySet["Suppleance"]):
    def running(self, now: datetime) -> SuppleanceQuerySet:
        """Those that hold at this moment; until is the first moment after them."""
        return self.filter(since__lte=now, until__gt=now)

    def meeting(self, since: datetime, until: datetime) -> SuppleanceQuerySet:
        """Those that hold at some moment of a period."""
        return self.filter(since__lt=until, until__gt=since)


class Suppleance(models.Model):
    """One holds the place of the other, never both (charte, clause C12; docs/decisions/0034).

    The substitute reads what the titular would read, under their own designation and their own
    signature of the charte. The titular reads nothing meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    titular = models.ForeignKey(
        Designation, models.PROTECT, related_name="absences", verbose_name="titulaire"
    )
    substitute = models.ForeignKey(
        Designation, models.PROTECT, related_name="suppleances", verbose_name="suppléant"
    )
    since = models.DateTimeField("depuis le")
    until = models.DateTimeField("jusqu’au")
    declared_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="déclarée par"
    )
    declared_at = models.DateTimeField("déclarée le")

    objects = SuppleanceQuerySet.as_manager()

    class Meta:
        verbose_name = "suppléance"
        default_permissions = ()
        ordering: ClassVar = ["since"]
        indexes: ClassVar = [
            models.Index(fields=["titular", "until"], name="suppleance_titular"),
            models.Index(fields=["substitute", "until"], name="suppleance_substitute"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="suppleance_ends_after_it_starts",
                condition=Q(until__gte=models.F("since")),
                violation_error_message="Une suppléance finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="suppleance_of_another",
                condition=~Q(titular=models.F("substitute")),
                violation_error_message="Personne n’est son propre suppléant.",
            ),
        ]

    def __str__(self) -> str:
        return f"suppléance {str(self.pk)[:8]}"
