"""What a file that an agent asked for has in common with the others: whose it is, until when."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from confidentiality.access_matrix import RELATIONS
from confidentiality.actors import Actor
from veille.models import CelluleGrant
from veille.sight import may_read_circle, running


def cellule_is_held(actor: Actor, now: datetime) -> Q:
    """Files of the cellules on which this hat holds a right that runs, charte signed.

    A right that has ended closes them all: their pages do not exist any more.
    """
    held = CelluleGrant.objects.filter(
        running(now),
        designation=actor.hat_id,
        content_object=OuterRef("cellule"),
        permission__codename__in=RELATIONS[actor.role],
    )
    return may_read_circle(actor, now, circle="cellule") & Q(Exists(held))
