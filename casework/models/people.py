"""The identity vault: one row for each young person in each tenant, encrypted under its own key."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils import timezone

from casework.choices.lists import Schooling, Sex
from casework.choices.measures import RepresentativeQuality
from confidentiality.fields import EncryptedDateField, EncryptedTextField
from confidentiality.models import PersonKey
from veille.models import Collectivite, Commune

MAJORITY = 18


class YoungPersonQuerySet(models.QuerySet["YoungPerson"]):
    def for_system(self, reason: str) -> YoungPersonQuerySet:
        """Every person, for work that no agent reads. Searching for this name lists every use."""
        return self.all()

    def in_tenant(self, tenant_id: uuid.UUID) -> YoungPersonQuerySet:
        """Persons of one collectivité: the only scope in which likeness may be looked for (I13)."""
        return self.filter(tenant_id=tenant_id)


class YoungPerson(models.Model):
    """A young person known to one collectivité (AU-038 art. 3: closed list of data).

    The same person known to two collectivités is two rows with two keys that nothing links.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Collectivite, models.PROTECT, related_name="young_people")
    key = models.OneToOneField(PersonKey, models.PROTECT, related_name="+")
    likeness = models.BinaryField("index des doublons", max_length=16, editable=False)
    last_name = EncryptedTextField("nom de naissance", key="key", max_length=80)
    first_name = EncryptedTextField("prénom", key="key", max_length=80)
    birth_date = EncryptedDateField("date de naissance", key="key")
    sex = models.CharField("sexe", max_length=12, choices=Sex.choices, default=Sex.NON_PRECISE)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    address = EncryptedTextField("adresse", key="key", max_length=200, null=True, blank=True)
    phone = EncryptedTextField("téléphone", key="key", max_length=30, null=True, blank=True)
    email = EncryptedTextField("courriel", key="key", max_length=120, null=True, blank=True)
    schooling = models.CharField(
        "situation scolaire ou professionnelle",
        max_length=45,
        choices=Schooling.choices,
        default=Schooling.INCONNU,
    )

    objects = YoungPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "jeune"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["tenant", "likeness"])]

    def __str__(self) -> str:
        return f"jeune {str(self.pk)[:8]}"

    def age(self, on: date | None = None) -> int:
        """Whole years on a day, today by default. Majority and limits fall on the birthday."""
        return relativedelta(on or timezone.localdate(), self.birth_date).years

    def is_minor(self, on: date | None = None) -> bool:
        return self.age(on) < MAJORITY

    def last_day_of_data(self) -> date:
        """The twenty-fifth birthday: nothing may be kept after it (AU-038 art. 5)."""
        return self.birth_date + relativedelta(years=25)


class LegalRepresentative(models.Model):
    """A holder of parental authority. Nobody else is named in a case (invariant I26)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    young_person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="representatives")
    quality = models.CharField("qualité", max_length=12, choices=RepresentativeQuality.choices)
    last_name = EncryptedTextField("nom", key="young_person.key", max_length=80)
    first_name = EncryptedTextField("prénom", key="young_person.key", max_length=80)
    phone = EncryptedTextField(
        "téléphone", key="young_person.key", max_length=30, null=True, blank=True
    )

    class Meta:
        verbose_name = "représentant légal"
        default_permissions = ()

    def __str__(self) -> str:
        return f"représentant {str(self.pk)[:8]}"
