"""The delays that one cellule has set for itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from casework.choices.delays import Delay
from confidentiality.gathered import Gathered
from veille.models import Cellule


class DelaySetting(models.Model):
    """One delay of one cellule, within the bounds of its rule. No row: the default."""

    cellule = models.ForeignKey(Cellule, models.CASCADE, related_name="delays")
    rule = models.CharField("délai", max_length=30, choices=Delay.choices)
    value = models.PositiveSmallIntegerField("valeur")

    class Meta:
        verbose_name = "réglage de délai"
        verbose_name_plural = "réglages de délais"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cellule", "rule"], name="delay_once_per_cellule"),
            models.CheckConstraint(
                name="delay_rule_known", condition=models.Q(rule__in=Delay.values)
            ),
        ]

    def __str__(self) -> str:
        return self.rule


def delays_beside(cellule: str) -> Gathered:
    """What a cellule has set, as a column of a query set: for ``deadlines.Delays.read``."""
    rows = DelaySetting.objects.filter(cellule=models.OuterRef(cellule))
    return Gathered(rows, "cellule", "rule", "value")
