"""The register of columns and the timers cannot disagree: each end is carried out, on its day."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from config.ends import ENDS, JOURNAL_WORKER
from config.personal_columns import treatments
from config.treatments import Kept
from notifications import timers
from tests.config.ended import SCENARIOS, with_the_key
from tests.veille import factories
from veille.models import Cellule

pytestmark = pytest.mark.django_db

STATED = {(model, each.kept) for model, _, each in treatments()}
CARRIED_OUT = {(model, kept): end for model, ends in ENDS.items() for kept, end in ends.items()}
LIVED = SCENARIOS | {
    (model, kept): with_the_key(model) for model, kept in STATED if kept is Kept.R2
}


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


def test_each_duration_of_each_model_has_what_carries_it_out() -> None:
    assert set(CARRIED_OUT) == STATED
    assert {kept for _, kept in CARRIED_OUT} == set(Kept)


def test_each_is_woken_up_by_something_that_runs() -> None:
    scheduled = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    alive = timers.registered() | timers.sweeps()

    woken = {end.woken_by for end in CARRIED_OUT.values()}

    assert JOURNAL_WORKER in scheduled
    assert {each for each in woken if each not in alive} == {JOURNAL_WORKER}


def test_each_is_lived_by_a_test() -> None:
    assert set(LIVED) == STATED


@pytest.mark.parametrize(
    "which", sorted(LIVED, key=str), ids=lambda which: f"{which[0]}-{which[1].name}"
)
def test_it_is_kept_until_its_end_and_no_longer(
    which: tuple[str, Kept], place: Cellule, tmp_path: Path
) -> None:
    life = LIVED[which](place, tmp_path)

    life.run(life.last)
    assert life.is_there()
    life.run(life.over)
    assert not life.is_there()
    # Nothing is left to do, and doing it again harms nobody.
    life.run(life.over)
    assert not life.is_there()
