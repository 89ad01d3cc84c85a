"""A search that its author may read again for a few minutes: the question, sealed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from veille.models import Designation


class SearchQuerySet(models.QuerySet["Search"]):
    def open_at(self, now: datetime) -> SearchQuerySet:
        """Those that may still be read again."""
        return self.filter(until__gt=now)


class Search(models.Model):
    """One question of one hat. Its answer is computed at each reading, under the rights of then.

    ``id`` is its address. Neither the words typed nor the names found are readable here: see
    ``confidentiality.ephemeral``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        Designation, models.CASCADE, related_name="+", verbose_name="demandée par"
    )
    sealed = models.BinaryField("question scellée")
    until = models.DateTimeField("lisible jusqu’au", db_index=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        verbose_name = "recherche"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["asked_by", "until"])]

    def __str__(self) -> str:
        return f"recherche {str(self.pk)[:8]}"
