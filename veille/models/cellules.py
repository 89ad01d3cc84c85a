"""Cellules de veille, the agents designated to them, the grants on them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from confidentiality.choices import Relation, Role
from confidentiality.models import Circle
from veille.choices import CelluleKind
from veille.models.institutions import Cddf, Collectivite, Instance, Organisation
from veille.models.territory import Commune

CELLULE_RELATIONS = (Relation.COORDINATION, Relation.DECISION)


class Cellule(Circle):
    """A cellule de veille: « groupe de travail et d’échange d’informations » (CSI art. L. 132-5).

    It is a circle of confidentiality: its charte, signatures and journal chain bear its id.
    """

    circle = models.OneToOneField(
        Circle, models.CASCADE, parent_link=True, primary_key=True, related_name="cellule"
    )
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="cellules")
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, related_name="cellules")
    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=20, choices=CelluleKind.choices)
    in_zsp = models.BooleanField("en zone de sécurité prioritaire", default=False)
    created_on = models.DateField("créée le")
    informs_before_examination = models.BooleanField(
        "informe le jeune avant l’examen", default=True
    )
    closed_on = models.DateField("fermée le", null=True, blank=True)

    class Meta:
        verbose_name = "cellule de veille"
        default_permissions = ()
        ordering: ClassVar = ["name"]
        permissions: ClassVar = [(each.value, each.label) for each in CELLULE_RELATIONS]

    def __str__(self) -> str:
        return self.name


class Delegation(models.Model):
    """Delegation by the mayor to an élu, by arrêté (CGCT art. L. 2122-18)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="delegations")
    arrete_number = models.CharField("arrêté", max_length=60)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "délégation du maire"
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="delegation_ends_after_it_starts",
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                violation_error_message="La délégation finit après avoir commencé.",
            )
        ]

    def __str__(self) -> str:
        return f"arrêté {self.arrete_number}"

    def in_force(self, on: date) -> bool:
        """Until is the first day without delegation."""
        return self.since <= on and (self.until is None or on < self.until)


class DesignationQuerySet(models.QuerySet["Designation"]):
    def in_force(self, now: datetime) -> DesignationQuerySet:
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))


class Designation(models.Model):
    """A hat: an agent, in a role, for an organisation, in writing (CSI art. D. 132-8).

    Its holder picks one at sign-in; the rights of two hats are never added up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="designations")
    role = models.CharField("fonction", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="designations")
    cellule = models.ForeignKey(
        Cellule, models.PROTECT, null=True, blank=True, related_name="designations"
    )
    collectivite = models.ForeignKey(
        Collectivite, models.PROTECT, null=True, blank=True, related_name="designations"
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="maires"
    )
    cddf = models.ForeignKey(Cddf, models.PROTECT, null=True, blank=True, related_name="members")
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="designations"
    )
    is_substitute = models.BooleanField("suppléant", default=False)
    acte_reference = models.CharField("acte de désignation", max_length=120)
    since = models.DateTimeField("depuis le")
    until = models.DateTimeField("jusqu’au", null=True, blank=True)
    renews = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
        verbose_name="renouvelle",
    )

    objects = DesignationQuerySet.as_manager()

    class Meta:
        verbose_name = "désignation"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "role"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="designation_scope_fits_role",
                condition=(
                    Q(role__in=[Role.MEMBRE, Role.COORDONNATEUR, Role.REFERENT, Role.PARQUET])
                    & Q(cellule__isnull=False, collectivite__isnull=False)
                )
                | Q(role=Role.MAIRE, commune__isnull=False, collectivite__isnull=False)
                | Q(role=Role.CDDF, cddf__isnull=False, collectivite__isnull=False)
                | Q(role=Role.DPO, collectivite__isnull=False)
                | Q(
                    role__in=[Role.PREFECTURE, Role.PILOTE, Role.TECHNIQUE],
                    cellule=None,
                    collectivite=None,
                    cddf=None,
                ),
                violation_error_message="La désignation ne correspond pas à la fonction.",
            ),
            models.CheckConstraint(
                name="designation_ends_after_it_starts",
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                violation_error_message="La désignation finit après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"désignation {str(self.pk)[:8]}"

    @property
    def place(self) -> str:
        """Where this hat is worn, in words."""
        if self.cellule is not None:
            return self.cellule.name
        if self.cddf is not None:
            return str(self.cddf)
        if self.commune is not None:
            return self.commune.name
        return self.collectivite.name if self.collectivite else self.organisation.name

    @property
    def label(self) -> str:
        """Name of the agent and organisation, as colleagues read it."""
        return f"{self.user.full_name} ({self.organisation.name})"


class Grant(UserObjectPermissionBase):
    """An object permission that names its reason and ends by itself.

    Direct-FK rows of django-guardian: no generic table, no model-level permission, no superuser.
    A grant alone opens nothing: see ``Case.objects.visible_to``.
    """

    designation = models.ForeignKey(Designation, models.PROTECT, related_name="+")
    reason = models.CharField("motif", max_length=60)
    event_id = models.UUIDField("acte", null=True, blank=True, editable=False)
    since = models.DateTimeField("depuis le")
    until = models.DateTimeField("jusqu’au", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True


class CelluleGrant(Grant):
    """Coordination or decision of the mayor: reaches every case of the cellule."""

    content_object = models.ForeignKey(Cellule, models.CASCADE, related_name="grants")

    class Meta:
        verbose_name = "droit sur une cellule"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["designation", "content_object"])]

    def __str__(self) -> str:
        return f"droit {self.pk}"
