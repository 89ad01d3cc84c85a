"""The summary of the morning: what an agent is told that day, in one mail; none without news.

It holds subjects of the closed list, and how many of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from notifications.choices import Channel, MessageKind
from notifications.models import OutboxMessage
from notifications.routing import choices_of, route

SUBJECT = "Jalon : ce qui vous attend ce matin"


def gathered(first: OutboxMessage, now: datetime) -> list[OutboxMessage]:
    """What leaves with this message, itself included; nothing when it is not the first of them.

    Locked, in the order of their keys: the first alone carries the others, so that two workers
    never send two summaries. Whoever holds another of them finds that it is not the first, and
    leaves it at once.
    """
    chosen = choices_of(first.recipient)
    waiting = OutboxMessage.objects.due(now).filter(
        recipient=first.recipient_id, kind__in=MessageKind.values
    )
    due = [
        (told_at, pk)
        for pk, kind, told_at in waiting.values_list("pk", "kind", "not_before")
        if (way := route(MessageKind(kind), chosen, told_at, now)).channel == Channel.DIGEST
        and way.at <= now
    ]
    if not due or min(due)[1] != first.pk:
        return []
    locked = waiting.filter(pk__in=[pk for _, pk in due]).select_for_update(of=("self",))
    return list(locked.select_related("recipient").order_by("pk"))


def lines_of(messages: Iterable[OutboxMessage]) -> list[tuple[str, int]]:
    """Each subject with how many there are, the most frequent first."""
    return Counter(MessageKind(each.kind).label for each in messages).most_common()
