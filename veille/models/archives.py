"""The agreement of the departmental archives: without it, nothing is destroyed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from veille.models.institutions import Collectivite


class EliminationAgreementQuerySet(models.QuerySet["EliminationAgreement"]):
    def in_force(self, on: date) -> EliminationAgreementQuerySet:
        """Signed, and not ended; until is the first day without it."""
        return self.filter(since__lte=on).filter(Q(until=None) | Q(until__gt=on))


class EliminationAgreement(models.Model):
    """Standing authorisation to eliminate the files of one collectivité.

    Code du patrimoine art. R. 212-14: « toute élimination est interdite sans ce visa »; personal
    data too (art. L. 212-3).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(
        Collectivite,
        models.PROTECT,
        related_name="elimination_agreements",
        verbose_name="collectivité",
    )
    reference = models.CharField("référence du visa", max_length=120)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    objects = EliminationAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "accord des archives"
        verbose_name_plural = "accords des archives"
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="elimination_agreement_has_reference",
                condition=~Q(reference=""),
                violation_error_message="L’accord des archives porte sa référence.",
            )
        ]

    def __str__(self) -> str:
        return self.reference
