"""Any order of acts, lawful or not, by anybody: what must always be true stays true."""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.models import Case
from notifications import timers
from notifications.timers import Result
from tests.casework.always import check_all, check_case, check_history, check_sight
from tests.casework.histories import FUNCTIONS, STRANGERS, History, World, may_try
from tests.casework.history_acts import ACTS, KINDS
from tests.casework.path import Path

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("JALON_EXAMPLES", "10"))
STEPS = 60
_ANY = st.integers(min_value=0, max_value=10_000)


class Life(RuleBasedStateMachine):
    """Young people of two cellules, on whom agents try acts in any order while days go by."""

    world: ClassVar[World]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = savepoint()
        self.savepoint.__enter__()
        self.steps = 0

    @initialize(numbers=st.lists(st.integers(0, 9), min_size=2, max_size=4, unique=True))
    def begin(self, numbers: list[int]) -> None:
        stories = [self.world.catalogue[number] for number in numbers]
        self.history = History(stories, self.done, self.refused)
        self.last: Path | None = None

    def teardown(self) -> None:
        try:
            check_history()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # What is tried

    def _step(self, story: Path) -> None:
        self.steps += 1
        self.last = story

    @rule(number=_ANY, which=_ANY)
    def next_act(self, number: int, which: int) -> None:
        """One of the acts that the story calls for, by the agent whose act it is."""
        story = self.history.story(number)
        self._step(story)
        likely = self.history.likely(story)
        tried = likely[which % len(likely)]
        self.history.attempt(story, tried, tried.by)

    @rule(number=_ANY, which=_ANY)
    def one_more_act(self, number: int, which: int) -> None:
        """The same, twice as often: random acts alone seldom reach the end of a path."""
        self.next_act(number, which)

    @rule(number=_ANY, which=_ANY, by=st.sampled_from(FUNCTIONS + STRANGERS))
    def any_act(self, number: int, which: int, by: str) -> None:
        """Any act by anybody."""
        story = self.history.story(number)
        self._step(story)
        tried = ACTS[which % len(ACTS)]
        if may_try(story, tried):
            self.history.attempt(story, tried, by)

    @rule(days=st.sampled_from([1, 7, 8, 9, 15, 31]))
    def days_go_by(self, days: int) -> None:
        self.steps += 1
        self.history.wait(timedelta(days=days))

    @rule()
    def tick(self) -> None:
        """The clock does what is due."""
        self.steps += 1
        self.last = None
        run = timers.run_due(self.history.now)
        assert run.total(Result.FAILED) == 0, run.counts

    @precondition(lambda life: life.steps >= STEPS - 10)
    @rule(years=st.integers(1, 4))
    def years_go_by(self, years: int) -> None:
        """Designations end, archives come to their term."""
        self.history.wait(timedelta(days=365 * years))
        self.tick()

    # What is always true

    @invariant()
    def the_case_is_lawful(self) -> None:
        if not hasattr(self, "history"):
            return
        for story in self.history.stories:
            # The clock may change any case, an act only its own.
            if "case" not in story.__dict__ or self.last not in (None, story):
                continue
            rows = Case.objects.for_system("check what always holds")
            case = rows.select_related("young_person").filter(pk=story.case.pk).first()
            if case is None:
                continue
            check_case(case, self.history.now)
            by = FUNCTIONS[self.steps % len(FUNCTIONS)]
            agents = [story.coordinator, getattr(story, by), story.__dict__["outsider"]]
            check_sight(case, agents, self.history.now)

    @invariant()
    def nothing_is_decided_by_another(self) -> None:
        check_all()


def savepoint() -> transaction.Atomic:
    """Undone after each history. Timers ask to be outermost: this one lets them, as a test does."""
    made = transaction.atomic()
    made._from_testcase = True  # type: ignore[attr-defined]
    return made


@pytest.fixture
def world() -> Iterator[World]:
    Life.world = World()
    Life.done.clear()
    Life.refused.clear()
    yield Life.world
    del Life.world


def test_what_must_always_be_true_stays_true_whatever_is_tried(world: World) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    _finish(world)
    # Histories where a kind of act never succeeded, or was never refused, would prove little.
    assert set(Life.done) == KINDS
    assert set(Life.refused) == KINDS


def _finish(world: World) -> None:
    """The acts that no history reached, each at its own door; then by somebody who left."""
    for tried in ACTS:
        if Life.done[tried.act] and Life.refused[tried.act]:
            continue
        with savepoint():
            story = copy.copy(world.here)
            story.faits, story.level = tried.faits, tried.level
            tried.door(story)
            history = History([story], Life.done, Life.refused)
            story = history.story(0)
            if not Life.refused[tried.act]:
                assert not history.attempt(story, tried, "former")
            if not Life.done[tried.act]:
                assert history.attempt(story, tried, tried.by), tried.act
            transaction.set_rollback(True)
