"""Doors for Celery: a task calls one function and may run twice. The outbox is the only store."""

from pathlib import Path
from time import monotonic

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from confidentiality import journal_retention, sealing
from confidentiality.journal_key import SealingKey
from notifications import delivery, nightly, ticking, work

# Seconds: far below the time limit of a task; the next tick goes on.
TICK_WORKS_FOR = 120.0
# The same; one call of either may take a minute more.
DRAIN_WORKS_FOR = 60.0


@shared_task(name="notifications.tasks.drain", acks_late=True)
def drain() -> None:
    """Send what is due, do what waits; the schedule asks for it every five seconds.

    As long as something is done and time is left: an outage leaves thousands of rows behind it.
    """
    until = monotonic() + DRAIN_WORKS_FOR
    while delivery.drain() and monotonic() < until:
        pass
    while work.run_due() and monotonic() < until:
        pass


@shared_task(name="notifications.tasks.tick", acks_late=True)
def tick() -> None:
    """Act on the deadlines that are due; the schedule in the settings asks for it."""
    ticking.tick(limit=10_000, seconds=TICK_WORKS_FOR)


@shared_task(name="notifications.tasks.seal_journal", acks_late=True)
def seal_journal() -> None:
    """Sign where the journal stands, when it is time. For the worker of the queue « sealer »."""
    sealing.seal_due(_key(), timezone.now())


@shared_task(name="notifications.tasks.purge_journal", acks_late=True)
def purge_journal() -> None:
    """Replace the lines that are due by their sealed headers. For the same worker."""
    if ticking.believes_clock():
        journal_retention.purge_due(_key(), timezone.now())


@shared_task(name="notifications.tasks.nightly", acks_late=True)
def run_nightly() -> None:
    """Freeze what is closed, where the keys are. For the same worker."""
    nightly.run()


def _key() -> SealingKey:
    # Missing, the task fails and says so: a sealer without its key seals nothing.
    return SealingKey.load(Path(settings.JALON_JOURNAL_KEY))
