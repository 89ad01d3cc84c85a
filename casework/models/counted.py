"""What the accounts of the plan keep of an act, once its person is erased: a count, nobody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import connections, models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from casework.choices.counted import AgeBand, Measure
from casework.choices.lists import Sex
from confidentiality.append_only import AppendOnlyModel
from veille.models import Cellule


class CountedEventQuerySet(models.QuerySet["CountedEvent"]):
    def sums(self) -> Iterable[Mapping[str, Any]]:
        """By cellule, measure, age and sex: the sum, and what of it corrects closed months."""
        keys = self.order_by("cellule", "measure", "age_band", "sex")
        return keys.values("cellule", "measure", "age_band", "sex").annotate(
            count=Sum("weight"), corrected=Coalesce(Sum("weight", filter=Q(corrects=True)), 0)
        )

    def within(self, cellules: Iterable[Cellule], first: date, last: date) -> CountedEventQuerySet:
        """The lines of some cellules, registered in the months from one day to another."""
        return self.filter(cellule__in=cellules, month__range=(first, last))

    def hold_still(self) -> None:
        """Let nobody add a line, nor close accounts, until the end of the transaction.

        PostgreSQL waits for the acts under way. On SQLite a transaction is alone from its start.
        """
        connection = connections[self.db]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    f"LOCK TABLE {self.model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE"
                )


class CountedEvent(AppendOnlyModel):
    """One event of the plan, counted in the month it was registered, and nothing that leads back.

    Neither case, person, act nor day, and a key drawn at random: what is left after an erasure is a
    number by cellule, month, age and sex. ``weight`` is 1, or -1 when a correction takes back what
    was counted. ``corrects``: the event belongs to a month before this one, already closed or about
    to be (docs/decisions/0041).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cellule = models.ForeignKey(Cellule, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField("mois d’enregistrement")
    measure = models.CharField("mesure", max_length=16, choices=Measure.choices)
    age_band = models.CharField("tranche d’âge", max_length=5, choices=AgeBand.choices)
    sex = models.CharField("sexe", max_length=12, choices=Sex.choices)
    weight = models.SmallIntegerField("poids", default=1)
    corrects = models.BooleanField("régularise un mois passé", default=False)

    objects = CountedEventQuerySet.as_manager()

    class Meta:
        verbose_name = "événement compté"
        verbose_name_plural = "événements comptés"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["cellule", "month"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="counted_is_one_line", condition=Q(weight__in=[-1, 1])),
            models.CheckConstraint(
                name="counted_measure_known", condition=Q(measure__in=Measure.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month:%Y-%m} {self.weight:+}"
