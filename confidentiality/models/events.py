"""The history of each row that a machine drives: one event per version."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Event(models.Model):
    """One act on one row: the version it made, the state before and after, what it replaced.

    The journal says who did what to anybody who controls; it is kept twelve months. Events belong
    to the row: they let it be replayed, an act be taken back, and they go when the row goes.
    ``former`` holds the codes and dates that the act replaced, never an encrypted value.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    object_type = models.CharField("type d’objet", max_length=64)
    object_id = models.UUIDField("objet")
    version = models.PositiveIntegerField("version")
    act = models.CharField("acte", max_length=64)
    before = models.CharField("état avant", max_length=30)
    after = models.CharField("état après", max_length=30)
    former = models.JSONField("valeurs remplacées", default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField("instant")
    actor_id = models.UUIDField("agent", null=True)
    hat_id = models.UUIDField("fonction exercée", null=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        verbose_name = "événement"
        default_permissions = ()
        ordering: ClassVar = ["object_id", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_id", "version"],
                name="event_once_per_version",
                violation_error_message="Un autre acte vient de changer cette ligne.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} v{self.version}"
