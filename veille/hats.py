"""Hats: the designations of an agent, one of which is worn during a sign-in."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import Charte, User
from confidentiality.models.circles import IN_FORCE
from confidentiality.policy import ActorFacts, Period
from veille.models import Cellule, Designation
from veille.sight import signatures_under

# Roles that may meet a name, and therefore sign the charte first.
NOMINATIVE = frozenset(
    {Role.MEMBRE, Role.COORDONNATEUR, Role.MAIRE, Role.REFERENT, Role.PARQUET, Role.CDDF}
)


def hats_of(user: User, now: datetime) -> QuerySet[Designation]:
    """Designations in force of this agent, the ones a sign-in may choose from."""
    held = Designation.objects.in_force(now).filter(user=user)
    return held.select_related(
        "user", "organisation", "cellule", "collectivite", "commune", "cddf__commune"
    ).order_by("role", "since")


def hat(user: User, hat_id: str | UUID, now: datetime) -> Actor | None:
    """The agent under this designation, if it is theirs and in force; else None."""
    designation = hats_of(user, now).filter(pk=hat_id).first()
    return actor_of(designation) if designation else None


def actor_of(designation: Designation) -> Actor:
    """The acting agent that a designation makes."""
    return Actor(
        user=designation.user,
        role=Role(designation.role),
        hat_id=designation.pk,
        label=designation.user.full_name,
        place_label=designation.place,
        organisation_id=designation.organisation_id,
        organisation_kind=designation.organisation.kind,
        circle_id=designation.cellule_id,
        tenant_id=designation.collectivite_id,
        commune_code=designation.commune_id or "",
    )


def facts_of(actor: Actor) -> ActorFacts:
    """What the policy needs to know about the agent, read again from the database."""
    row = (
        Designation.objects.filter(pk=actor.hat_id, user=actor.user.pk, role=actor.role)
        .values_list(
            "user__is_active",
            "since",
            "until",
            "organisation__kind",
            "organisation__mission_service_public",
        )
        .first()
    )
    if row is None:
        return ActorFacts(actor.role, False, Period(datetime.max.replace(tzinfo=UTC)))
    active, since, until, kind, public_service = row
    return ActorFacts(actor.role, active, Period(since, until), kind, public_service)


def circles_of(actor: Actor) -> QuerySet[Cellule]:
    """Cellules whose charte binds this hat: its own, or each of the collectivité’s."""
    if actor.role not in NOMINATIVE:
        return Cellule.objects.none()
    if actor.circle_id is not None:
        return Cellule.objects.filter(pk=actor.circle_id, closed_on=None)
    return Cellule.objects.filter(collectivite=actor.tenant_id, closed_on=None)


def signed_circles(actor: Actor, now: datetime) -> QuerySet[Cellule]:
    """Those of ``circles_of`` whose charte in force this agent has signed."""
    signatures = signatures_under(actor, now)
    return circles_of(actor).filter(pk__in=signatures.values("charte__circle"))


def chartes_to_sign(actor: Actor, now: datetime) -> QuerySet[Charte]:
    """Chartes in force that this hat must still sign."""
    signed = signatures_under(actor, now)
    waiting = Charte.objects.filter(circle__in=circles_of(actor), state=IN_FORCE)
    return waiting.filter(~Q(pk__in=signed.values("charte")))
