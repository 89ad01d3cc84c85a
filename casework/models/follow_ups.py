"""The mission of a référent and its dated steps (FSM-6)."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from casework.choices.measures import StepKind, StepResult
from casework.choices.states import ENDED, FOLLOW_UP_FINAL, FollowUpState
from casework.guards import measures as guards
from casework.models.cases import Case
from casework.models.standing import StandingManager
from confidentiality.choices import Role
from confidentiality.moves import move
from confidentiality.state_field import StateField, StateModel
from veille.models import Designation, Organisation
from veille.sight import held_by, may_read_circle

if TYPE_CHECKING:
    from confidentiality.actors import Actor

U = FollowUpState


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
            # Only the one who is asked accepts: a mission proposed is nobody’s to hold.
            proposed &= Q(referent=actor.hat_id)
            own = self.filter(held_by(actor, now, field="referent"))
            return own.exclude(state__in=FOLLOW_UP_FINAL).filter(visible | proposed)
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
        custom=move(
            "U1",
            "follow_up.accept",
            "Accepter la mission",
            "AU-038, art. 3 et 8 ; plan départemental, mesure 2",
            data="accord de l’employeur, charte signée par le référent",
            documents=("D24",),
        ),
    )
    def accept(self, *, on: date) -> None:
        """The référent signs the lettre de mission; access to the case starts here."""
        self.accepted_on = on

    @transition(
        field=state,
        source=[U.ACCEPTE, U.INJOIGNABLE],
        target=U.PREMIER_CONTACT,
        custom=move(
            "U2",
            "follow_up.first_contact",
            "Noter le premier contact",
            "Plan départemental, mesure 2",
            data="date du contact",
            delay="15 jours après la décision",
        ),
    )
    def record_first_contact(self, *, on: date) -> None:
        """First contact with the young person."""
        self.first_contact_on = on

    @transition(
        field=state,
        source=U.ACCEPTE,
        target=U.INJOIGNABLE,
        custom=move(
            "U3",
            "follow_up.attempt",
            "Constater trois tentatives sans réponse",
            "Plan départemental, mesure 2",
            data="troisième tentative",
        ),
    )
    def record_unreachable(self) -> None:
        """Three attempts without an answer."""

    @transition(
        field=state,
        source=U.PREMIER_CONTACT,
        target=U.ADHESION,
        custom=move(
            "U4",
            "follow_up.adhesion",
            "Recueillir l’adhésion",
            "Charte de la cellule, clause C7",
            data="date de l’adhésion du jeune et, s’il est mineur, de ses représentants légaux",
            documents=("D25",),
        ),
    )
    def record_adhesion(self, *, young_on: date, family_on: date | None) -> None:
        """The young person agrees, and for a minor the representatives too (invariant I47)."""
        self.young_adhesion_on = young_on
        self.family_adhesion_on = family_on

    @transition(
        field=state,
        source=U.PREMIER_CONTACT,
        target=U.REFUS,
        custom=move(
            "U5",
            "follow_up.refusal",
            "Noter le refus d’adhésion",
            "Charte de la cellule, clause C7",
        ),
    )
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
        custom=move(
            "U6",
            "follow_up.activate",
            "Démarrer l’accompagnement",
            "Charte de la cellule, clause C7 ; plan départemental, mesure 2",
            data="adhésions recueillies",
            effect="2-3.c",
        ),
    )
    def activate(self, *, on: date) -> None:
        """The follow-up is active."""
        self.active_since = on

    @transition(
        field=state,
        source=U.ACTIF,
        target=U.SUSPENDU,
        custom=move(
            "U7",
            "follow_up.suspend",
            "Suspendre l’accompagnement",
            "Plan départemental, mesure 2",
        ),
    )
    def suspend(self) -> None:
        """Paused."""

    @transition(
        field=state,
        source=U.SUSPENDU,
        target=U.ACTIF,
        conditions=[guards.case_is_engaged],
        custom=move(
            "U8",
            "follow_up.resume",
            "Reprendre l’accompagnement",
            "Plan départemental, mesure 2",
        ),
    )
    def resume(self) -> None:
        """Taken up again."""

    @transition(
        field=state,
        source=[u for u in U if u not in FOLLOW_UP_FINAL],
        target=U.TERMINE,
        conditions=[guards.no_bilan_is_waiting],
        custom=move(
            "U9",
            "follow_up.end",
            "Terminer la mission",
            "AU-038, art. 8",
            data="aucun bilan en attente de rédaction",
        ),
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
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = StandingManager["Step"]()
    even_withdrawn = models.Manager["Step"]()

    class Meta:
        verbose_name = "étape"
        default_permissions = ()
        ordering: ClassVar = ["-happened_on", "-recorded_at"]

    def __str__(self) -> str:
        return f"étape {str(self.pk)[:8]}"
