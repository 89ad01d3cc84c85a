"""What remains after an elimination: tombstones, certificates, lines of the register."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from casework.choices.measures import RappelLevel
from veille.models import Collectivite, Commune


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


class RappelLineQuerySet(models.QuerySet["RappelLine"]):
    def for_system(self, reason: str) -> RappelLineQuerySet:
        """Every line, for work that no agent reads: counts, the next number."""
        return self.all()


class RappelLine(models.Model):
    """A line of the mayor’s register of rappels à l’ordre, once its case is eliminated.

    Neither person nor case: the number is kept, so that it is never given twice, and what the
    annual count adds up. The fact that was recalled ends with the key, as every fact does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("numéro au registre")
    done_on = models.DateField("réalisé le", db_index=True)
    level = models.CharField("niveau", max_length=10, choices=RappelLevel.choices)

    objects = RappelLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du registre des rappels à l’ordre"
        verbose_name_plural = "lignes du registre des rappels à l’ordre"
        default_permissions = ()
        ordering: ClassVar = ["commune", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "number"], name="rappel_line_number_once")
        ]

    def __str__(self) -> str:
        return f"rappel n° {self.number}"
