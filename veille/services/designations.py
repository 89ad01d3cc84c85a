"""Giving a hat: the one way by which an agent is designated, whatever act or command asks for it.

The acts that designate (renewal after an election, demonstration, the pages and imports to come)
call ``designate`` in their own transaction; the database refuses the rest (``exclusive_hat``).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from confidentiality.choices import Role
from confidentiality.errors import refused
from confidentiality.models import User
from veille.models import Designation

_SOURCE = "AU-038, art. 8 ; RGPD, art. 25"


def designate(designation: Designation) -> Designation:
    """Write a new designation, under the lock of its agent.

    Raises TransactionManagementError outside a transaction, Refused (``prefecture_alone``) when its
    agent would hold the préfecture and another function at the same time: whoever reads the figures
    of the département opens no file that they are made from, even under another hat.
    """
    User.objects.select_for_update().filter(pk=designation.user_id).first()
    if _beside(designation).exists():
        raise refused(
            "prefecture_alone",
            "La fonction de préfecture ne se cumule avec aucune autre, même sous deux fonctions "
            "choisies tour à tour. Mettez fin à l’autre désignation, ou désignez une autre "
            "personne.",
            _SOURCE,
        )
    designation.save(force_insert=True)
    return designation


def _beside(new: Designation) -> QuerySet[Designation]:
    """What this agent holds during the same time on the other side of the rule."""
    held = Designation.objects.filter(user=new.user_id).exclude(pk=new.pk)
    held = held.filter(Q(until=None) | Q(until__gt=new.since))
    if new.until is not None:
        held = held.filter(since__lt=new.until)
    alone = Q(role=Role.PREFECTURE)
    return held.exclude(alone) if new.role == Role.PREFECTURE else held.filter(alone)


def holding_both(now: datetime) -> list[UUID]:
    """Agents who hold the préfecture with another function, today or later: to be put right."""
    kept = Designation.objects.filter(Q(until=None) | Q(until__gt=now))
    alone = list(kept.filter(role=Role.PREFECTURE))
    others = kept.exclude(role=Role.PREFECTURE).filter(user__in={each.user_id for each in alone})
    met = {
        other.user_id
        for other in others
        for each in alone
        if other.user_id == each.user_id and _meet(other, each)
    }
    return sorted(met, key=str)


def _meet(one: Designation, other: Designation) -> bool:
    """Whether two periods have a moment in common; ``until`` is the first one without."""
    return (one.until is None or one.until > other.since) and (
        other.until is None or other.until > one.since
    )
