"""The outbox and the timers: effects and deadlines are rows first, written with their act."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices

from notifications.choices import Channel, MessageKind, Topic, WorkKind


class DeliveryState(TextChoices):
    WAITING = "waiting", "En attente"
    SENT = "sent", "Envoyé"
    CANCELLED = "cancelled", "Annulé"
    # Tried in vain, the last time as well: an alarm, until somebody decides.
    DEAD = "dead", "Sans succès"
    DROPPED = "dropped", "Abandonné"
    KEPT = "kept", "Sur la page « Avis » seulement"


class TimerState(TextChoices):
    WAITING = "waiting", "À venir"
    DONE = "done", "Échue, traitée"
    DROPPED = "dropped", "Sans objet"


class WorkState(TextChoices):
    WAITING = "waiting", "En attente"
    DONE = "done", "Fait"
    DEAD = "dead", "Sans succès"
    DROPPED = "dropped", "Abandonné"


def new_token() -> str:
    """What a mail names its message by: random, and the key of no row."""
    return secrets.token_urlsafe(24)


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self, now: datetime) -> OutboxMessageQuerySet:
        """Those whose mail may leave now: told, and no longer held for their hour."""
        free = Q(held_until=None) | Q(held_until__lte=now)
        return self.filter(free, state=DeliveryState.WAITING, not_before__lte=now)


class OutboxMessage(models.Model):
    """One message to one agent. It names a kind of event, never a person, a case or a fact.

    ``event`` identifies the act: the same act never leaves two messages of a kind to one agent.
    ``not_before``: told on the page « Avis » from then on. ``held_until``: its mail waits for
    business hours, or for the summary of the morning. ``token``: the address in the mail.
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
    held_until = models.DateTimeField("retenu jusqu’au", null=True, blank=True)
    token = models.CharField("jeton", max_length=32, unique=True, default=new_token)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

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


class MessageChoice(models.Model):
    """The channel that an agent chose for one topic. No row: the channel of the catalogue."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_choices"
    )
    topic = models.CharField("sujet", max_length=20, choices=Topic.choices)
    channel = models.CharField("canal", max_length=10, choices=Channel.choices)

    class Meta:
        verbose_name = "choix de messages"
        verbose_name_plural = "choix de messages"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "topic"], name="message_choice_once"),
            models.CheckConstraint(
                name="message_choice_known",
                condition=Q(topic__in=Topic.values, channel__in=Channel.values),
            ),
        ]

    def __str__(self) -> str:
        return f"choix {self.pk}"


class OutboxWork(models.Model):
    """Work left with the act that asks for it. It names a kind and a row, never a person.

    The row says the rest, read again when the work is done: see ``notifications.work``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("travail", max_length=40, choices=WorkKind.choices)
    target_id = models.UUIDField("objet")
    state = models.CharField(
        "suite", max_length=10, choices=WorkState.choices, default=WorkState.WAITING
    )
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    not_before = models.DateTimeField("pas avant le")
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    done_at = models.DateTimeField("fait le", null=True, blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        default_permissions = ()
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"], condition=Q(state=WorkState.WAITING), name="work_waiting"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "target_id"], name="work_one_per_row"),
            models.CheckConstraint(
                name="work_done_is_dated",
                condition=~Q(state=WorkState.DONE) | Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"travail {str(self.pk)[:8]}"


class Timer(models.Model):
    """The day on which one rule looks again at one row. It names a rule and a row, never a person.

    ``due_at`` wakes the rule up and no more: what is really due is computed again that day, from
    the present state of the row. See ``notifications.timers``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField("règle", max_length=30)
    target_type = models.CharField("type d’objet", max_length=64)
    target_id = models.UUIDField("objet")
    due_at = models.DateTimeField("échéance")
    state = models.CharField(
        "suite", max_length=10, choices=TimerState.choices, default=TimerState.WAITING
    )
    done_at = models.DateTimeField("traitée le", null=True, blank=True)
    outcome = models.CharField("résultat", max_length=30, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)

    class Meta:
        verbose_name = "échéance"
        default_permissions = ()
        ordering: ClassVar = ["due_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(state=TimerState.WAITING), name="timer_waiting"
            ),
            models.Index(fields=["target_id"], name="timer_target"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "target_id"],
                condition=Q(state=TimerState.WAITING),
                name="timer_one_waiting_per_rule",
            ),
            models.CheckConstraint(
                name="timer_state_known", condition=Q(state__in=TimerState.values)
            ),
            models.CheckConstraint(
                name="timer_done_is_dated",
                condition=~Q(state=TimerState.DONE) | Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"échéance {str(self.pk)[:8]}"


class TickMark(models.Model):
    """When the timers last ran. One row: a clock that jumps is seen from here.

    ``after_entry``: somebody has looked at the clock; lines of the journal up to this one, dated
    by a wrong clock perhaps, are no reference any more.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField("dernier passage")
    after_entry = models.PositiveBigIntegerField("lignes du journal écartées", default=0)

    class Meta:
        verbose_name = "dernier passage des échéances"
        verbose_name_plural = "dernier passage des échéances"
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(name="tick_mark_is_one", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return "dernier passage"
