"""The time of the demonstration: stories that wait for each other, resumed in order of date."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeAlias

from django.utils import timezone

from confidentiality.door import Sent
from notifications.working_days import is_working_day

# A story is a generator: it yields the moment at which it goes on.
Story: TypeAlias = Iterator[datetime]


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of that day, in the time of the site."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def working_day(day: date) -> date:
    """This day, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


class Clock:
    """Resumes each story at the moment it asked for. Same stories, same seed: same order."""

    def __init__(self, rng: Random, start: datetime) -> None:
        self.now = start
        self._rng = rng
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._count = 0

    def add(self, story: Story) -> None:
        """Start a story now; it runs up to its first wait."""
        try:
            at = next(story)
        except StopIteration:
            return
        self._push(at, story)

    def run(self, until: datetime) -> None:
        """Live up to a moment; what was to come later is left to those who try the product."""
        while self._waiting and self._waiting[0][0] < until:
            self.now, _, story = heapq.heappop(self._waiting)
            self.add(story)
        self.now = max(self.now, until)

    def _push(self, at: datetime, story: Story) -> None:
        self._count += 1
        heapq.heappush(self._waiting, (max(at, self.now), self._count, story))

    @property
    def sent(self) -> Sent:
        """What dates an act of the history."""
        return Sent(at=self.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def after(self, days: int, spread: int = 0) -> datetime:
        """Office hours of a working day, in ``days`` days or up to ``spread`` days more."""
        day = self.today + timedelta(days=days + self._rng.randint(0, spread))
        return moment(working_day(day), self._rng.randint(9, 16), self._rng.randrange(0, 60, 5))
