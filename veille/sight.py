"""What every nominative read asks first, as query conditions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.models import CharteSignature, User
from veille.models.cellules import Designation
from veille.models.suppleances import Suppleance


def running(now: datetime, of: str = "") -> Q:
    """Rows whose period, from since (included) to until (excluded), holds at this moment.

    ``of``: the path to the row that bears the period (``titular__``).
    """
    begun, endless = Q(**{f"{of}since__lte": now}), Q(**{f"{of}until": None})
    return begun & (endless | Q(**{f"{of}until__gt": now}))


def held_by(actor: Actor, now: datetime, *, field: str = "designation") -> Q:
    """Rows that ``field`` gives to this hat: its own, or those of whom it holds the place.

    During a suppléance the titular holds nothing and the substitute everything; never both. A
    titular whose designation has ended leaves nothing to hold (charte, clause C12).
    """
    away = Suppleance.objects.running(now).filter(titular=actor.hat_id)
    places = Suppleance.objects.running(now).filter(
        running(now, "titular__"), substitute=actor.hat_id
    )
    own = Q(**{field: actor.hat_id}) & ~Q(Exists(away))
    return own | Q(**{f"{field}__in": places.values("titular")})


def holder_of(titular: Designation, now: datetime) -> Designation:
    """Who holds this place at this moment: the substitute while the titular is away."""
    held = Suppleance.objects.running(now).filter(titular=titular)
    place = held.select_related("substitute__user").first()
    return place.substitute if place is not None else titular


def successors_of(user: User, now: datetime) -> list[User]:
    """Who holds the places of an agent, or has them since that agent left; latest place first.

    The substitute of a titular who is away, else whoever was designated since to the same place
    for the same organisation. Whether they have the right to anything is asked apart.
    """
    found: dict[object, User] = {}
    held = Designation.objects.filter(user=user, is_substitute=False).order_by("-since")
    for place in held.select_related("user"):
        holder = holder_of(place, now)
        if holder != place:
            found[holder.user_id] = holder.user
        if place.until is not None and place.until <= now:
            since = Designation.objects.in_force(now).filter(
                role=place.role,
                organisation=place.organisation_id,
                collectivite=place.collectivite_id,
                cellule=place.cellule_id,
                cddf=place.cddf_id,
                commune=place.commune_id,
                is_substitute=False,
                since__gt=place.since,
            )
            for other in since.exclude(user=user).select_related("user").order_by("-since"):
                found.setdefault(other.user_id, other.user)
    return list(found.values())


# Whose place may be held; coordinating and deciding are never held for another.
REPLACED = (Role.MEMBRE, Role.REFERENT, Role.PARQUET, Role.CDDF)


def in_their_place(role: Role, now: datetime) -> QuerySet[Designation]:
    """Designations in force in a role, one for each place: a substitute while its titular is away.

    Who is told of what: the titular is not, meanwhile.
    """
    held = Designation.objects.in_force(now).filter(role=role)
    if role not in REPLACED:
        return held
    away = Suppleance.objects.running(now)
    holding = away.filter(running(now, "titular__"), substitute=OuterRef("pk"))
    return held.filter(
        Q(is_substitute=False) & ~Exists(away.filter(titular=OuterRef("pk"))) | Exists(holding)
    )


def signatures_under(actor: Actor, now: datetime) -> QuerySet[CharteSignature]:
    """Signatures that count for this hat: in force, and made since its designation.

    A new designation is a new beginning: after the end of the former one, or in another
    organisation, the charte is signed again (FSM-8).
    """
    since = Designation.objects.filter(pk=actor.hat_id).values("since")[:1]
    signatures = CharteSignature.objects.in_force(now).filter(user=actor.user.pk)
    return signatures.filter(signed_at__gte=since)


def may_read_circle(actor: Actor, now: datetime, *, circle: str) -> Q:
    """Account active, designation in force, charte of the circle in force and signed.

    ``circle``: name of the field that leads to the cellule. A new version of the charte closes
    every row at once, without touching a grant (invariant I03).
    """
    designated = Designation.objects.filter(
        running(now), pk=actor.hat_id, user=actor.user.pk, role=actor.role, user__is_active=True
    )
    signed = signatures_under(actor, now).filter(charte__circle=OuterRef(circle))
    return Q(Exists(designated)) & Q(Exists(signed))
