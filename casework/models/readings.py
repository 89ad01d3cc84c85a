"""Motivated readings: one closed file, one reader, one reason, sixty minutes, reviewed after."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from casework.choices.conservation import (
    ReadingEnd,
    ReadingReason,
    ReadingRefusal,
    ReadingVerdict,
)
from casework.conservation import READING_LASTS, READING_WAITS_WORKING_DAYS
from casework.deadlines import add_working_days
from confidentiality.access_matrix import RELATIONS
from confidentiality.choices import Role
from confidentiality.fields import EncryptedTextField
from veille.models import CelluleGrant, Designation
from veille.sight import may_read_circle, running

if TYPE_CHECKING:
    from confidentiality.actors import Actor


E = ReadingEnd
# Computed by the database, never stored: there is no end to move.
_END = ExpressionWrapper(F("opened_at") + Value(READING_LASTS), output_field=models.DateTimeField())


# A condition on nothing is no refusal: each column that must be there is named as such.
_BY_READER = Q(ended_by__isnull=False, ended_by=F("asked_by"), refusal_code="")
_BY_ANOTHER = Q(ended_by__isnull=False) & ~Q(ended_by=F("asked_by")) & ~Q(refusal_code="")
_UNOPENED = (
    (Q(end_code=E.RETIREE) & _BY_READER)
    | (Q(end_code=E.REFUSEE) & _BY_ANOTHER)
    | Q(end_code=E.ECHUE, ended_by=None, refusal_code="")
)
# Each end says what it is of: of a reading that is open, or of a request that nobody approved.
_ENDED_WHOLE = (
    Q(ended_at=None, ended_by=None, end_code="", refusal_code="")
    | (Q(opened_at__isnull=False, ended_at__isnull=False, end_code=E.CLOSE) & _BY_READER)
    | (Q(opened_at=None, ended_at__isnull=False) & _UNOPENED)
)


class MotivatedReadingQuerySet(models.QuerySet["MotivatedReading"]):
    def open_at(self, now: datetime) -> MotivatedReadingQuerySet:
        """Opened, not yet over, and not closed before by its reader."""
        still = Q(ended_at=None) | Q(ended_at__gt=now)
        return self.filter(still, GreaterThan(_END, now), opened_at__lte=now)

    def waiting(self) -> MotivatedReadingQuerySet:
        """Asked, and neither approved, refused, withdrawn nor lapsed."""
        return self.filter(opened_at=None, ended_at=None)

    def to_review(self) -> MotivatedReadingQuerySet:
        """Opened, over or not, and of which nobody has said whether it was right."""
        return self.filter(opened_at__isnull=False, reviewed_at=None)

    def visible_to(self, actor: Actor, now: datetime) -> MotivatedReadingQuerySet:
        """Of the collectivité for its DPO; of their cellules for K and M. Codes, nobody’s file."""
        if actor.role == Role.DPO:
            hat = Designation.objects.filter(
                running(now), pk=actor.hat_id, user=actor.user.pk, user__is_active=True
            )
            return self.filter(Q(Exists(hat)), case__cellule__collectivite=actor.tenant_id)
        if actor.role not in (Role.COORDONNATEUR, Role.MAIRE):
            return self.none()
        granted = CelluleGrant.objects.filter(
            running(now),
            designation=actor.hat_id,
            content_object=OuterRef("case__cellule"),
            permission__codename__in=RELATIONS[actor.role],
        )
        return self.filter(may_read_circle(actor, now, circle="case__cellule"), Q(Exists(granted)))


class MotivatedReading(models.Model):
    """One case read by one agent to whom it is otherwise closed (P16; AU-038 art. 5).

    Read only, for sixty minutes: the length is nowhere in the row, so that nobody can change it.
    An archive opens to K or M once a second person has approved; to the DPO, alone, an archive or
    a case under way. Somebody else says afterwards whether it was right.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="motivated_readings", verbose_name="situation"
    )
    # Under whose key the words are sealed: the case may bear another person after a merger.
    young_person = models.ForeignKey(
        "casework.YoungPerson",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="jeune",
    )
    asked_by = models.ForeignKey(
        Designation, models.PROTECT, related_name="+", verbose_name="demandée par"
    )
    reason = models.CharField("motif", max_length=40, choices=ReadingReason.choices)
    reference = models.CharField("référence de la demande", max_length=60)
    justification = EncryptedTextField(
        "justification", key="young_person.key", max_length=200, null=True, blank=True
    )
    # The request of the person, when the motive is one; it may be erased before the reading.
    rights_request = models.ForeignKey(
        "casework.RightsRequest",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demande de droits",
    )
    asked_at = models.DateTimeField("demandée le")
    approved_by = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="approuvée par",
    )
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    # Before its hour is over, or before it was ever opened: an end only shortens.
    ended_at = models.DateTimeField("finie le", null=True, blank=True)
    ended_by = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="finie par",
    )
    end_code = models.CharField("fin", max_length=12, choices=ReadingEnd.choices, blank=True)
    refusal_code = models.CharField(
        "motif du refus", max_length=24, choices=ReadingRefusal.choices, blank=True
    )
    review_due_on = models.DateField("à relire au plus tard le", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Designation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="relue par",
    )
    reviewed_at = models.DateTimeField("relue le", null=True, blank=True)
    verdict = models.CharField(
        "conclusion", max_length=16, choices=ReadingVerdict.choices, blank=True
    )

    objects = MotivatedReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "lecture motivée"
        verbose_name_plural = "lectures motivées"
        default_permissions = ()
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reading_by_two",
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                violation_error_message="Une lecture d’archive s’approuve à deux.",
            ),
            models.CheckConstraint(
                name="reading_opened_is_whole",
                condition=Q(approved_by=None, opened_at=None, review_due_on=None)
                | Q(opened_at__isnull=False, review_due_on__isnull=False),
                violation_error_message="Une lecture ouverte porte le jour de sa relecture.",
            ),
            models.CheckConstraint(
                name="reading_reviewed_is_whole",
                condition=Q(reviewed_by=None, reviewed_at=None, verdict="")
                | (
                    Q(
                        opened_at__isnull=False,
                        reviewed_by__isnull=False,
                        reviewed_at__isnull=False,
                    )
                    & ~Q(verdict="")
                ),
                violation_error_message="Une relecture porte sa conclusion et son auteur.",
            ),
            models.CheckConstraint(
                name="reading_ended_is_whole",
                condition=_ENDED_WHOLE,
                violation_error_message="Une lecture finie porte sa fin, sa date et son auteur.",
            ),
            models.CheckConstraint(
                name="reading_reviewed_by_another",
                condition=Q(reviewed_by=None)
                | (
                    ~Q(reviewed_by=F("asked_by"))
                    & (Q(approved_by=None) | ~Q(reviewed_by=F("approved_by")))
                ),
                violation_error_message="Une lecture est relue par une autre personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"lecture motivée {self.trace_reference}"

    @property
    def trace_reference(self) -> str:
        """Short reference for pages and the journal."""
        return f"L-{str(self.pk)[:8]}"

    @property
    def until(self) -> datetime | None:
        """Its end: sixty minutes after its opening, or when its reader closed it, if earlier."""
        if self.opened_at is None:
            return None
        whole = self.opened_at + READING_LASTS
        return min(whole, self.ended_at) if self.ended_at else whole

    @property
    def waits(self) -> bool:
        """Whether a second person may still approve it, by the codes; see ``waits_through``."""
        return self.opened_at is None and self.ended_at is None

    @property
    def waits_through(self) -> date:
        """The last day on which a second person may approve it."""
        return add_working_days(timezone.localdate(self.asked_at), READING_WAITS_WORKING_DAYS)

    @property
    def persons(self) -> frozenset[uuid.UUID]:
        """Who read and who approved, whatever hat they wear today: others review it."""
        hats = (self.asked_by, self.approved_by)
        return frozenset(hat.user_id for hat in hats if hat is not None)
