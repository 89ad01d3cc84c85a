"""Institutions: organisations, collectivités (the tenants), instances, CDDF, protocols."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from veille.choices import CollectiviteKind, InstanceKind, OrganisationKind
from veille.models.territory import Commune


class Organisation(models.Model):
    """A body that designates agents. Private bodies without a public-service mission never read
    offence data (LIL art. 46)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=30, choices=OrganisationKind.choices)
    mission_service_public = models.BooleanField("mission de service public", default=True)

    class Meta:
        verbose_name = "organisme"
        default_permissions = ()
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Collectivite(models.Model):
    """The tenant: the commune or EPCI whose mayor answers for the file (AU-038 art. 1).

    Nothing nominative crosses two collectivités.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=10, choices=CollectiviteKind.choices)
    communes = models.ManyToManyField(Commune, related_name="collectivites")
    seat = models.ForeignKey(
        Commune, models.PROTECT, related_name="+", verbose_name="commune siège"
    )
    dpo_contact = models.CharField("contact du DPO", max_length=160, blank=True)
    letter_address = models.CharField("adresse en tête des courriers", max_length=200, blank=True)
    letter_contact = models.CharField("service à appeler", max_length=160, blank=True)
    archive_months = models.PositiveSmallIntegerField(
        "durée de l’archive, en mois",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
    )
    transactions_open = models.BooleanField(
        "le maire propose des transactions",
        default=False,
        help_text="Ouvre la transaction du maire (CPP, art. 44-1). Fermée tant que le parquet et "
        "la collectivité n’en ont pas convenu.",
    )
    register_reference = models.CharField("inscription au registre", max_length=120, blank=True)
    register_on = models.DateField("inscrite au registre le", null=True, blank=True)
    aipd_on = models.DateField("analyse d’impact du", null=True, blank=True)
    aipd_reference = models.CharField("référence de l’analyse", max_length=120, blank=True)
    notice_version = models.CharField("version de la notice", max_length=40, blank=True)
    notice_on = models.DateField("notice en usage depuis le", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "collectivité"
        default_permissions = ()
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="collectivite_archive_at_most_three_years",
                condition=Q(archive_months__gte=1, archive_months__lte=36),
                violation_error_message="L’archive dure un mois au moins, trois ans au plus.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Instance(models.Model):
    """A CLSPD (CSI art. L. 132-4) or CISPD (CSI art. L. 132-13)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, related_name="instances")
    kind = models.CharField("type", max_length=10, choices=InstanceKind.choices)
    arrete_reference = models.CharField("arrêté de composition", max_length=120)
    created_on = models.DateField("créée le")

    class Meta:
        verbose_name = "instance"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} de {self.collectivite.name}"


class Cddf(models.Model):
    """Conseil pour les droits et devoirs des familles of a commune (CASF art. L. 141-1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, related_name="cddfs")
    commune = models.OneToOneField(Commune, models.PROTECT, related_name="cddf")
    deliberation_reference = models.CharField("délibération", max_length=120)
    deliberated_on = models.DateField("délibéré le")

    class Meta:
        verbose_name = "CDDF"
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="cddf_has_deliberation",
                condition=~Q(deliberation_reference=""),
                violation_error_message="Un CDDF est créé par délibération du conseil municipal.",
            )
        ]

    def __str__(self) -> str:
        return f"CDDF de {self.commune.name}"


class ParquetProtocolQuerySet(models.QuerySet["ParquetProtocol"]):
    def in_force(self, on: date) -> ParquetProtocolQuerySet:
        return self.filter(signed_on__lte=on).filter(Q(until=None) | Q(until__gt=on))


class ParquetProtocol(models.Model):
    """Protocol between a mayor and the parquet on the rappel à l’ordre, for named communes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, related_name="protocols")
    parquet = models.ForeignKey(Organisation, models.PROTECT, related_name="protocols")
    communes = models.ManyToManyField(Commune, related_name="protocols")
    reference = models.CharField("référence", max_length=120)
    signed_on = models.DateField("signé le")
    until = models.DateField("jusqu’au", null=True, blank=True)
    wants_return = models.BooleanField("le parquet est informé des suites", default=False)

    objects = ParquetProtocolQuerySet.as_manager()

    class Meta:
        verbose_name = "protocole avec le parquet"
        default_permissions = ()

    def __str__(self) -> str:
        return self.reference

    def in_force(self, on: date) -> bool:
        """Whether it binds on that day; the day ``until`` is the first without it."""
        return self.signed_on <= on and (self.until is None or on < self.until)
