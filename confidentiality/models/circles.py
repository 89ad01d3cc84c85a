"""The circle bound by one charte de confidentialité, the versions of the charte, the signatures."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from confidentiality.choices import CharteState, SignatureEnd
from confidentiality.moves import move
from confidentiality.state_field import StateField, StateModel

IN_FORCE = CharteState.EN_VIGUEUR


class Circle(models.Model):
    """People who may share confidential facts once they have signed the same charte.

    A cellule de veille is one (CSI art. L. 132-5). The circle carries nothing but its identity, so
    that chartes, signatures and the journal need not know what a cellule is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "cercle de confidentialité"
        default_permissions = ()

    def __str__(self) -> str:
        return f"cercle {str(self.pk)[:8]}"


class Charte(StateModel):
    """One version of the règlement intérieur of a circle (CSI art. L. 132-5, al. 4)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="chartes")
    number = models.PositiveSmallIntegerField("version")
    text = models.TextField("texte")
    text_hash = models.CharField("empreinte", max_length=64, editable=False)
    state = StateField("état", choices=CharteState.choices, default=CharteState.PROJET)
    adopted_on = models.DateField("adoptée le", null=True, blank=True)
    adoption_reference = models.CharField("référence d’adoption", max_length=120, blank=True)
    in_force_since = models.DateTimeField("en vigueur depuis", null=True, blank=True)
    replaced_at = models.DateTimeField("remplacée le", null=True, blank=True)
    repealed_on = models.DateField("abrogation décidée le", null=True, blank=True)
    repeal_reference = models.CharField("décision d’abrogation", max_length=120, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "charte de confidentialité"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["circle", "number"], name="charte_number_once"),
            models.UniqueConstraint(
                fields=["circle"],
                condition=Q(state=IN_FORCE),
                name="charte_one_in_force",
                violation_error_message="Une seule version de la charte est en vigueur à la fois.",
            ),
            models.CheckConstraint(
                name="charte_state_known", condition=Q(state__in=CharteState.values)
            ),
            models.CheckConstraint(
                name="charte_in_force_is_dated",
                condition=~Q(state=IN_FORCE)
                | Q(in_force_since__isnull=False, adopted_on__isnull=False),
                violation_error_message="Une charte en vigueur a été adoptée et porte sa date.",
            ),
            models.CheckConstraint(
                name="charte_repealed_by_a_decision",
                condition=~Q(state=CharteState.ABROGEE)
                | (Q(repealed_on__isnull=False) & ~Q(repeal_reference="")),
                violation_error_message="Une charte est abrogée par une décision datée.",
            ),
        ]

    def __str__(self) -> str:
        return f"charte version {self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.text_hash = hashlib.sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @transition(
        field=state,
        source=CharteState.PROJET,
        target=CharteState.ADOPTEE,
        custom=move(
            "CH1",
            "charte.manage",
            "Enregistrer l’adoption",
            "CSI, art. L. 132-5, al. 4",
            data="date de la réunion et référence",
        ),
    )
    def adopt(self, *, on: date, reference: str) -> None:
        """Adoption by the CLSPD on proposal of the group (CSI art. L. 132-5)."""
        self.adopted_on = on
        self.adoption_reference = reference

    @transition(
        field=state,
        source=CharteState.ADOPTEE,
        target=CharteState.EN_VIGUEUR,
        custom=move(
            "CH2",
            "charte.manage",
            "Publier la charte",
            "CSI, art. L. 132-5 ; charte, clauses C4 et C15",
            documents=("D01",),
            delay="signatures valables 12 mois",
            effect="2-2",
        ),
    )
    def publish(self, *, at: datetime) -> None:
        """Entry into force: closes every nominative access until each member signs again."""
        self.in_force_since = at

    @transition(
        field=state,
        source=CharteState.EN_VIGUEUR,
        target=CharteState.REMPLACEE,
        custom=move(
            "CH3",
            "charte.manage",
            "Remplacer par la version suivante",
            "Charte de la cellule, clause C15",
        ),
    )
    def replace(self, *, at: datetime) -> None:
        """Replaced by the next version."""
        self.replaced_at = at

    @transition(
        field=state,
        source=[CharteState.ADOPTEE, CharteState.EN_VIGUEUR],
        target=CharteState.ABROGEE,
        custom=move(
            "CH4",
            "charte.manage",
            "Abroger la charte",
            "CSI, art. L. 132-5, al. 4",
            data="date et référence de la décision",
        ),
    )
    def repeal(self, *, on: date, reference: str, at: datetime) -> None:
        """Repealed without a successor: the cellule holds no nominative access any more."""
        self.repealed_on = on
        self.repeal_reference = reference
        self.replaced_at = at


class CharteSignatureQuerySet(models.QuerySet["CharteSignature"]):
    def in_force(self, now: datetime) -> CharteSignatureQuerySet:
        """Signatures of the version in force, neither expired nor withdrawn."""
        return self.filter(
            charte__state=IN_FORCE, signed_at__lte=now, valid_until__gt=now, revoked_at=None
        )


class CharteSignature(models.Model):
    """The personal act of one agent: it binds a version, a person and a moment (clause C12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    charte = models.ForeignKey(Charte, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="charte_signatures"
    )
    signed_at = models.DateTimeField("signée le", default=timezone.now)
    valid_until = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("retirée le", null=True, blank=True)
    end_code = models.CharField(
        "cause de la fin", max_length=10, choices=SignatureEnd.choices, blank=True
    )
    digest = models.CharField("empreinte", max_length=64)

    objects = CharteSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "signature de la charte"
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "charte"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="signature_ends_after_it_starts",
                condition=Q(valid_until__gt=models.F("signed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"signature {str(self.pk)[:8]}"

    @property
    def holds(self) -> bool:
        """Whether the digest is that of the pieces stored: the text itself, person and moment."""
        text_hash = hashlib.sha256(self.charte.text.encode()).hexdigest()
        if text_hash != self.charte.text_hash:
            return False
        return self.digest == self.digest_of(self.charte, self.user_id, self.signed_at)

    @staticmethod
    def digest_of(charte: Charte, user_id: uuid.UUID, signed_at: datetime) -> str:
        """SHA-256 over the text of the version, the person and the moment (invariant I07).

        The moment in universal time, as the database gives it back.
        """
        moment = signed_at.astimezone(UTC).isoformat()
        bound = "\n".join((str(charte.pk), charte.text_hash, str(user_id), moment))
        return hashlib.sha256(bound.encode()).hexdigest()
