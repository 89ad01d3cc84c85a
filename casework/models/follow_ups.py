"""The mission of a référent, the dated steps, the bilan de parcours (FSM-6, FSM-7)."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from casework.choices.lists import Schooling
from casework.choices.measures import (
    Adhesion,
    BilanKind,
    BilanProposal,
    Reiteration,
    StepKind,
    StepResult,
)
from casework.choices.states import ENDED, FOLLOW_UP_FINAL, BilanState, FollowUpState
from casework.guards import measures as guards
from casework.models.agenda import AgendaItem
from casework.models.cases import Case
from confidentiality.choices import Role
from confidentiality.state_field import StateField, StateModel
from veille.models import Designation, Organisation
from veille.sight import may_read_circle

if TYPE_CHECKING:
    from confidentiality.actors import Actor

U = FollowUpState
B = BilanState


class FollowUpQuerySet(models.QuerySet["ReferentFollowUp"]):
    def visible_to(self, actor: Actor, now: datetime) -> FollowUpQuerySet:
        """Of the visible cases, for K and M; one’s own mission, from its proposal to its end.

        Before acceptance the référent sees the mission, not the case: no grant exists yet (I14).
        After it, the mission is seen as long as its case: closing a case ends both at once.
        """
        visible = Q(case__in=Case.objects.visible_to(actor, now))
        if actor.role in (Role.COORDONNATEUR, Role.MAIRE):
            return self.filter(visible)
        if actor.role == Role.REFERENT:
            proposed = Q(may_read_circle(actor, now, circle="case__cellule"), state=U.DESIGNE)
            proposed &= ~Q(case__state__in=ENDED)
            own = self.filter(referent=actor.hat_id).exclude(state__in=FOLLOW_UP_FINAL)
            return own.filter(visible | proposed)
        return self.none()

    def for_system(self, reason: str) -> FollowUpQuerySet:
        """Every mission, for work that no agent reads: counts."""
        return self.all()


class ReferentFollowUp(StateModel):
    """One mission of one référent on one case. A change of référent is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    referent = models.ForeignKey(Designation, models.PROTECT, related_name="missions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = StateField("état", choices=U.choices, default=U.DESIGNE)
    intensive = models.BooleanField("suivi intensif", default=False)
    designated_on = models.DateField("désigné le")
    employer_agreed_on = models.DateField("accord de l’employeur le", null=True, blank=True)
    accepted_on = models.DateField("mission acceptée le", null=True, blank=True)
    first_contact_on = models.DateField("premier contact le", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    young_adhesion_on = models.DateField("adhésion du jeune le", null=True, blank=True)
    family_adhesion_on = models.DateField("adhésion de la famille le", null=True, blank=True)
    active_since = models.DateField("actif depuis le", null=True, blank=True)
    ended_on = models.DateField("terminé le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi par un référent"
        default_permissions = ()
        ordering: ClassVar = ["-designated_on"]
        constraints: ClassVar = [
            models.CheckConstraint(name="follow_up_state_known", condition=Q(state__in=U.values)),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=sorted(FOLLOW_UP_FINAL)),
                name="follow_up_one_running_per_case",
                violation_error_message="Un référent est déjà désigné pour cette situation.",
            ),
            models.CheckConstraint(
                name="follow_up_active_adheres",
                condition=~Q(state=U.ACTIF)
                | Q(young_adhesion_on__isnull=False, active_since__isnull=False),
                violation_error_message="Un suivi actif repose sur l’adhésion du jeune.",
            ),
        ]

    def __str__(self) -> str:
        return f"suivi {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference

    @transition(
        field=state,
        source=U.DESIGNE,
        target=U.ACCEPTE,
        conditions=[guards.referent_may_accompany, guards.employer_agreed],
    )
    def accept(self, *, on: date) -> None:
        """The référent signs the lettre de mission; access to the case starts here."""
        self.accepted_on = on

    @transition(field=state, source=[U.ACCEPTE, U.INJOIGNABLE], target=U.PREMIER_CONTACT)
    def record_first_contact(self, *, on: date) -> None:
        """First contact with the young person."""
        self.first_contact_on = on

    @transition(field=state, source=U.ACCEPTE, target=U.INJOIGNABLE)
    def record_unreachable(self) -> None:
        """Three attempts without an answer."""

    @transition(field=state, source=U.PREMIER_CONTACT, target=U.ADHESION)
    def record_adhesion(self, *, young_on: date, family_on: date | None) -> None:
        """The young person agrees, and for a minor the representatives too (invariant I47)."""
        self.young_adhesion_on = young_on
        self.family_adhesion_on = family_on

    @transition(field=state, source=U.PREMIER_CONTACT, target=U.REFUS)
    def record_refusal(self) -> None:
        """The young person declines: the case goes back to the cellule."""

    @transition(
        field=state,
        source=U.ADHESION,
        target=U.ACTIF,
        conditions=[
            guards.case_is_engaged,
            guards.young_person_adheres,
            guards.family_adheres,
        ],
    )
    def activate(self, *, on: date) -> None:
        """The follow-up is active."""
        self.active_since = on

    @transition(field=state, source=U.ACTIF, target=U.SUSPENDU)
    def suspend(self) -> None:
        """Paused."""

    @transition(field=state, source=U.SUSPENDU, target=U.ACTIF, conditions=[guards.case_is_engaged])
    def resume(self) -> None:
        """Taken up again."""

    @transition(
        field=state,
        source=[u for u in U if u not in FOLLOW_UP_FINAL],
        target=U.TERMINE,
        conditions=[guards.no_bilan_is_waiting],
    )
    def end(self, *, on: date) -> None:
        """End of the mission: access ends the same minute."""
        self.ended_on = on


class Step(models.Model):
    """A dated action: kind, organisation, result (AU-038 art. 3). Never a transition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    kind = models.CharField("ce qui a eu lieu", max_length=32, choices=StepKind.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    happened_on = models.DateField("le")
    result = models.CharField("résultat", max_length=28, choices=StepResult.choices)
    recorded_by = models.ForeignKey(Designation, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "étape"
        default_permissions = ()
        ordering: ClassVar = ["-happened_on", "-recorded_at"]

    def __str__(self) -> str:
        return f"étape {str(self.pk)[:8]}"


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
    )
    def write(self, *, by: Designation, on: date) -> None:
        """Written by the référent, in codes."""
        self.written_by = by
        self.written_on = on
        self.until = on

    @transition(field=state, source=B.REDIGE, target=B.VALIDE)
    def validate(self, *, by: Designation, on: date) -> None:
        """Checked by the coordonnateur."""
        self.validated_by = by
        self.validated_on = on

    @transition(field=state, source=B.VALIDE, target=B.PRESENTE)
    def present(self, *, item: AgendaItem, at: datetime) -> None:
        """Presented to the cellule in séance."""
        self.presented_in = item
        self.presented_on = timezone.localdate(at)

    @transition(field=state, source=B.PRESENTE, target=B.COMMUNIQUE)
    def communicate(self) -> None:
        """Handed to the young person on request."""
