"""What a séance examines, and what it decides."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from casework.choices.measures import AgendaKind
from casework.models.cases import Case
from casework.models.standing import StandingManager
from veille.models import Designation, Organisation, Seance


class AgendaItem(models.Model):
    """One case on the agenda of one séance. Paper shows its reference only (invariant I10)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seance = models.ForeignKey(Seance, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="agenda_items")
    kind = models.CharField("nature du point", max_length=12, choices=AgendaKind.choices)
    position = models.PositiveSmallIntegerField("ordre")
    examined_at = models.DateTimeField("examiné le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = StandingManager["AgendaItem"]()
    even_withdrawn = models.Manager["AgendaItem"]()

    class Meta:
        verbose_name = "point de l’ordre du jour"
        default_permissions = ()
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seance", "case"],
                condition=Q(withdrawn_at=None),
                name="agenda_case_once",
                violation_error_message="La situation est déjà à l’ordre du jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"point {self.position}"


class Decision(models.Model):
    """What the cellule decided on one point: codes, who pilots, by when. No narrative."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    codes = models.JSONField("décisions", default=list)
    pilot = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("pour le", null=True, blank=True)
    recorded_by = models.ForeignKey(Designation, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("enregistrée le")
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = StandingManager["Decision"]()
    even_withdrawn = models.Manager["Decision"]()

    class Meta:
        verbose_name = "décision"
        default_permissions = ()
        ordering: ClassVar = ["recorded_at"]

    def __str__(self) -> str:
        return f"décision {str(self.pk)[:8]}"
