"""A relay that does not answer for an hour: each message once, none to whoever lost the right."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from confidentiality.choices import Role
from notifications import delivery
from notifications.models import DeliveryState, OutboxMessage
from tests.casework import alerts
from tests.fire.relay import relay
from tests.servers import free_port
from tests.veille import factories
from veille.models import Designation

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_an_hour_without_a_relay_tells_each_agent_once(settings: Settings) -> None:
    """By the wire, on a port that nobody opens for an hour. Time is moved, not slept."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    place = factories.cellule()
    stays, leaves = (factories.agent(Role.COORDONNATEUR, place) for _ in range(2))
    author = factories.agent(Role.MEMBRE, place)
    for name in ("Lavieille", "Delattre", "Caron"):
        alerts.sent(author, place, alerts.identity(name))
    start = timezone.now() + 10 * MINUTE

    assert not sum(delivery.drain(now=start + minute * MINUTE) for minute in range(60))
    Designation.objects.filter(pk=leaves.hat_id).update(until=start + 30 * MINUTE)
    with relay(settings.EMAIL_PORT) as made:
        for minute in range(60, 180):
            delivery.drain(now=start + minute * MINUTE)

    sent = OutboxMessage.objects.filter(state=DeliveryState.SENT)
    assert set(made.accepted.values()) == {1}
    assert made.told[stays.user.email] == 3
    assert made.told[leaves.user.email] == 0
    assert {delivery._message_id(each) for each in sent} == set(made.accepted)
    ended = OutboxMessage.objects.filter(recipient=leaves.user)
    assert Counter(ended.values_list("state", flat=True)) == {DeliveryState.CANCELLED.value: 3}
    assert not OutboxMessage.objects.filter(state=DeliveryState.WAITING).exists()
