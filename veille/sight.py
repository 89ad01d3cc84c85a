"""What every nominative read asks first, as query conditions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from confidentiality.actors import Actor
from confidentiality.models import CharteSignature
from veille.models.cellules import Designation


def running(now: datetime) -> Q:
    """Rows whose period, from since (included) to until (excluded), holds at this moment."""
    return Q(since__lte=now) & (Q(until=None) | Q(until__gt=now))


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
