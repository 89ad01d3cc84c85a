"""Who is bound by a charte, what each has signed, and what waits for an agent’s signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotVisible
from confidentiality.models import Charte, CharteSignature
from confidentiality.models.circles import IN_FORCE
from veille.french import day_month_year
from veille.hats import NOMINATIVE, circles_of
from veille.models import Cellule, Designation
from veille.services.adhesions import Adhesion, adhesion_of, dated
from veille.sight import signatures_under


@dataclass(frozen=True, slots=True)
class CharteStatus:
    """Where an agent stands with the charte of one cellule."""

    cellule: Cellule
    charte: Charte | None
    signature: CharteSignature | None
    adhesion: Adhesion

    @property
    def to_sign(self) -> bool:
        return self.charte is not None and self.signature is None and not self.excluded

    @property
    def excluded(self) -> bool:
        return self.adhesion.exclusion is not None

    @property
    def words(self) -> str:
        if self.charte is None:
            return "Pas de charte en vigueur"
        if self.signature is None:
            return self.adhesion.words
        signed = day_month_year(timezone.localdate(self.signature.signed_at))
        until = day_month_year(timezone.localdate(self.signature.valid_until))
        return f"Signée le {signed}, valable jusqu’au {until}"


@dataclass(frozen=True, slots=True)
class Member:
    """One designation bound by the charte, as the coordination sees it. Agents only."""

    designation_id: UUID
    name: str
    organisation: str
    role: str
    is_substitute: bool
    until: datetime | None
    adhesion: Adhesion

    @property
    def signed_until(self) -> datetime | None:
        """End of the signature in force; None when there is none."""
        return self.adhesion.until


def bound_to(circle_id: UUID, now: datetime) -> QuerySet[Designation]:
    """Designations in force that the charte of this cellule binds.

    The mirror of ``hats.circles_of``: members of the cellule, and those whose hat covers every
    cellule of its collectivité.
    """
    tenant = Cellule.objects.filter(pk=circle_id).values("collectivite")
    return Designation.objects.in_force(now).filter(
        Q(cellule=circle_id) | Q(cellule=None, collectivite__in=tenant), role__in=NOMINATIVE
    )


def members_of(circle_id: UUID, now: datetime) -> list[Member]:
    """Every designation bound by the charte, with where its adhesion stands."""
    bound = bound_to(circle_id, now).select_related("user", "organisation")
    held = list(bound.order_by("user__last_name", "user__first_name", "pk"))
    facts = dated(circle_id, {each.user_id for each in held}, now)
    return [
        Member(
            designation_id=each.pk,
            name=each.user.full_name,
            organisation=each.organisation.name,
            role=str(Role(each.role).label),
            is_substitute=each.is_substitute,
            until=each.until,
            adhesion=facts.adhesion(each, now),
        )
        for each in held
    ]


def cellule_of(actor: Actor, cellule_id: UUID) -> Cellule:
    """A cellule whose charte binds this hat. Raises NotVisible, whether it exists or not."""
    cellule = circles_of(actor).select_related("collectivite").filter(pk=cellule_id).first()
    if cellule is None:
        raise NotVisible
    return cellule


def charte_status(actor: Actor, cellule: Cellule, now: datetime) -> CharteStatus:
    """Where this agent stands with the charte of this cellule."""
    charte = Charte.objects.filter(circle=cellule.pk, state=IN_FORCE).first()
    signatures = signatures_under(actor, now).filter(charte__circle=cellule.pk)
    hat = Designation.objects.get(pk=actor.hat_id)
    return CharteStatus(
        cellule,
        charte,
        signatures.order_by("-valid_until").first(),
        adhesion_of(hat, cellule.pk, now),
    )


def chartes_of(actor: Actor, now: datetime) -> list[CharteStatus]:
    """The same, for every cellule of the hat."""
    return [charte_status(actor, cellule, now) for cellule in circles_of(actor)]
