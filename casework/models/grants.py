"""Grants on one case: who may read it besides the coordination, and until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from confidentiality.choices import Relation
from veille.models import Grant

CASE_RELATIONS = tuple(
    each for each in Relation if each not in (Relation.COORDINATION, Relation.DECISION)
)


class CaseGrant(Grant):
    """Mission, convocation window, task, consultation or sitting: opens one case, for a time."""

    content_object = models.ForeignKey("casework.Case", models.CASCADE, related_name="grants")

    class Meta:
        verbose_name = "droit sur une situation"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["designation", "content_object"])]

    def __str__(self) -> str:
        return f"droit {self.pk}"
