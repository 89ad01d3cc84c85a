"""Readings that an ordinary week explains badly: five patterns, on plain facts, and a sixth.

Suggests, never accuses: thresholds are set so that a synthetic ordinary year raises an alert for
one agent and week in twenty at most, and each alert is closed by the DPO (RGPD art. 39). No score,
no ranking of agents, nothing that their hierarchy reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from math import ceil
from uuid import UUID

from django.utils import timezone

from casework.choices.alerts import AlertPattern
from notifications.working_days import is_working_day

# Readings of one week from which a pattern is told.
UNLINKED, AT_NIGHT = 3, 3
DAWN, DUSK = 6, 22
# A burst: half as much again as the agent’s own p99, and never fewer cases than this in a day.
BURST, FEWEST = 1.5, 12
# Days on which somebody read before their habit means anything; until then, cases in a day.
KNOWN_DAYS, NEWCOMER = 20, 40


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading of one case. ``subject`` is its reference.

    ``motivated``: made under a motivated reading, which somebody else looks at by itself.
    """

    at: datetime
    agent: UUID
    hat: UUID | None
    subject: str
    cellule: UUID
    motivated: bool = False

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known around the readings of a week.

    ``linked``: a mission, a task, a séance or an act explains this reading. ``left``: its agent no
    longer belongs to that cellule. ``usual``: for each agent, how many cases on each day of the
    year before. ``homonyms``: pairs of agent and case that bear the same surname. ``evenings``:
    days on which a cellule sat. ``explained``: what the DPO has already closed as justified.
    """

    linked: Callable[[Seen], bool]
    left: Callable[[Seen], bool]
    usual: Mapping[UUID, Sequence[int]] = field(default_factory=dict)
    homonyms: frozenset[tuple[UUID, str]] = frozenset()
    evenings: frozenset[tuple[UUID, date]] = frozenset()
    explained: frozenset[tuple[AlertPattern, UUID, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One pattern met by one agent in the week. ``usual`` is the p99 of a burst."""

    pattern: AlertPattern
    agent: UUID
    count: int
    subjects: tuple[str, ...]
    usual: int | None = None


def suspicions(seen: Iterable[Seen], facts: Facts) -> Iterator[Suspicion]:
    """What one week of readings raises, agent by agent."""
    ordered = sorted(seen, key=lambda each: (each.agent.int, each.at))
    for agent, group in groupby(ordered, key=lambda each: each.agent):
        readings = list(group)
        yield from _told(AlertPattern.SANS_LIEN, agent, _unlinked(readings, facts), UNLINKED)
        yield from _told(AlertPattern.HOMONYME, agent, _homonyms(readings, facts), 1)
        yield from _told(AlertPattern.NUIT, agent, _off_hours(readings, facts), AT_NIGHT)
        yield from _told(AlertPattern.ANCIENNE, agent, _former(readings, facts), 1)
        yield from _burst(agent, readings, facts)


def unreviewed(late: Iterable[tuple[UUID, str]]) -> Iterator[Suspicion]:
    """Motivated readings that nobody looked at in time, by reader: one is enough.

    ``late``: pairs of a reader and of the reference of a case.
    """
    ordered = sorted(late, key=lambda each: (each[0].int, each[1]))
    for agent, group in groupby(ordered, key=lambda each: each[0]):
        yield from _told(AlertPattern.SANS_RELECTURE, agent, [subject for _, subject in group], 1)


def p99(days: Sequence[int]) -> int:
    """The number of cases that one day in a hundred exceeds at most; 0 without any day."""
    return sorted(days)[ceil(len(days) * 0.99) - 1] if days else 0


def off_hours(at: datetime) -> bool:
    """Night, week-end or public holiday, in the time of the site."""
    local = timezone.localtime(at)
    return not DAWN <= local.hour < DUSK or not is_working_day(local.date())


def _told(
    pattern: AlertPattern, agent: UUID, subjects: list[str], least: int
) -> Iterator[Suspicion]:
    if len(subjects) >= least:
        yield Suspicion(pattern, agent, len(subjects), tuple(dict.fromkeys(subjects)))


def _unlinked(readings: list[Seen], facts: Facts) -> list[str]:
    """A motivated reading said why; its own review says whether it was right."""
    return [each.subject for each in readings if not each.motivated and not facts.linked(each)]


def _homonyms(readings: list[Seen], facts: Facts) -> list[str]:
    return [
        each.subject
        for each in readings
        if (each.agent, each.subject) in facts.homonyms
        and (AlertPattern.HOMONYME, each.agent, each.subject) not in facts.explained
    ]


def _off_hours(readings: list[Seen], facts: Facts) -> list[str]:
    """A cellule that sits late reads late, that day."""
    return [
        each.subject
        for each in readings
        if off_hours(each.at) and (each.cellule, each.day) not in facts.evenings
    ]


def _former(readings: list[Seen], facts: Facts) -> list[str]:
    return [
        str(each.cellule)
        for each in readings
        if facts.left(each)
        and (AlertPattern.ANCIENNE, each.agent, str(each.cellule)) not in facts.explained
    ]


def _burst(agent: UUID, readings: list[Seen], facts: Facts) -> Iterator[Suspicion]:
    """The worst day of the week, when it is far above the habit of this very agent."""
    cases = Counter(day for day, _ in {(each.day, each.subject) for each in readings})
    if not cases:
        return
    day, count = max(cases.items(), key=lambda each: (each[1], each[0]))
    habit = facts.usual.get(agent, ())
    usual = p99(habit)
    limit = max(FEWEST, usual * BURST) if len(habit) >= KNOWN_DAYS else NEWCOMER
    if count > limit:
        subjects = dict.fromkeys(each.subject for each in readings if each.day == day)
        yield Suspicion(AlertPattern.RAFALE, agent, count, tuple(subjects), usual)
