"""Excluding a member from the group, and lifting it: decisions of the chair (clause C13)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.choices import SignatureEnd
from confidentiality.door import Sent, claim
from confidentiality.errors import NotVisible, refused
from confidentiality.models import CharteSignature, Circle
from veille.access import authorize
from veille.hats import circles_of
from veille.models import Designation, Exclusion
from veille.services.circle_members import bound_to

_CLAUSE = "Charte de la cellule, clause C13"


def exclude_member(
    *, actor: Actor, cellule_id: UUID, designation_id: UUID, reason: str, sent: Sent
) -> Exclusion:
    """Exclude an agent from one cellule, under every hat, for a coded breach.

    Signatures end in the same transaction, so that the next page of a session under way is closed
    (invariant I06). Raises NotVisible, NotPermitted, AlreadyDone, Refused.
    """
    authorize(actor, "charte.exclude")
    with transaction.atomic():
        claim(sent.key, actor, "charte.exclude")
        _lock_circle(actor, cellule_id)
        member = bound_to(cellule_id, sent.now).filter(pk=designation_id).first()
        if member is None:
            raise NotVisible
        _require_excludable(actor, cellule_id, member)
        exclusion: Exclusion = Exclusion.objects.create(
            cellule_id=cellule_id,
            user_id=member.user_id,
            reason=reason,
            decided_at=sent.now,
            decided_by_id=actor.hat_id,
        )
        ended = (
            CharteSignature.objects.in_force(sent.now)
            .filter(user=member.user_id, charte__circle=cellule_id)
            .update(revoked_at=sent.now, end_code=SignatureEnd.EXCLUSION)
        )
        journal.record(
            actor=actor,
            action="charte.exclude",
            chain_id=cellule_id,
            target=exclusion,
            designation=member.pk,
            reason=reason,
            signatures=ended,
        )
    return exclusion


def lift_exclusion(*, actor: Actor, exclusion_id: UUID, sent: Sent) -> Exclusion:
    """End an exclusion. The agent reads nothing before signing again.

    Raises NotVisible, NotPermitted, AlreadyDone, Refused.
    """
    authorize(actor, "charte.exclude")
    with transaction.atomic():
        claim(sent.key, actor, "charte.lift_exclusion")
        visible = Exclusion.objects.filter(cellule__in=circles_of(actor).values("pk"))
        exclusion = visible.select_for_update(of=("self",)).filter(pk=exclusion_id).first()
        if exclusion is None:
            raise NotVisible
        if exclusion.lifted_at is not None:
            raise refused("exclusion_lifted", "Cette exclusion est déjà levée.", _CLAUSE)
        exclusion.lifted_at = sent.now
        exclusion.lifted_by_id = actor.hat_id
        exclusion.save()
        journal.record(
            actor=actor,
            action="charte.lift_exclusion",
            chain_id=exclusion.cellule_id,
            target=exclusion,
        )
    return exclusion


def _require_excludable(actor: Actor, cellule_id: UUID, member: Designation) -> None:
    if member.user_id == actor.user.pk:
        raise refused(
            "exclusion_of_oneself",
            "Vous ne pouvez pas vous exclure. Vous pouvez retirer votre signature.",
            _CLAUSE,
        )
    if Exclusion.objects.running().filter(cellule=cellule_id, user=member.user_id).exists():
        raise refused("already_excluded", "Cet agent est déjà exclu du groupe.", _CLAUSE)


def _lock_circle(actor: Actor, cellule_id: UUID) -> None:
    """Nobody signs while an exclusion is decided: both take the version in force, or the circle."""
    rows = Circle.objects.filter(pk__in=circles_of(actor).values("pk"))
    circle = rows.select_for_update(of=("self",)).filter(pk=cellule_id).first()
    if circle is None:
        raise NotVisible
    list(circle.chartes.select_for_update().values_list("pk", flat=True))
