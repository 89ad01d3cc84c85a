"""The weekly control: five patterns that each raise an alert, an ordinary year that raises few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from casework.choices.alerts import AlertPattern
from casework.vigilance import Facts, Seen, Suspicion, off_hours, p99, suspicions, unreviewed
from notifications.working_days import is_working_day

AGENT, HAT, CELLULE = UUID(int=1), UUID(int=2), UUID(int=3)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def reading(at: datetime = MONDAY, subject: str = "K7F3QD", agent: UUID = AGENT) -> Seen:
    return Seen(at, agent, HAT, subject, CELLULE)


def facts(**values: object) -> Facts:
    given = {"linked": lambda each: True, "left": lambda each: False, **values}
    return Facts(**given)  # type: ignore[arg-type]


def found(seen: list[Seen], known: Facts) -> list[tuple[AlertPattern, int]]:
    return [(each.pattern, each.count) for each in suspicions(seen, known)]


class TestEachPattern:
    def test_three_readings_without_work_on_the_case(self) -> None:
        alone = facts(linked=lambda each: False)

        assert found([reading()] * 2, alone) == []
        assert found([reading()] * 3, alone) == [(AlertPattern.SANS_LIEN, 3)]

    def test_one_reading_of_somebody_of_the_same_name(self) -> None:
        same = frozenset({(AGENT, "K7F3QD")})

        assert found([reading()], facts(homonyms=same)) == [(AlertPattern.HOMONYME, 1)]
        assert found([reading(subject="AAAAAA")], facts(homonyms=same)) == []

    def test_a_homonym_that_the_dpo_explained_alerts_no_more(self) -> None:
        same = frozenset({(AGENT, "K7F3QD")})
        known = frozenset({(AlertPattern.HOMONYME, AGENT, "K7F3QD")})

        assert found([reading()], facts(homonyms=same, explained=known)) == []

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2026-03-02T21:59:00+01:00", False),
            ("2026-03-02T22:00:00+01:00", True),
            ("2026-03-02T05:59:00+01:00", True),
            ("2026-03-02T06:00:00+01:00", False),
            ("2026-03-07T10:00:00+01:00", True),
            ("2026-05-01T10:00:00+02:00", True),
        ],
    )
    def test_night_week_end_and_public_holidays(self, at: str, expected: bool) -> None:
        assert off_hours(datetime.fromisoformat(at)) is expected

    def test_three_readings_at_night_but_on_the_evening_of_a_seance(self) -> None:
        night = [reading(MONDAY.replace(hour=22))] * 3
        sitting = frozenset({(CELLULE, date(2026, 3, 2))})

        assert found(night[:2], facts()) == []
        assert found(night, facts()) == [(AlertPattern.NUIT, 3)]
        assert found(night, facts(evenings=sitting)) == []

    def test_one_reading_in_a_former_cellule(self) -> None:
        gone = facts(left=lambda each: True)
        known = frozenset({(AlertPattern.ANCIENNE, AGENT, str(CELLULE))})

        assert found([reading()], gone) == [(AlertPattern.ANCIENNE, 1)]
        assert found([reading()], facts(left=lambda each: True, explained=known)) == []

    def test_a_day_far_above_the_habit_of_the_agent(self) -> None:
        habit = facts(usual={AGENT: [4] * 60 + [14]})

        assert found(day_of(21), habit) == []
        assert found(day_of(22), habit) == [(AlertPattern.RAFALE, 22)]
        [burst] = suspicions(day_of(22), habit)
        assert burst.usual == 14

    def test_a_small_habit_does_not_make_a_burst_of_an_ordinary_day(self) -> None:
        habit = facts(usual={AGENT: [1] * 60})

        assert found(day_of(12), habit) == []
        assert found(day_of(13), habit) == [(AlertPattern.RAFALE, 13)]

    def test_a_newcomer_has_no_habit_yet(self) -> None:
        habit = facts(usual={AGENT: [1] * 19})

        assert found(day_of(40), habit) == []
        assert found(day_of(41), habit) == [(AlertPattern.RAFALE, 41)]

    def test_the_same_case_read_ten_times_is_one_case(self) -> None:
        assert found([reading()] * 100, facts(usual={AGENT: [1] * 60})) == []

    def test_agents_are_told_apart(self) -> None:
        alone = facts(linked=lambda each: False)
        seen = [reading(agent=UUID(int=number)) for number in (1, 2, 3)]

        assert found(seen, alone) == []


def day_of(cases: int) -> list[Seen]:
    return [reading(subject=f"{number:06}") for number in range(cases)]


@pytest.mark.parametrize(
    ("days", "expected"), [([], 0), ([3], 3), ([1] * 99 + [9], 1), ([1] * 98 + [9, 9], 9)]
)
def test_p99_is_what_one_day_in_a_hundred_exceeds(days: list[int], expected: int) -> None:
    assert p99(days) == expected


# A synthetic ordinary year: twelve agents, three hundred cases, their séances and their habits.


class OrdinaryYear:
    """What an honest cellule reads in a year, drawn with a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 (a simulation)
        self.agents = [UUID(int=number) for number in range(1, 13)]
        # Cases that an agent opens on a working day: a coordonnateur twelve, a référent three.
        self.habit = {agent: self.rng.choice((2, 3, 3, 4, 6, 12)) for agent in self.agents}
        self.days: dict[UUID, list[int]] = {agent: [] for agent in self.agents}
        # One case in two hundred bears the name of an agent.
        self.homonyms = frozenset(
            (self.rng.choice(self.agents), f"{number:06}") for number in (7, 200)
        )
        self.explained: set[tuple[AlertPattern, UUID, str]] = set()
        self.unlinked: set[Seen] = set()

    def weeks(self) -> Iterator[list[Suspicion]]:
        monday = date(2025, 1, 6)
        for number in range(104):
            seen = [each for day in range(7) for each in self.day(monday + timedelta(days=day))]
            # The first year makes habits, the second is looked at.
            if number >= 52:
                yield self.look(seen)
            self.remember(seen)
            monday += timedelta(days=7)

    def look(self, seen: list[Seen]) -> list[Suspicion]:
        told = list(
            suspicions(
                seen,
                facts(
                    linked=lambda each: each not in self.unlinked,
                    usual=self.days,
                    homonyms=self.homonyms,
                    explained=frozenset(self.explained),
                ),
            )
        )
        # The DPO closes each homonym as justified, the week it is told.
        self.explained |= {
            (each.pattern, each.agent, subject) for each in told for subject in each.subjects
        }
        return told

    def day(self, day: date) -> Iterator[Seen]:
        for agent in self.agents:
            works = is_working_day(day) and self.rng.random() > 0.15
            # Now and then somebody finishes something on a Saturday.
            if not works and self.rng.random() > 0.02:
                continue
            usual = self.habit[agent] if works else 1
            # Before a séance, the whole agenda is read.
            busy = 2.5 if works and self.rng.random() < 0.05 else 1.0
            for _ in range(max(1, round(self.rng.gauss(usual * busy, usual / 3)))):
                yield self.one(agent, day)

    def one(self, agent: UUID, day: date) -> Seen:
        late = self.rng.random() < 0.01
        hour = self.rng.choice((6, 22)) if late else self.rng.randint(8, 17)
        at = datetime(day.year, day.month, day.day, hour - 1, self.rng.randrange(60), tzinfo=UTC)
        seen = Seen(at, agent, HAT, f"{self.rng.randrange(300):06}", CELLULE)
        # A wrong reference typed, an old file compared: one reading in fifty has no work behind.
        if self.rng.random() < 0.02:
            self.unlinked.add(seen)
        return seen

    def remember(self, seen: list[Seen]) -> None:
        by_day: dict[tuple[UUID, date], set[str]] = {}
        for each in seen:
            by_day.setdefault((each.agent, each.day), set()).add(each.subject)
        for (agent, _), subjects in by_day.items():
            self.days[agent] = [*self.days[agent], len(subjects)][-250:]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_ordinary_year_alerts_for_one_agent_and_week_in_twenty_at_most(seed: int) -> None:
    year = OrdinaryYear(seed)
    weeks = list(year.weeks())
    alerted = sum(len({each.agent for each in week}) for week in weeks)

    assert len(weeks) == 52
    assert alerted / (len(weeks) * len(year.agents)) <= 0.05


PLANTED = {
    AlertPattern.SANS_LIEN: 4,
    AlertPattern.HOMONYME: 1,
    AlertPattern.RAFALE: 60,
    AlertPattern.NUIT: 5,
    AlertPattern.ANCIENNE: 1,
}


@pytest.mark.parametrize("pattern", PLANTED)
def test_a_curious_agent_in_that_same_year_is_found_the_same_week(pattern: AlertPattern) -> None:
    """Each pattern, planted among the readings of an ordinary week of an honest agent."""
    year = OrdinaryYear(1)
    list(year.weeks())
    monday = date(2027, 1, 11)
    agent = year.agents[0]
    seen = [each for day in range(5) for each in year.day(monday + timedelta(days=day))]
    planted = [
        Seen(
            datetime(2027, 1, 12, 23 if pattern == AlertPattern.NUIT else 10, number, tzinfo=UTC),
            agent,
            HAT,
            f"X{number:05}",
            CELLULE,
        )
        for number in range(PLANTED[pattern])
    ]
    mine = set(planted)

    told = suspicions(
        seen + planted,
        facts(
            linked=lambda each: pattern != AlertPattern.SANS_LIEN or each not in mine,
            left=lambda each: pattern == AlertPattern.ANCIENNE and each in mine,
            usual=year.days,
            homonyms=frozenset({(agent, "X00000")} if pattern == AlertPattern.HOMONYME else ()),
        ),
    )

    assert (agent, pattern) in {(each.agent, each.pattern) for each in told}


def test_what_is_read_for_a_motive_is_no_reading_without_a_link() -> None:
    ordinary = [
        Seen(datetime(2027, 1, 12, 10, number, tzinfo=UTC), AGENT, HAT, f"X{number:05}", CELLULE)
        for number in range(4)
    ]
    motivated = [replace(each, motivated=True) for each in ordinary]
    unlinked = facts(linked=lambda _: False)

    def patterns(seen: list[Seen]) -> set[AlertPattern]:
        return {each.pattern for each in suspicions(seen, unlinked)}

    assert AlertPattern.SANS_LIEN in patterns(ordinary)
    assert AlertPattern.SANS_LIEN not in patterns(motivated)
    assert AlertPattern.SANS_LIEN not in patterns(ordinary[:2] + motivated)


def test_readings_that_nobody_looked_at_are_told_by_reader() -> None:
    other = uuid4()

    told = list(unreviewed([(AGENT, "B"), (other, "C"), (AGENT, "A"), (AGENT, "A")]))

    assert {(each.agent, each.count, each.subjects) for each in told} == {
        (AGENT, 3, ("A", "B")),
        (other, 1, ("C",)),
    }
    assert {each.pattern for each in told} == {AlertPattern.SANS_RELECTURE}
