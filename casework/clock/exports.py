"""What a day brings to an export: its file goes, and after a year what was asked for."""

from __future__ import annotations

from datetime import datetime

from casework.models import Export
from casework.services.export_endings import expire
from casework.timers.rules import Rule
from confidentiality.journal_retention import first_kept
from notifications import timers
from notifications.timers import Acted, Answer, Dropped, Later, Tick


def export_is_over(export: Export, tick: Tick) -> Answer:
    """Twenty-four hours after the request, the agreement or the file."""
    if expire(export, tick.now):
        return Acted("expired")
    return Later(export.until) if tick.now < export.until else Dropped()


def sweep_exports(now: datetime) -> None:
    """Those that go on, should their timer be lost; those as old as the end of the journal go."""
    going_on = Export.objects.going_on().values("pk")
    old = Export.objects.filter(asked_at__lt=first_kept(now)).exclude(pk__in=going_on)
    if gone := list(old.values_list("pk", flat=True)):
        timers.forget(gone)
        Export.objects.filter(pk__in=gone).delete()
    waiting = Export.objects.going_on()
    timers.keep_all(Rule.EXPORT, Export, dict(waiting.values_list("pk", "until")))


def register() -> None:
    """Say to the timers what ends an export."""
    timers.register_sweep(Rule.EXPORT, sweep_exports)
    timers.register(Rule.EXPORT, rows=Export.objects.all, act=export_is_over)
