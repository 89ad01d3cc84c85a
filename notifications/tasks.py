"""Doors for Celery: a task calls one function and may run twice. The outbox is the only store."""

from celery import shared_task

from notifications import delivery


@shared_task(name="notifications.tasks.drain", acks_late=True)
def drain() -> None:
    """Send what is due; the schedule in the settings asks for it every five seconds."""
    delivery.drain()
