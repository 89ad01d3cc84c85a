"""Séances of a cellule and the attendance sheet."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from confidentiality.moves import move, staying
from confidentiality.state_field import StateField, StateModel
from veille import guards
from veille.choices import SeanceKind, SeanceState
from veille.models.cellules import Cellule, Designation


class Seance(StateModel):
    """A meeting of the cellule. Only the « groupe » formation examines cases (invariant I08)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="seances")
    kind = models.CharField(
        "formation", max_length=20, choices=SeanceKind.choices, default=SeanceKind.GROUPE
    )
    held_at = models.DateTimeField("date et heure")
    place = models.CharField("lieu", max_length=120)
    state = StateField("état", choices=SeanceState.choices, default=SeanceState.PLANIFIEE)
    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    releve_validated_at = models.DateTimeField("relevé validé le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "séance"
        default_permissions = ()
        ordering: ClassVar = ["-held_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="seance_state_known", condition=Q(state__in=SeanceState.values)
            ),
            models.CheckConstraint(
                name="seance_open_is_dated",
                condition=~Q(state=SeanceState.OUVERTE) | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"séance {str(self.pk)[:8]}"

    @transition(
        field=state,
        source=SeanceState.PLANIFIEE,
        target=SeanceState.CONVOQUEE,
        custom=move(
            "SE1",
            "seance.manage",
            "Convoquer les membres",
            "Charte de la cellule, clauses C4 et C11",
            documents=("D03", "D04"),
            delay="8 jours avant la séance",
        ),
    )
    def convene(self, *, at: datetime) -> None:
        """Convocation of the members; it names no young person (invariant I10)."""
        self.convened_at = at

    @staying(
        field=state,
        at=[SeanceState.PLANIFIEE, SeanceState.CONVOQUEE],
        custom=move(
            "SE5",
            "seance.manage",
            "Reporter la séance",
            "Charte de la cellule, clauses C4 et C11",
            data="nouvelle date et lieu",
            delay="la lecture par les membres suit la nouvelle date",
        ),
    )
    def put_off(self, *, held_at: datetime, place: str) -> None:
        """To another day: the window of its cases moves with it (invariant I11)."""
        self.held_at = held_at
        self.place = place

    @transition(
        field=state,
        source=[SeanceState.PLANIFIEE, SeanceState.CONVOQUEE],
        target=SeanceState.ANNULEE,
        custom=move(
            "SE6",
            "seance.manage",
            "Annuler la séance",
            "Charte de la cellule, clause C4",
            delay="la lecture par les membres cesse aussitôt ; les situations sont ajournées",
        ),
    )
    def cancel(self) -> None:
        """Nobody meets: its cases wait for another séance, and their window closes."""

    @transition(
        field=state,
        source=SeanceState.CONVOQUEE,
        target=SeanceState.OUVERTE,
        conditions=[guards.attendance_recorded, guards.all_present_have_signed],
        custom=move(
            "SE2",
            "seance.manage",
            "Ouvrir la séance",
            "CSI, art. L. 132-5 ; charte, clause C4",
            data="présents",
            documents=("D05",),
            effect="2-2",
        ),
    )
    def open(self, *, at: datetime) -> None:
        """Opening, once every present member has signed the charte (clause C4)."""
        self.opened_at = at

    @transition(
        field=state,
        source=SeanceState.OUVERTE,
        target=SeanceState.CLOSE,
        custom=move(
            "SE3",
            "seance.manage",
            "Clore la séance",
            "Plan départemental, mesure 2",
            data="une décision par situation inscrite",
            delay="lecture par les membres pendant 15 jours",
        ),
    )
    def close(self, *, at: datetime) -> None:
        """End of the séance."""
        self.closed_at = at

    @transition(
        field=state,
        source=SeanceState.CLOSE,
        target=SeanceState.RELEVE_VALIDE,
        custom=move(
            "SE4",
            "seance.manage",
            "Valider le relevé de décisions",
            "Charte de la cellule, clause C9",
            documents=("D06",),
        ),
    )
    def validate_releve(self, *, at: datetime) -> None:
        """The relevé de décisions is validated and sent to those who were present."""
        self.releve_validated_at = at


class Attendance(models.Model):
    """One line of the attendance sheet: a designated agent, present or not."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="attendances")
    designation = models.ForeignKey(Designation, models.PROTECT, related_name="attendances")
    present = models.BooleanField("présent")
    recorded_at = models.DateTimeField("notée le", auto_now=True)

    class Meta:
        verbose_name = "présence"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seance", "designation"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"présence {self.pk}"
