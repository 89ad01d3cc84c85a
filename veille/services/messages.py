"""How an agent is told of what waits: one channel for each topic, theirs under every hat."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from notifications.choices import Channel, Topic
from notifications.models import MessageChoice
from veille.access import authorize


def choose_channels(*, actor: Actor, chosen: Mapping[Topic, Channel | None], sent: Sent) -> None:
    """Keep the channel of each of these topics; None for what the catalogue says.

    Messages that wait already follow it.

    What the law or the safety of the file asks for has no topic, and cannot be silenced. Raises
    NotPermitted, AlreadyDone.
    """
    authorize(actor, "message.choose")
    with transaction.atomic():
        claim(sent.key, actor, "message.choose")
        for topic, channel in chosen.items():
            if channel is None:
                MessageChoice.objects.filter(user=actor.user, topic=topic).delete()
            else:
                MessageChoice.objects.update_or_create(
                    user=actor.user, topic=topic, defaults={"channel": channel}
                )
        journal.record(
            actor=actor,
            action="message.choose",
            chain_id=journal.HOUSE,
            target=actor.user,
            count=len(chosen),
        )
