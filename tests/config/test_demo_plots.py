"""Which stories a short demonstration tells: the browser journey needs some of them."""

from __future__ import annotations

from random import Random

from casework.choices.states import CddfState
from config.demo import plots
from tests.e2e.site import FEW_CASES


def test_the_stories_of_the_browser_journey_leave_a_family_for_the_maire_to_answer() -> None:
    told = plots.choose(Random(1), FEW_CASES)  # noqa: S311  # fictitious stories

    assert any(plot.journey and plot.cddf is CddfState.PROPOSEE for plot in told)
