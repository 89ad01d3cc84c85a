"""What a pilot service declared of one indicator for one year: a row for each version."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q

from confidentiality.append_only import AppendOnlyModel
from indicators.models.plans import Plan

LONGEST_JUSTIFICATION = 300
LONGEST_TITLE = 120
LONGEST_REFERENCE = 60
_NO_COUNT = Q(value=None)
_NO_SHARE = Q(numerator=None, denominator=None)
_NO_TEXT = Q(document_title="", document_reference="")


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def latest_versions(self) -> DeclarationQuerySet:
        """The last version of each value, the one that counts, across the versions of a plan."""
        later = Declaration.objects.filter(
            plan__code=OuterRef("plan__code"),
            indicator=OuterRef("indicator"),
            year=OuterRef("year"),
            service=OuterRef("service"),
            version__gt=OuterRef("version"),
        )
        return self.filter(~Exists(later))

    def last_version(self) -> int:
        """The highest version among these rows; zero when there is none."""
        found: int | None = self.aggregate(last=Max("version"))["last"]
        return found or 0


class Declaration(AppendOnlyModel):
    """One version of one value. The database refuses any change: a correction is a new version.

    A value is a count, or a numerator and its denominator, or a document (title and reference),
    as the plan says. ``about_persons`` is the class of the plan at that time: such values are
    shown to their own service only, until they are released under disclosure control.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="declarations")
    indicator = models.CharField("indicateur", max_length=16)
    year = models.PositiveSmallIntegerField("année")
    service = models.CharField("service", max_length=16)
    version = models.PositiveSmallIntegerField("version")
    value = models.PositiveIntegerField("nombre", null=True, blank=True)
    numerator = models.PositiveIntegerField("numérateur", null=True, blank=True)
    denominator = models.PositiveIntegerField("dénominateur", null=True, blank=True)
    document_title = models.CharField(
        "titre du document", max_length=LONGEST_TITLE, blank=True, default=""
    )
    document_reference = models.CharField(
        "référence du document", max_length=LONGEST_REFERENCE, blank=True, default=""
    )
    justification = models.CharField("justification", max_length=LONGEST_JUSTIFICATION)
    about_persons = models.BooleanField("sur des personnes")
    late = models.BooleanField("après la clôture", default=False)
    # A plain identifier, as in the journal: the value outlives the account that gave it.
    hat_id = models.UUIDField("fonction exercée", editable=False)
    declared_at = models.DateTimeField("déclaré le")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "valeur déclarée"
        verbose_name_plural = "valeurs déclarées"
        default_permissions = ()
        ordering: ClassVar = ["year", "indicator", "service", "version"]
        indexes: ClassVar = [models.Index(fields=["year", "service"], name="declaration_year")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "indicator", "year", "service", "version"],
                name="declaration_version_once",
            ),
            models.CheckConstraint(
                name="declaration_is_one_value",
                condition=(Q(value__isnull=False) & _NO_SHARE & _NO_TEXT)
                | (Q(numerator__isnull=False, denominator__isnull=False) & _NO_COUNT & _NO_TEXT)
                | (~Q(document_title="") & ~Q(document_reference="") & _NO_COUNT & _NO_SHARE),
                violation_error_message="Une valeur est un nombre, une part ou un document.",
            ),
            models.CheckConstraint(
                name="declaration_share_of_something",
                condition=Q(denominator=None)
                | Q(denominator__gt=0, numerator__lte=F("denominator")),
                violation_error_message="Un numérateur ne dépasse pas son dénominateur.",
            ),
            models.CheckConstraint(
                name="declaration_is_justified",
                condition=~Q(justification=""),
                violation_error_message="Une valeur dit d’où elle vient.",
            ),
            models.CheckConstraint(
                name="declaration_of_a_year", condition=Q(year__gte=2000, year__lte=2100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} {self.service}, version {self.version}"
