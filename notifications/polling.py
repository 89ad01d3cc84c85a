"""The look of each worker at what waits, without the broker: a wake-up that is lost loses nothing.

The clock (beat) wakes the workers up through Redis. When Redis is away or frozen, or the clock is
dead, nobody is woken: each worker reads the tables by itself, and does what is late. Never a store,
never in a hurry: where wake-ups come, this is one query a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from confidentiality import clock
from notifications import delivery, tasks, ticking, work
from notifications.models import OutboxMessage, OutboxWork, WorkState
from notifications.repeating import Repeated

logger = logging.getLogger(__name__)

# The clock asks every five minutes: twice missed, nobody asks any more.
TIMERS_LATE = timedelta(minutes=10)
# Those that the schedule of the settings names.
COMMON, SEALER = "celery", "sealer"


def drain_late() -> bool:
    """Send and do what has waited for a whole interval; whether anything had."""
    since = timezone.now() - timedelta(seconds=settings.JALON_POLL_EVERY)
    messages = OutboxMessage.objects.due(since)
    works = OutboxWork.objects.filter(state=WorkState.WAITING, not_before__lte=since)
    if not messages.exists() and not works.exists():
        return False
    logger.warning("Personne n’est réveillé : ce qui attend est pris sans le courtier.")
    delivery.drain()
    work.run_due()
    return True


def tick_late() -> bool:
    """Run the timers that the clock has stopped asking for; whether it had."""
    last = ticking.last_run()
    if last is None or clock.database_now() - last < TIMERS_LATE:
        return False
    logger.warning("L’horloge ne demande plus les échéances : elles sont traitées sans elle.")
    tasks.tick()
    return True


def _works_of(queues: Collection[str]) -> Mapping[str, Callable[[], object]]:
    """What a worker that serves these queues may do: one that seals reaches no relay."""
    works: dict[str, Callable[[], object]] = {}
    if COMMON in queues:
        works |= {"Relecture de la table": drain_late, "Relecture des échéances": tick_late}
    if SEALER in queues:
        # Costs one query when the journal was sealed a short while ago.
        works["Scellement sans le courtier"] = tasks.seal_journal
    return works


_polling: Repeated | None = None


def start(queues: Collection[str]) -> None:
    """Start the thread of this worker, once. Its first look comes after a whole interval."""
    global _polling
    if _polling is None:
        every = float(settings.JALON_POLL_EVERY)
        _polling = Repeated(_works_of(queues), name="poll", every=every, at_once=False)
        _polling.start()


def stop() -> None:
    """End the thread of this worker, if there is one."""
    global _polling
    if _polling is not None:
        _polling.stop()
        _polling = None
