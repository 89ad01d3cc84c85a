"""Territory: arrondissements and communes, as published in the official geographic code."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Arrondissement(models.Model):
    """An arrondissement of a département. ``code``: INSEE, département then one digit."""

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField("nom", max_length=80)
    departement = models.CharField("département", max_length=3)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune. ``sort_key``: the name without accents, so that both databases sort alike."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    sort_key = models.CharField(max_length=80, db_index=True, editable=False)
    link_kind = models.PositiveSmallIntegerField("type de liaison")
    arrondissement = models.ForeignKey(Arrondissement, models.PROTECT, related_name="communes")
    population = models.PositiveIntegerField("population")
    postcodes = models.CharField("codes postaux", max_length=120)
    epci_code = models.CharField("EPCI", max_length=9, blank=True)
    epci_name = models.CharField("nom de l’EPCI", max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["sort_key", "code"]

    def __str__(self) -> str:
        return self.name
