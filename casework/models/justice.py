"""What the parquet communicated, in codes and dates. CSI art. L. 132-2, al. 3; CPP art. 777-3."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from casework.choices.justice import JudicialCode, JudicialSource
from casework.models.cases import Case
from confidentiality.choices import Role
from veille.models import Designation

if TYPE_CHECKING:
    from confidentiality.actors import Actor


class JudicialStatusQuerySet(models.QuerySet["JudicialStatus"]):
    def visible_to(self, actor: Actor, now: datetime) -> JudicialStatusQuerySet:
        """Of the visible cases, for the maire and the coordonnateur only (invariant I21)."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> JudicialStatusQuerySet:
        """Every status, for work that no agent reads: the half-yearly review."""
        return self.all()

    def unconfirmed(self, today: date) -> JudicialStatusQuerySet:
        """Those whose review has passed without a word of the parquet (invariant I22)."""
        return self.filter(review_due_on__lt=today)


class JudicialStatus(models.Model):
    """One code that the parquet communicated, until its review, its end or the closing.

    No court, no offence, no sentence. Never archived: the row is deleted, not hidden.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="judicial_statuses", verbose_name="situation"
    )
    code = models.CharField("statut", max_length=40, choices=JudicialCode.choices)
    source = models.CharField(
        "source", max_length=8, choices=JudicialSource.choices, default=JudicialSource.PARQUET
    )
    reference = models.CharField("référence de la communication", max_length=120)
    communicated_on = models.DateField("communiqué le")
    entered_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="saisi par"
    )
    entered_at = models.DateTimeField("saisi le")
    review_due_on = models.DateField("à revoir avant le", db_index=True)
    reviewed_on = models.DateField("revu le", null=True, blank=True)

    objects = JudicialStatusQuerySet.as_manager()

    class Meta:
        verbose_name = "statut judiciaire"
        default_permissions = ()
        ordering: ClassVar = ["-communicated_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="judicial_status_known", condition=Q(code__in=JudicialCode.values)
            ),
            models.CheckConstraint(
                name="judicial_status_from_parquet",
                condition=Q(source=JudicialSource.PARQUET) & ~Q(reference=""),
                violation_error_message="Un statut judiciaire vient du parquet, avec référence.",
            ),
            models.UniqueConstraint(
                fields=["case", "code"],
                name="judicial_status_once_per_case",
                violation_error_message="Ce statut est déjà noté : confirmez-le.",
            ),
        ]

    def __str__(self) -> str:
        return f"statut judiciaire {str(self.pk)[:8]}"


class ParquetCommunicationQuerySet(models.QuerySet["ParquetCommunication"]):
    def visible_to(self, actor: Actor, now: datetime) -> ParquetCommunicationQuerySet:
        """Of the visible cases, for the maire and the coordonnateur only (invariant I21)."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> ParquetCommunicationQuerySet:
        """Every communication, for work that no agent reads: the archive."""
        return self.all()


class ParquetCommunication(models.Model):
    """The reference and the date on which the values tagged J of a case rest (domain §10.5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="parquet_communications", verbose_name="situation"
    )
    reference = models.CharField("référence", max_length=120)
    communicated_on = models.DateField("communiquée le")
    entered_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="saisie par"
    )

    objects = ParquetCommunicationQuerySet.as_manager()

    class Meta:
        verbose_name = "communication du parquet"
        default_permissions = ()
        ordering: ClassVar = ["-communicated_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="parquet_communication_has_reference",
                condition=~Q(reference=""),
                violation_error_message="Une communication du parquet porte sa référence.",
            ),
        ]

    def __str__(self) -> str:
        return f"communication du parquet {str(self.pk)[:8]}"
