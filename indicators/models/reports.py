"""An annual report being made, or kept for a day. It holds published figures, and nobody."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from confidentiality.turns import take_turn
from indicators.choices import PaperFormat, ReportKind, ReportStep
from veille.models import Collectivite

if TYPE_CHECKING:
    from confidentiality.actors import Actor


class ReportQuerySet(models.QuerySet["Report"]):
    def of(self, actor: Actor, now: datetime) -> ReportQuerySet:
        """Those that this function asked for, while they last."""
        return self.filter(hat_id=actor.hat_id, until__gt=now)

    def one_at_a_time(self, actor: Actor) -> None:
        """Two requests of a function wait for each other: the second one finds the first.

        No row is locked: the préfecture may change none.
        """
        take_turn(actor.hat_id, self.db)


class Report(models.Model):
    """One report. ``content``: the paper, once its figures are gathered; ``step``: what is left.

    ``hat_id`` is the designation that asked, as the journal names it. ``without_pdf``: this machine
    could make none. ``failed_at``: the step that could not be done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("rapport", max_length=12, choices=ReportKind.choices)
    year = models.PositiveSmallIntegerField("année")
    collectivite = models.ForeignKey(
        Collectivite, models.CASCADE, null=True, blank=True, related_name="+"
    )
    hat_id = models.UUIDField("fonction qui l’a demandé", editable=False)
    step = models.CharField(
        "étape", max_length=12, choices=ReportStep.choices, default=ReportStep.CHIFFRES
    )
    content = models.TextField("contenu", blank=True)
    without_pdf = models.BooleanField("sans PDF", default=False)
    failed_at = models.CharField(
        "étape échouée", max_length=12, choices=ReportStep.choices, blank=True
    )
    asked_at = models.DateTimeField("demandé le")
    built_at = models.DateTimeField("fait le", null=True, blank=True)
    until = models.DateTimeField("gardé jusqu’au")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        default_permissions = ()
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [models.Index(fields=["until"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="report_place_fits_kind",
                condition=Q(kind=ReportKind.CDPD, collectivite=None)
                | (~Q(kind=ReportKind.CDPD) & Q(collectivite__isnull=False)),
                violation_error_message="Le rapport ne correspond pas à son territoire.",
            )
        ]

    def __str__(self) -> str:
        return f"rapport {self.kind} {self.year}"


class ReportFile(models.Model):
    """One file of a report, as it is taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    format = models.CharField("format", max_length=3, choices=PaperFormat.choices)
    content = models.BinaryField("fichier")

    class Meta:
        verbose_name = "fichier d’un rapport"
        verbose_name_plural = "fichiers des rapports"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once")
        ]

    def __str__(self) -> str:
        return f"fichier {self.format}"
