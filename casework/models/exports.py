"""Nominative exports: who asked for which cases and why, who agreed, the file while it waits."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from casework.choices.exports import (
    GOING_ON,
    ExportEnd,
    ExportFormat,
    ExportReason,
    ExportScope,
    ExportState,
)
from casework.models.asked_files import cellule_is_held
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.two_persons import counterpart_of
from veille.models import Cellule, Designation

S = ExportState


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, actor: Actor, now: datetime) -> ExportQuerySet:
        """Those of this hat, and those that wait for its agreement; for a DPO, the collectivité’s.

        A right on the cellule that has ended closes them all: the page does not exist any more.
        """
        if actor.role == Role.DPO:
            return self.filter(cellule__collectivite=actor.tenant_id)
        waits = Q(state=S.ATTENDUE, asked_by__role=counterpart_of(actor.role))
        concerned = Q(asked_by=actor.hat_id) | (waits & ~Q(asked_by__user=actor.user.pk))
        return self.filter(cellule_is_held(actor, now)).filter(concerned)

    def going_on(self) -> ExportQuerySet:
        """Those that may still become a file, or are one."""
        return self.filter(state__in=GOING_ON)


class Export(models.Model):
    """One request of one hat. What it says of persons is a number; its cases are in ``lines``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le", db_index=True)
    reason = models.CharField("motif", max_length=12, choices=ExportReason.choices)
    scope = models.CharField("étendue", max_length=12, choices=ExportScope.choices)
    format = models.CharField("format", max_length=4, choices=ExportFormat.choices)
    people = models.PositiveSmallIntegerField("personnes")
    state = models.CharField("état", max_length=12, choices=S.choices)
    approved_by = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="accord de",
    )
    approved_at = models.DateTimeField("accord le", null=True, blank=True)
    until = models.DateTimeField("jusqu’au")
    built_at = models.DateTimeField("préparé le", null=True, blank=True)
    digest = models.CharField("empreinte du fichier", max_length=64, blank=True)
    taken_at = models.DateTimeField("téléchargé le", null=True, blank=True)
    end_code = models.CharField("fin", max_length=12, choices=ExportEnd.choices, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "export"
        default_permissions = ()
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="export_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="export_by_two",
                condition=Q(approved_by=None, approved_at=None)
                | (Q(approved_at__isnull=False) & ~Q(approved_by=F("asked_by"))),
                violation_error_message="Un export de cette taille se décide à deux.",
            ),
            models.CheckConstraint(
                name="export_file_is_dated",
                condition=~Q(state__in=[S.PRETE, S.REMISE])
                | (Q(built_at__isnull=False) & ~Q(digest="")),
                violation_error_message="Un fichier porte sa date et son empreinte.",
            ),
            models.CheckConstraint(
                name="export_taken_is_dated",
                condition=Q(state=S.REMISE, taken_at__isnull=False)
                | (~Q(state=S.REMISE) & Q(taken_at=None)),
                violation_error_message="Un téléchargement porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.reference}"

    @property
    def reference(self) -> str:
        """Short reference for pages, names of files and the journal."""
        return f"E-{str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """What the journal calls it."""
        return self.reference


class ExportLine(models.Model):
    """One case of an export. Gone with the case: the export is then withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    export = models.ForeignKey(Export, models.CASCADE, related_name="lines")
    case = models.ForeignKey("casework.Case", models.CASCADE, related_name="export_lines")

    class Meta:
        verbose_name = "ligne d’export"
        verbose_name_plural = "lignes d’export"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["export", "case"], name="export_line_once")
        ]

    def __str__(self) -> str:
        return f"ligne {str(self.pk)[:8]}"


class ExportFile(models.Model):
    """The file while it waits, sealed (``confidentiality.sealed_files``). In no backup."""

    export = models.OneToOneField(
        Export, models.CASCADE, primary_key=True, related_name="waiting_file"
    )
    sealed = models.BinaryField("fichier scellé")

    class Meta:
        verbose_name = "fichier d’export"
        verbose_name_plural = "fichiers d’export"
        default_permissions = ()

    def __str__(self) -> str:
        return f"fichier {str(self.pk)[:8]}"
