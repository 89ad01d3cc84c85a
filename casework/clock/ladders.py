"""Reminders that go up by steps: the same days before and after a deadline, each told once.

No act schedules these: before each run, a sweep finds the rows that still wait and the step that
each has come to. What is answered leaves those rows, and its reminders with it; a deadline that
moves moves every step that is not told yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Model, QuerySet

from casework.clock.waking import remind
from casework.deadlines import midnight
from casework.timers.rules import Rule
from confidentiality.models import User
from notifications import timers
from notifications.choices import MessageKind
from notifications.models import Timer, TimerState
from notifications.timers import Acted, Answer, Dropped, Later, Tick

Recipients = Callable[[Any, Tick], Iterable[User]]
# The days on which each of these rows is due; a row without any is left alone.
Days = Callable[[Sequence[Any], datetime], Mapping[UUID, Iterable[date]]]
_Steps = dict[datetime, list["Rung"]]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: so many days after the deadline (before it, when negative), who is told what."""

    after: int
    kind: MessageKind
    told: Recipients


@dataclass(frozen=True, slots=True)
class Ladder:
    """``rows``: those that wait. ``days``: when each of them is due.

    ``since``: the day of the act that asks; a step that had come by then is told by the act itself.
    """

    rule: Rule
    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    days: Days
    rungs: tuple[Rung, ...]
    since: Callable[[Any], date | None] | None = None

    def sweep(self, now: datetime) -> None:
        """The last step that each row has come to and nobody was told of, or the next one."""
        found = self._steps(self.rows(), now)
        told = self._told(found) if found else {}
        wanted = {}
        for pk, steps in found.items():
            come, ahead = _parted(steps, told.get(pk), now)
            if come or ahead:
                wanted[pk] = come[-1] if come else ahead[0]
        timers.keep_all(self.rule, self.model, wanted)

    def climb(self, row: Any, tick: Tick) -> Answer:
        """Tell what has come since the last time; once only, whoever missed several steps."""
        steps = self._steps(self.rows().filter(pk=row.pk), tick.now).get(row.pk, {})
        last = self._told([row.pk], but=tick.timer_id).get(row.pk)
        come, ahead = _parted(steps, last, tick.now)
        if not come:
            return Later(ahead[0]) if ahead else Dropped()
        # Late by several steps: each function is told the last of its own, which is true now.
        latest = {rung.told: rung for moment in come for rung in steps[moment]}
        for rung in latest.values():
            remind(rung.kind, rung.told(row, tick), tick)
        return Acted("reminded")

    def still_waits(self, row_id: UUID) -> bool:
        """Whether the row is still one of those that wait: asked as the message leaves."""
        return self.rows().filter(pk=row_id).exists()

    def register(self) -> None:
        """Say to the timers what this does, and where its rows are found."""
        timers.register(self.rule, rows=self.rows, act=self.climb)
        timers.register_sweep(self.rule, self.sweep)

    def _steps(self, rows: QuerySet[Any], now: datetime) -> dict[UUID, _Steps]:
        """Those of each row that has any."""
        found = list(rows)
        days = self.days(found, now) if found else {}
        steps = {row.pk: self._steps_of(row, days.get(row.pk, ())) for row in found}
        return {pk: found for pk, found in steps.items() if found}

    def _steps_of(self, row: Any, days: Iterable[date]) -> _Steps:
        begun = self.since(row) if self.since else None
        steps: _Steps = {}
        for day in days:
            for rung in self.rungs:
                on = day + timedelta(days=rung.after)
                if begun is None or on > begun:
                    steps.setdefault(midnight(on), []).append(rung)
        return steps

    def _told(self, rows: Iterable[UUID], but: UUID | None = None) -> dict[UUID, datetime]:
        """The last step told of each of these rows. One query."""
        done = Timer.objects.filter(rule=self.rule, state=TimerState.DONE, target_id__in=list(rows))
        if but is not None:
            done = done.exclude(pk=but)
        last = done.order_by().values_list("target_id").annotate(last=Max("due_at"))
        return dict(last)


def _parted(
    steps: Iterable[datetime], told: datetime | None, now: datetime
) -> tuple[list[datetime], list[datetime]]:
    """Steps that have come since the last one told, then those to come. A clock that goes back
    finds nothing to tell again."""
    left = sorted(moment for moment in steps if told is None or moment > told)
    return [each for each in left if each <= now], [each for each in left if each > now]


def each(day: Callable[[Any], date | None]) -> Days:
    """One day for each row, or none."""
    return lambda rows, now: {row.pk: [on] for row in rows if (on := day(row)) is not None}
