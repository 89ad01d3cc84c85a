"""The subscription of a telephone to the calendar of one hat."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from veille.models.cellules import Designation


class CalendarFeed(models.Model):
    """One secret address for one designation. Only the digest of the secret is kept."""

    designation = models.OneToOneField(
        Designation, models.CASCADE, related_name="calendar_feed", verbose_name="désignation"
    )
    digest = models.CharField("empreinte", max_length=64, unique=True)
    opened_at = models.DateTimeField("ouvert le")

    class Meta:
        verbose_name = "abonnement au calendrier"
        verbose_name_plural = "abonnements au calendrier"
        default_permissions = ()
        ordering: ClassVar = ["opened_at"]

    def __str__(self) -> str:
        return f"abonnement {self.pk}"
