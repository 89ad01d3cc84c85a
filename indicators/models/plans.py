"""A departmental plan as it was loaded: the file itself, whole, and never changed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from confidentiality.append_only import AppendOnlyModel


class PlanQuerySet(models.QuerySet["Plan"]):
    def in_force(self, on: date) -> PlanQuerySet:
        """Plans already begun, the one to follow first: the last to begin, then its last version.

        A plan whose period is over is followed until the next one is loaded: the evaluation of its
        last year comes after it.
        """
        return self.filter(starts__lte=on).order_by("-starts", "-loaded_at", "-version")


class Plan(AppendOnlyModel):
    """One version of a plan. The database refuses any change: a corrected file is a new version.

    Another plan, for another département or another period, is another file and another code.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=40)
    version = models.PositiveSmallIntegerField("version")
    departement = models.CharField("département", max_length=3)
    starts = models.DateField("commence le")
    ends = models.DateField("finit le")
    sha256 = models.CharField("empreinte du fichier", max_length=64, unique=True)
    content = models.TextField("fichier")
    loaded_at = models.DateTimeField("chargé le", default=timezone.now)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan départemental"
        verbose_name_plural = "plans départementaux"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="plan_version_once"),
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message="Un plan finit après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, version {self.version}"
