"""A broker that neither answers nor dies: agents notice nothing, and messages leave without it."""

from __future__ import annotations

import os
import time
from statistics import median
from threading import Event

import pytest
from django.db import connections

from tests.fire.agents import Principal
from tests.fire.installation import Installation
from tests.fire.mails import each_message_left_once

pytestmark = [pytest.mark.fire, pytest.mark.django_db(transaction=True)]

# Longer than the time after which whoever talked to Redis would give up (15 seconds).
FROZEN = float(os.environ.get("JALON_FIRE_FROZEN") or 16)
# Medians of the same pages a few seconds apart, on a machine that does other things.
NOTICED = 1.5


def spoken(fire: Installation, seconds: float) -> tuple[float, int]:
    """Agents at work for a while: the median time of their requests, and their acts."""
    over = Event()
    agents = fire.agents(over)
    for each in agents:
        each.start()
    over.wait(seconds)
    over.set()
    for each in agents:
        each.join(60)
    fire.check(agents)
    principals = [each for each in agents if isinstance(each, Principal)]
    times = [spent for each in principals for spent in each.browser.seconds]
    assert not sum(each.browser.sent_again for each in agents)
    return median(times), sum(each.done for each in agents)


def test_requests_do_not_wait_for_a_frozen_broker_and_messages_leave(fire: Installation) -> None:
    spoken(fire, 3)
    before, _ = spoken(fire, FROZEN / 2)
    with fire.broker.frozen():
        during, acts = spoken(fire, FROZEN)
        sent = _sent(fire)
    connections.close_all()
    print(
        f"\nmedian {before * 1000:.0f} ms before, {during * 1000:.0f} ms with Redis frozen; "
        f"{acts} acts, everything left within {sent:.1f} s"
    )

    assert acts > 0
    assert during / before < NOTICED
    assert sent < 60, fire.left_behind()
    each_message_left_once(fire)
    assert fire.relay.copies == 0


def _sent(fire: Installation) -> float:
    """Seconds until nothing waits, while the broker is still frozen."""
    started = time.monotonic()
    while fire.waiting() and time.monotonic() - started < 60:
        fire.move_time()
        time.sleep(0.5)
    return time.monotonic() - started
