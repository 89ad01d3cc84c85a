"""The weekly control of readings: what was counted, and the alerts that the DPO closes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from casework.choices.alerts import AlertOutcome, AlertPattern
from confidentiality.choices import Role
from veille.models import Collectivite, Designation

if TYPE_CHECKING:
    from confidentiality.actors import Actor


class AccessReview(models.Model):
    """One week of one collectivité, looked at: how many readings, by how many agents."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(
        Collectivite, models.CASCADE, related_name="access_reviews", verbose_name="collectivité"
    )
    week_on = models.DateField("semaine du")
    readings = models.PositiveIntegerField("lectures")
    agents = models.PositiveIntegerField("agents")
    computed_at = models.DateTimeField("contrôlée le")

    class Meta:
        verbose_name = "contrôle des lectures"
        verbose_name_plural = "contrôles des lectures"
        default_permissions = ()
        ordering: ClassVar = ["-week_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collectivite", "week_on"],
                name="access_review_once_a_week",
                violation_error_message="Cette semaine a déjà été contrôlée.",
            )
        ]

    def __str__(self) -> str:
        return f"contrôle du {self.week_on}"


class AccessAlertQuerySet(models.QuerySet["AccessAlert"]):
    def visible_to(self, actor: Actor) -> AccessAlertQuerySet:
        """Those of the collectivité, for its DPO alone: never for the hierarchy of an agent."""
        if actor.role != Role.DPO or actor.tenant_id is None:
            return self.none()
        return self.filter(review__collectivite=actor.tenant_id)


class AccessAlert(models.Model):
    """One agent, one way of reading, one week: codes, counts and references, never a name.

    The agent is a plain identifier: an alert outlives the account, as the journal does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(
        AccessReview, models.CASCADE, related_name="alerts", verbose_name="contrôle"
    )
    pattern = models.CharField("motif", max_length=10, choices=AlertPattern.choices)
    agent_id = models.UUIDField("agent")
    count = models.PositiveIntegerField("lectures")
    usual = models.PositiveIntegerField("habitude", null=True, blank=True)
    # References of cases, or identifiers of cellules for « ancienne ».
    subjects = models.JSONField("références", default=list)
    outcome = models.CharField("suite", max_length=10, choices=AlertOutcome.choices, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    closed_by = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="close par",
    )

    objects = AccessAlertQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte de lecture"
        verbose_name_plural = "alertes de lecture"
        default_permissions = ()
        ordering: ClassVar = ["-review__week_on", "pattern"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "pattern", "agent_id"],
                name="access_alert_once",
                violation_error_message="Cette alerte existe déjà.",
            ),
            models.CheckConstraint(
                name="access_alert_closed_is_whole",
                condition=Q(outcome="", closed_at=None, closed_by=None)
                | (~Q(outcome="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                violation_error_message="Une alerte close porte sa suite, sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return f"alerte {self.reference}"

    @property
    def reference(self) -> str:
        """Short reference for pages and the journal."""
        return f"A-{str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """What the journal calls it."""
        return self.reference
