"""Subscriptions to a calendar: opened, closed, read by whoever holds the secret address.

The address is shown once. It opens hours and days of one designation, and ends with it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import refused
from veille.access import authorize
from veille.hats import actor_of
from veille.models import CalendarFeed, Designation


def open_feed(*, actor: Actor, sent: Sent) -> str:
    """A new secret for this hat, told to nobody else and kept nowhere; the former one is over.

    Raises NotPermitted, AlreadyDone.
    """
    authorize(actor, "calendar.subscribe")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        claim(sent.key, actor, "calendar.open_feed")
        feed, _ = CalendarFeed.objects.update_or_create(
            designation_id=actor.hat_id,
            defaults={"digest": _digest(secret), "opened_at": sent.now},
        )
        _tell(actor, "calendar.open_feed", feed)
    return secret


def close_feed(*, actor: Actor, sent: Sent) -> None:
    """The address answers nobody any more. Raises NotPermitted, AlreadyDone, Refused."""
    authorize(actor, "calendar.subscribe")
    with transaction.atomic():
        claim(sent.key, actor, "calendar.close_feed")
        feed = feed_of(actor)
        if feed is None:
            raise refused(
                "no_calendar_feed",
                "Aucun abonnement n’est ouvert sous cette fonction.",
                "RGPD, art. 32",
            )
        _tell(actor, "calendar.close_feed", feed)
        feed.delete()


def feed_of(actor: Actor) -> CalendarFeed | None:
    """The subscription of this hat, if there is one."""
    return CalendarFeed.objects.filter(designation=actor.hat_id).first()


def reader_of(secret: str, now: datetime) -> Actor | None:
    """Whose calendar this address is, while their account and their designation hold."""
    held = Designation.objects.in_force(now).filter(
        calendar_feed__digest=_digest(secret), user__is_active=True
    )
    hat = held.select_related("user", "organisation", "cellule", "collectivite", "commune").first()
    return actor_of(hat) if hat is not None else None


def _digest(secret: str) -> str:
    # Drawn among 2**256: nothing to slow down, nobody goes through them.
    return sha256(secret.encode()).hexdigest()


def _tell(actor: Actor, action: str, feed: CalendarFeed) -> None:
    journal.record(actor=actor, action=action, chain_id=journal.HOUSE, target=feed)
