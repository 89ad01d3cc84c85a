"""The timers that a row has already: those that wait, those that are done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from confidentiality.gathered import Gathered, moment_in
from notifications.models import Timer, TimerState

_COLUMNS = ("id", "rule", "due_at", "state", "attempts")


@dataclass(frozen=True, slots=True)
class Kept:
    """A timer that waits or is done, as its row says."""

    target_id: UUID
    pk: UUID
    rule: str
    due_at: datetime
    state: str
    attempts: int

    @property
    def waits(self) -> bool:
        return self.state == TimerState.WAITING


def kept_among(rows: models.QuerySet[Timer]) -> list[Kept]:
    """Those of these timers that are not dropped. One query."""
    found = rows.exclude(state=TimerState.DROPPED).order_by()
    return [Kept(*row) for row in found.values_list("target_id", *_COLUMNS)]


def kept_beside(target: str) -> Gathered:
    """The timers of a row as a column of its query set; ``read_kept`` gives them back."""
    rows = Timer.objects.filter(target_id=models.OuterRef(target))
    return Gathered(rows.exclude(state=TimerState.DROPPED), "target_id", *_COLUMNS)


def read_kept(target_id: UUID, text: str | None) -> list[Kept]:
    """What ``kept_beside`` read."""
    return [
        Kept(target_id, UUID(pk), rule, moment_in(due_at), state, attempts)
        for pk, rule, due_at, state, attempts in Gathered.read(text)
    ]
