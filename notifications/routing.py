"""Which way a message leaves, and when: the catalogue, the choices of its reader, the hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from confidentiality.models import User
from notifications import moments
from notifications.catalogue import SENDINGS
from notifications.choices import Channel, MessageKind, Topic
from notifications.models import MessageChoice


@dataclass(frozen=True, slots=True)
class Route:
    """``at``: the first moment of its mail, now or later."""

    channel: Channel
    at: datetime


def choices_of(user: User) -> dict[Topic, Channel]:
    """The channels that this agent chose; nothing for a topic left to the catalogue. One query."""
    rows = MessageChoice.objects.filter(user=user).values_list("topic", "channel")
    return {Topic(topic): Channel(channel) for topic, channel in rows}


def channel_of(kind: MessageKind, chosen: Mapping[Topic, Channel]) -> Channel:
    """What its reader chose; what the law or safety asks for, whatever they chose."""
    sending = SENDINGS[kind]
    return sending.channel if sending.topic is None else chosen.get(sending.topic, sending.channel)


def route(
    kind: MessageKind, chosen: Mapping[Topic, Channel], told_at: datetime, now: datetime
) -> Route:
    """The channel of a message told at ``told_at``, and when its mail may leave, not before now.

    What is of the law or of safety may leave at any hour; a summary that could not leave on its
    morning leaves when mails do.
    """
    channel = channel_of(kind, chosen)
    if channel == Channel.PAGE:
        return Route(channel, now)
    if not settings.JALON_BUSINESS_HOURS:
        return Route(Channel.AT_ONCE, now)
    if SENDINGS[kind].at_any_hour:
        return Route(channel, now)
    morning = moments.digest_after(told_at)
    if channel == Channel.DIGEST and now < morning:
        return Route(channel, morning)
    return Route(channel, moments.opening(now))
