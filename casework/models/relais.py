"""Hand-over to another commune (FSM-10). CSI art. L. 132-5, al. 3."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from casework.choices.states import RELAIS_FINAL, RelaisState
from casework.guards import relais as guards
from casework.models.cases import Case
from confidentiality.choices import Role
from confidentiality.moves import move
from confidentiality.state_field import StateField, StateModel
from veille.models import Commune

if TYPE_CHECKING:
    from confidentiality.actors import Actor

S = RelaisState


class RelaisQuerySet(models.QuerySet["Relais"]):
    def visible_to(self, actor: Actor, now: datetime) -> RelaisQuerySet:
        """Of the cases that the coordonnateur and the maire see."""
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor, now))

    def for_system(self, reason: str) -> RelaisQuerySet:
        """Every relais, for work that no agent reads: counts."""
        return self.all()


class Relais(StateModel):
    """A young person who moves takes a sheet to the next commune, if they agree. Never the file.

    Nothing crosses two collectivités in the application: the sheet is printed and handed over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="relais", verbose_name="situation")
    state = StateField("état", choices=S.choices, default=S.PROPOSE)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune d’arrivée",
    )
    outside = models.BooleanField("hors département", default=False)
    proposed_on = models.DateField("proposé le")
    young_agreed_on = models.DateField("accord écrit du jeune le", null=True, blank=True)
    representatives_agreed_on = models.DateField(
        "accord écrit des représentants légaux le", null=True, blank=True
    )
    refused_on = models.DateField("refusé le", null=True, blank=True)
    handed_on = models.DateField("fiche remise le", null=True, blank=True)
    closed_on = models.DateField("clos le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = RelaisQuerySet.as_manager()

    class Meta:
        verbose_name = "relais vers une autre commune"
        default_permissions = ()
        ordering: ClassVar = ["-proposed_on"]
        constraints: ClassVar = [
            models.CheckConstraint(name="relais_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="relais_one_target",
                condition=Q(commune__isnull=False, outside=False) | Q(commune=None, outside=True),
                violation_error_message="Choisissez une commune, ou « hors département ».",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=sorted(RELAIS_FINAL)),
                name="relais_one_running_per_case",
                violation_error_message="Un relais est déjà en cours pour cette situation.",
            ),
            models.CheckConstraint(
                name="relais_rests_on_agreement",
                condition=~Q(state__in=[S.ACCORD, S.REMIS, S.CLOS])
                | Q(young_agreed_on__isnull=False),
                violation_error_message="Un relais repose sur l’accord écrit du jeune.",
            ),
            models.CheckConstraint(
                name="relais_handed_is_dated",
                condition=~Q(state__in=[S.REMIS, S.CLOS]) | Q(handed_on__isnull=False),
                violation_error_message="Une fiche remise porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"relais {str(self.pk)[:8]}"

    @property
    def trace_reference(self) -> str:
        """Reference of the case, for the journal."""
        return self.case.reference

    @property
    def target(self) -> str:
        """Where the young person goes: the name of a commune, never who receives them there."""
        return self.commune.name if self.commune else "Hors du département"

    @transition(
        field=state,
        source=S.PROPOSE,
        target=S.ACCORD,
        conditions=[
            guards.case_is_open,
            guards.young_person_agrees,
            guards.representatives_agree,
        ],
        custom=move(
            "RL1",
            "relais.agree",
            "Recueillir l’accord",
            "CSI, art. L. 132-5, al. 3",
            data="date de l’accord écrit du jeune, et des représentants d’un mineur",
        ),
    )
    def agree(self) -> None:
        """Written agreement of the young person, and of the representatives of a minor (I51)."""

    @transition(
        field=state,
        source=[S.PROPOSE, S.ACCORD],
        target=S.REFUSE,
        custom=move(
            "RL2",
            "relais.refuse",
            "Constater l’absence d’accord",
            "CSI, art. L. 132-5, al. 3",
        ),
    )
    def refuse(self, *, on: date) -> None:
        """No agreement, or an agreement withdrawn: nothing is handed over."""
        self.refused_on = on

    @transition(
        field=state,
        source=S.ACCORD,
        target=S.REMIS,
        conditions=[
            guards.case_is_open,
            guards.young_person_agrees,
            guards.representatives_agree,
        ],
        custom=move(
            "RL3",
            "relais.hand_over",
            "Remettre la fiche de relais",
            "CSI, art. L. 132-5, al. 3",
            documents=("D28",),
        ),
    )
    def hand_over(self, *, on: date) -> None:
        """The sheet is handed over: no fact, no motif, no judicial status on it (I51)."""
        self.handed_on = on

    @transition(
        field=state,
        source=S.REMIS,
        target=S.CLOS,
        custom=move("RL4", "relais.close", "Clore le relais", "CSI, art. L. 132-5, al. 3"),
    )
    def close(self, *, on: date) -> None:
        """The next commune took over, or the young person decided otherwise."""
        self.closed_on = on
