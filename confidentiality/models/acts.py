"""Keys of forms already sent: a double click gives one act and one result."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ActKey(models.Model):
    """One sent form. Written in the transaction of its act, so that both stand or fall."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    act = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "formulaire envoyé"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.key)
