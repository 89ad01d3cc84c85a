"""Doors for Celery: a task calls one function and may run twice. The outbox is the only store."""

from celery import shared_task

from notifications import delivery, timers

# Seconds: far below the time limit of a task; the next tick goes on.
TICK_WORKS_FOR = 120.0


@shared_task(name="notifications.tasks.drain", acks_late=True)
def drain() -> None:
    """Send what is due; the schedule in the settings asks for it every five seconds."""
    delivery.drain()


@shared_task(name="notifications.tasks.tick", acks_late=True)
def tick() -> None:
    """Act on the deadlines that are due; the schedule in the settings asks for it."""
    timers.run_due(limit=10_000, seconds=TICK_WORKS_FOR)
