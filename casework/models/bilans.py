"""The bilan de parcours (FSM-7)."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from casework.choices.lists import Schooling
from casework.choices.measures import Adhesion, BilanKind, BilanProposal, Reiteration
from casework.choices.states import BilanState
from casework.guards import measures as guards
from casework.models.agenda import AgendaItem
from casework.models.cases import Case
from casework.models.follow_ups import ReferentFollowUp
from confidentiality.choices import Role
from confidentiality.moves import move
from confidentiality.state_field import StateField, StateModel
from veille.models import Designation

if TYPE_CHECKING:
    from confidentiality.actors import Actor

B = BilanState


class BilanQuerySet(models.QuerySet["Bilan"]):
    def visible_to(self, actor: Actor, now: datetime) -> BilanQuerySet:
        """Of the visible cases, for those who write, validate or decide."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE, Role.REFERENT):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> BilanQuerySet:
        """Every bilan, for work that no agent reads: counts."""
        return self.all()


class Bilan(StateModel):
    """Bilan de parcours: coded, written by the référent, presented to the cellule (measure 2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="bilans")
    follow_up = models.ForeignKey(
        ReferentFollowUp, models.PROTECT, null=True, blank=True, related_name="bilans"
    )
    state = StateField("état", choices=B.choices, default=B.A_REDIGER)
    kind = models.CharField("type", max_length=14, choices=BilanKind.choices)
    requested_on = models.DateField("demandé le")
    due_on = models.DateField("attendu le")
    since = models.DateField("période du")
    until = models.DateField("au", null=True, blank=True)
    adhesion = models.CharField("adhésion", max_length=12, choices=Adhesion.choices, blank=True)
    objectives = models.JSONField("objectifs", default=dict)
    reiteration = models.CharField(
        "réitération", max_length=16, choices=Reiteration.choices, blank=True
    )
    schooling = models.CharField("situation", max_length=45, choices=Schooling.choices, blank=True)
    proposal = models.CharField(
        "proposition", max_length=16, choices=BilanProposal.choices, blank=True
    )
    written_by = models.ForeignKey(
        Designation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_on = models.DateField("rédigé le", null=True, blank=True)
    validated_by = models.ForeignKey(
        Designation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    validated_on = models.DateField("validé le", null=True, blank=True)
    presented_in = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="bilans"
    )
    presented_on = models.DateField("présenté le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = BilanQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan de parcours"
        default_permissions = ()
        ordering: ClassVar = ["-requested_on"]
        constraints: ClassVar = [
            models.CheckConstraint(name="bilan_state_known", condition=Q(state__in=B.values)),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[B.A_REDIGER, B.REDIGE, B.VALIDE]),
                name="bilan_one_pending_per_case",
                violation_error_message="Un bilan est déjà en préparation.",
            ),
            models.CheckConstraint(
                name="bilan_presented_is_dated",
                condition=~Q(state__in=[B.PRESENTE, B.COMMUNIQUE])
                | Q(presented_on__isnull=False, validated_on__isnull=False),
                violation_error_message="Un bilan présenté a été validé et porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"bilan {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference

    @transition(
        field=state,
        source=[B.A_REDIGER, B.REDIGE],
        target=B.REDIGE,
        conditions=[guards.bilan_is_complete],
        custom=move(
            "B1",
            "bilan.write",
            "Rédiger le bilan",
            "Plan départemental, mesure 2",
            data="adhésion, objectifs et résultats, réitération, proposition",
            documents=("D26",),
            delay="3 mois",
        ),
    )
    def write(self, *, by: Designation, on: date) -> None:
        """Written by the référent, in codes."""
        self.written_by = by
        self.written_on = on
        self.until = on

    @transition(
        field=state,
        source=B.REDIGE,
        target=B.VALIDE,
        custom=move(
            "B2",
            "bilan.validate",
            "Valider le bilan",
            "Plan départemental, mesure 2 ; AU-038, art. 3",
        ),
    )
    def validate(self, *, by: Designation, on: date) -> None:
        """Checked by the coordonnateur."""
        self.validated_by = by
        self.validated_on = on

    @transition(
        field=state,
        source=B.VALIDE,
        target=B.PRESENTE,
        custom=move(
            "B3",
            "case.present_bilan",
            "Présenter le bilan en cellule",
            "Plan départemental, mesure 2",
            data="séance ouverte, situation à l’ordre du jour",
            effect="2-3.d",
        ),
    )
    def present(self, *, item: AgendaItem, at: datetime) -> None:
        """Presented to the cellule in séance."""
        self.presented_in = item
        self.presented_on = timezone.localdate(at)

    @transition(
        field=state,
        source=B.PRESENTE,
        target=B.COMMUNIQUE,
        custom=move(
            "B4",
            "bilan.communicate",
            "Remettre le bilan au jeune",
            "RGPD, art. 15 ; plan départemental, mesure 2",
            documents=("D26",),
        ),
    )
    def communicate(self) -> None:
        """Handed to the young person on request."""
