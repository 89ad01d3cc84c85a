"""Personal data breaches (FSM-12). RGPD art. 33 and 34. Counts and codes, never a name."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from confidentiality.choices import Role
from confidentiality.moves import move
from confidentiality.state_field import StateField, StateModel
from veille import violation_guards as guards
from veille.choices import (
    InformationMode,
    LateNotification,
    ViolationCause,
    ViolationRisk,
    ViolationState,
)
from veille.models.cellules import Designation
from veille.models.institutions import Collectivite

if TYPE_CHECKING:
    from confidentiality.actors import Actor

V = ViolationState
NOTIFICATION_DELAY = timedelta(hours=72)


class ViolationQuerySet(models.QuerySet["Violation"]):
    def visible_to(self, actor: Actor) -> ViolationQuerySet:
        """Those of one’s collectivité, for its DPO and its maires."""
        if actor.role not in (Role.DPO, Role.MAIRE) or actor.tenant_id is None:
            return self.none()
        return self.filter(collectivite=actor.tenant_id)


class Violation(StateModel):
    """A breach of security of personal data, kept by the controller (RGPD art. 33, 5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, related_name="violations")
    state = StateField("état", choices=V.choices, default=V.DETECTEE)
    natures = models.JSONField("natures", default=list)
    data_groups = models.JSONField("données concernées", default=list)
    cause = models.CharField("cause", max_length=8, choices=ViolationCause.choices)
    persons_count = models.PositiveIntegerField("personnes concernées, environ")
    detected_at = models.DateTimeField("détectée le")
    declared_at = models.DateTimeField("déclarée le")
    declared_by = models.ForeignKey(Designation, models.PROTECT, related_name="+")
    risk = models.CharField("risque", max_length=12, choices=ViolationRisk.choices, blank=True)
    measures = models.JSONField("mesures prises", default=list)
    qualified_at = models.DateTimeField("qualifiée le", null=True, blank=True)
    notified_at = models.DateTimeField("notifiée à la CNIL le", null=True, blank=True)
    cnil_reference = models.CharField("référence de la CNIL", max_length=60, blank=True)
    late_code = models.CharField(
        "motif du retard", max_length=14, choices=LateNotification.choices, blank=True
    )
    informed_on = models.DateField("personnes informées le", null=True, blank=True)
    information_mode = models.CharField(
        "moyen d’information", max_length=10, choices=InformationMode.choices, blank=True
    )
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ViolationQuerySet.as_manager()

    class Meta:
        verbose_name = "violation de données"
        verbose_name_plural = "violations de données"
        default_permissions = ()
        ordering: ClassVar = ["-detected_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="violation_state_known", condition=Q(state__in=V.values)),
            models.CheckConstraint(
                name="violation_qualified_has_risk",
                condition=Q(state=V.DETECTEE) | ~Q(risk=""),
                violation_error_message="Une violation qualifiée dit le risque.",
            ),
            models.CheckConstraint(
                name="violation_notified_is_dated",
                condition=~Q(state__in=[V.NOTIFIEE, V.INFORMEE])
                | (Q(notified_at__isnull=False) & ~Q(cnil_reference="")),
                violation_error_message="La notification à la CNIL porte sa date et sa référence.",
            ),
            models.CheckConstraint(
                name="violation_closed_did_its_duty",
                condition=~Q(state=V.CLOSE)
                | Q(risk=ViolationRisk.AUCUN)
                | Q(risk=ViolationRisk.RISQUE, notified_at__isnull=False)
                | Q(notified_at__isnull=False, informed_on__isnull=False),
                violation_error_message="Une violation à risque se clôt après ses notifications.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Short reference for pages and the journal."""
        return f"V-{str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """What the journal calls it."""
        return self.reference

    @property
    def notify_before(self) -> datetime:
        """End of the 72 hours, counted from the detection (RGPD art. 33, 1).

        In universal time: hours elapse through weekends, holidays and changes of time.
        """
        return self.detected_at.astimezone(UTC) + NOTIFICATION_DELAY

    @transition(
        field=state,
        source=V.DETECTEE,
        target=V.QUALIFIEE,
        custom=move(
            "V1",
            "violation.manage",
            "Qualifier le risque",
            "RGPD, art. 33 et 34",
            data="risque, mesures prises",
            delay="72 heures depuis la détection, notification comprise",
        ),
    )
    def qualify(self, *, risk: str, measures: list[str], at: datetime) -> None:
        """V1: the DPO says what risk the breach makes for persons."""
        self.risk = risk
        self.measures = measures
        self.qualified_at = at

    @transition(
        field=state,
        source=V.QUALIFIEE,
        target=V.NOTIFIEE,
        conditions=[guards.cnil_is_to_be_told],
        custom=move(
            "V2",
            "violation.manage",
            "Enregistrer la notification à la CNIL",
            "RGPD, art. 33, 1",
            data="date, référence, motif du retard après 72 heures",
            documents=("D38",),
            delay="72 heures depuis la détection",
        ),
    )
    def notify_cnil(self, *, at: datetime, reference: str, late_code: str) -> None:
        """V2: the CNIL has been told; after 72 hours a reason goes with it."""
        self.notified_at = at
        self.cnil_reference = reference
        self.late_code = late_code

    @transition(
        field=state,
        source=V.NOTIFIEE,
        target=V.INFORMEE,
        custom=move(
            "V3",
            "violation.manage",
            "Enregistrer l’information des personnes",
            "RGPD, art. 34",
            data="date, moyen",
            delay="dans les meilleurs délais",
        ),
    )
    def inform_persons(self, *, on: date, mode: str) -> None:
        """V3: the persons concerned have been told, due when the risk is high."""
        self.informed_on = on
        self.information_mode = mode

    @transition(
        field=state,
        source=[V.QUALIFIEE, V.NOTIFIEE, V.INFORMEE],
        target=V.CLOSE,
        conditions=[guards.cnil_was_told, guards.persons_were_told],
        custom=move(
            "V4",
            "violation.manage",
            "Clore la violation",
            "RGPD, art. 33, 5",
        ),
    )
    def close(self, *, at: datetime) -> None:
        """V4: everything due was done; the line stays in the register of breaches."""
        self.closed_at = at
