"""Municipal mandates: what changes hands after the elections."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import ClassVar

from django.db import models
from django.utils import timezone

from veille.models.cellules import Designation
from veille.models.institutions import Collectivite


class Mandate(models.Model):
    """A mandate of the municipal or communautaire council, from its installation.

    CGCT art. L. 2122-18: delegations of the former maire end with his mandate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, related_name="mandates")
    since = models.DateField("commence le")
    acte_reference = models.CharField("procès-verbal d’installation", max_length=120)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(Designation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "mandat municipal"
        default_permissions = ()
        ordering: ClassVar = ["-since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collectivite", "since"],
                name="mandate_once",
                violation_error_message="Ce mandat est déjà enregistré.",
            )
        ]

    def __str__(self) -> str:
        return f"mandat depuis le {self.since:%d/%m/%Y}"

    @property
    def starts_at(self) -> datetime:
        """First moment of the mandate, in the time of the site."""
        return timezone.make_aware(datetime.combine(self.since, time.min))
