"""The papers of a sitting written in one job: who asked, which papers, what waits to be printed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from casework.choices.batches import HOLDING, UNDER_WAY, BatchLineState, BatchState
from casework.choices.exports import ExportEnd
from casework.models.asked_files import cellule_is_held
from confidentiality.actors import Actor
from veille.models import Cddf, Cellule, Designation, Seance

S, L = BatchState, BatchLineState


class PaperBatchQuerySet(models.QuerySet["PaperBatch"]):
    def visible_to(self, actor: Actor, now: datetime) -> PaperBatchQuerySet:
        """Those that this hat asked for, until their hour, while its right on the cellule runs."""
        own = self.filter(asked_by=actor.hat_id, until__gt=now)
        return own.filter(cellule_is_held(actor, now))

    def holding(self) -> PaperBatchQuerySet:
        """Those with papers within, in pieces or as a file."""
        return self.filter(state__in=HOLDING)

    def under_way(self) -> PaperBatchQuerySet:
        """Those that go on without anybody."""
        return self.filter(state__in=UNDER_WAY)


class PaperBatch(models.Model):
    """One job of one hat, about a séance of the cellule or a sitting of a CDDF. Gone after a day.

    ``hearing_at``: of the sitting of the CDDF; none for what is not on a day yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cellule = models.ForeignKey(Cellule, models.CASCADE, related_name="paper_batches")
    asked_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le")
    seance = models.ForeignKey(
        Seance, models.CASCADE, null=True, blank=True, related_name="paper_batches"
    )
    cddf = models.ForeignKey(Cddf, models.CASCADE, null=True, blank=True, related_name="+")
    hearing_at = models.DateTimeField("séance du CDDF", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=S.choices, default=S.ECRITURE)
    stopped_at = models.DateTimeField("arrêté le", null=True, blank=True)
    until = models.DateTimeField("jusqu’au", db_index=True)
    built_at = models.DateTimeField("préparé le", null=True, blank=True)
    digest = models.CharField("empreinte du fichier", max_length=64, blank=True)
    without_pdf = models.BooleanField("page à imprimer, sans PDF", default=False)
    end_code = models.CharField("fin", max_length=12, choices=ExportEnd.choices, blank=True)

    objects = PaperBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lot de papiers"
        verbose_name_plural = "lots de papiers"
        default_permissions = ()
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="paper_batch_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="paper_batch_of_one_sitting",
                condition=Q(seance__isnull=False, cddf=None, hearing_at=None)
                | Q(seance=None, cddf__isnull=False),
                violation_error_message="Un lot est celui d’une séance, ou d’un CDDF.",
            ),
            models.CheckConstraint(
                name="paper_batch_file_is_dated",
                condition=~Q(state=S.PRET) | (Q(built_at__isnull=False) & ~Q(digest="")),
                violation_error_message="Un fichier porte sa date et son empreinte.",
            ),
        ]

    def __str__(self) -> str:
        return f"lot de papiers {self.reference}"

    @property
    def reference(self) -> str:
        """Short reference for names of files and the journal."""
        return f"P-{str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """What the journal calls it."""
        return self.reference


class PaperBatchLine(models.Model):
    """One paper to write: its template, its row, the member whom it is for where there are several.

    ``refusal`` is the code of the rule; its sentence is held sealed, as a paper is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField("ordre")
    template = models.CharField("modèle", max_length=40)
    row_id = models.UUIDField("objet")
    case = models.ForeignKey(
        "casework.Case", models.CASCADE, null=True, blank=True, related_name="paper_lines"
    )
    member = models.ForeignKey(Designation, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("état", max_length=12, choices=L.choices, default=L.EN_ATTENTE)
    number = models.CharField("numéro", max_length=20, blank=True)
    refusal = models.CharField("code du refus", max_length=80, blank=True)

    class Meta:
        verbose_name = "papier d’un lot"
        verbose_name_plural = "papiers d’un lot"
        default_permissions = ()
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "position"], name="paper_batch_line_order"),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="paper_batch_line_number"
            ),
            models.CheckConstraint(
                name="paper_batch_line_state",
                condition=Q(state__in=[L.EN_ATTENTE, L.ANNULEE], number="", refusal="")
                | (Q(state=L.ECRITE, refusal="") & ~Q(number=""))
                | (Q(state=L.REFUSEE, number="") & ~Q(refusal="")),
                violation_error_message="Un papier écrit a son numéro, un papier refusé son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"papier {str(self.pk)[:8]}"


class PaperBatchFile(models.Model):
    """What a job holds, sealed (``casework.batches.held``): under the key of its line or its own.

    The papers go as the file is made. In no backup.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="files")
    sealed = models.BinaryField("contenu scellé")

    class Meta:
        verbose_name = "contenu d’un lot"
        verbose_name_plural = "contenus d’un lot"
        default_permissions = ()

    def __str__(self) -> str:
        return f"contenu {str(self.pk)[:8]}"
