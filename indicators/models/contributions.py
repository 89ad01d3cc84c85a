"""What one cellule counted in one closed period: frozen, signed, chained, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from confidentiality.append_only import AppendOnlyModel
from indicators.choices import PeriodKind
from indicators.periods import AccountPeriod
from veille.models import Cellule, Collectivite


class Contribution(AppendOnlyModel):
    """The counts of a cellule over a month, a quarter or a year, by measure, age and sex.

    ``content`` is canonical JSON, the bytes that are hashed: written again from the counted lines,
    it must be the same. Contributions of a collectivité follow each other: each signs the hash of
    the one before. Read inside the application only; what goes out is released as a whole.
    """

    id = models.BigAutoField(primary_key=True)
    collectivite = models.ForeignKey(
        Collectivite, models.PROTECT, related_name="contributions", verbose_name="collectivité"
    )
    number = models.PositiveIntegerField("numéro")
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="contributions")
    kind = models.CharField("période", max_length=8, choices=PeriodKind.choices)
    first_day = models.DateField("premier jour")
    rule_version = models.PositiveSmallIntegerField("version de la règle")
    content = models.TextField("comptes")
    sha256 = models.CharField("empreinte des comptes", max_length=64)
    prev_hash = models.CharField("empreinte de la précédente", max_length=64)
    frozen_at = models.DateTimeField("figée le")
    key_id = models.CharField("clé", max_length=16)
    signature = models.CharField("signature", max_length=128)

    class Meta:
        verbose_name = "contribution"
        default_permissions = ()
        ordering: ClassVar = ["collectivite", "number"]
        indexes: ClassVar = [models.Index(fields=["kind", "first_day"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collectivite", "number"],
                name="contribution_once_in_chain",
                violation_error_message="Cette place dans la chaîne est prise.",
            ),
            models.UniqueConstraint(
                fields=["cellule", "kind", "first_day"],
                name="contribution_once_per_period",
                violation_error_message="Cette période est déjà figée pour la cellule.",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution n° {self.number} ({self.period})"

    @property
    def period(self) -> AccountPeriod:
        return AccountPeriod(PeriodKind(self.kind), self.first_day)
