"""Timers of rows that exist, under a rule that does what it is told."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from confidentiality.models import Circle
from notifications import timers
from notifications.models import Timer
from notifications.timers import Acted, Answer, Tick

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULE, OTHER = "essai", "essai_second"


class Handler:
    """Does what it is told, and remembers for whom it was called."""

    def __init__(self) -> None:
        self.answer: Answer | Exception = Acted("done")
        self.failing: set[object] = set()
        self.calls: list[object] = []
        self.lock = threading.Lock()

    def __call__(self, row: Circle, tick: Tick) -> Answer:
        with self.lock:
            self.calls.append(row.pk)
        if row.pk in self.failing:
            raise ValueError("Canari-Nom")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def due(at: datetime = NOON, rule: str = RULE) -> Timer:
    """A timer of a row that exists."""
    target = Circle.objects.create()
    timers.reconcile(target, {rule: at})
    return Timer.objects.get(target_id=target.pk)
