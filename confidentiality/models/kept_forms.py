"""A form sent too late, kept sealed for a quarter of an hour so that nothing is typed twice."""

from __future__ import annotations

import uuid

from django.db import models

from confidentiality.models.agents import User


class KeptForm(models.Model):
    """What one agent had typed. One at a time; which page it was for is sealed with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name="agent")
    sealed = models.BinaryField("saisie scellée")
    until = models.DateTimeField("lisible jusqu’au", db_index=True)

    class Meta:
        verbose_name = "saisie gardée"
        verbose_name_plural = "saisies gardées"
        default_permissions = ()

    def __str__(self) -> str:
        return f"saisie {str(self.pk)[:8]}"
