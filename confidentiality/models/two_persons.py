"""Acts that nobody does alone: asked for by one agent, done by another."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class JointAct(models.Model):
    """An act of the installation that takes two agents, each with their own password.

    ``subject``: what it bears on, a code. Over at ``until`` unless a second agent has joined.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField("acte", max_length=64)
    subject = models.CharField("objet", max_length=64)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le")
    until = models.DateTimeField("valable jusqu’au")
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="confirmé par",
    )
    joined_at = models.DateTimeField("confirmé le", null=True, blank=True)
    done_at = models.DateTimeField("fait le", null=True, blank=True)

    class Meta:
        verbose_name = "acte à deux"
        verbose_name_plural = "actes à deux"
        default_permissions = ()
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="joint_act_by_two",
                condition=Q(joined_by=None) | ~Q(joined_by=F("asked_by")),
                violation_error_message="Cet acte se fait à deux.",
            ),
            models.CheckConstraint(
                name="joint_act_done_once_joined",
                condition=Q(done_at=None) | Q(joined_by__isnull=False, joined_at__isnull=False),
                violation_error_message="Cet acte attend une seconde personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"acte à deux {str(self.pk)[:8]}"
