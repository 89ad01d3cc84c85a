"""The outbox: effects are rows first, written with the act that they announce."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices

from notifications.choices import MessageKind


class DeliveryState(TextChoices):
    WAITING = "waiting", "En attente"
    SENT = "sent", "Envoyé"
    CANCELLED = "cancelled", "Annulé"
    DEAD = "dead", "Abandonné"


class OutboxMessage(models.Model):
    """One message to one agent. It names a kind of event, never a person, a case or a fact.

    ``event`` identifies the act: the same act never leaves two messages of a kind to one agent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField("message", max_length=40, choices=MessageKind.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages_received"
    )
    state = models.CharField(
        "envoi", max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    not_before = models.DateTimeField("pas avant le")
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "message"
        default_permissions = ()
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                condition=Q(state=DeliveryState.WAITING),
                name="outbox_waiting",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "kind", "recipient"], name="outbox_one_per_event"
            ),
            models.CheckConstraint(
                name="outbox_sent_is_dated",
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"message {str(self.pk)[:8]}"
