"""One young person, from the saisine to the bilan, by the hands of nine roles in a browser."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Browser

from tests.e2e import journey, measures, oversight, sweep
from tests.e2e.agent import Staff
from tests.e2e.browser import Witness
from tests.e2e.captures import Photographer
from tests.e2e.journey import Story
from tests.e2e.site import PARIS, Site

pytestmark = pytest.mark.e2e

# Which installation, and whether the browser runs scripts: every page works without any.
RUNS = {"embedded": False, "installed": True}


@pytest.mark.parametrize("kind", RUNS)
def test_a_young_person_is_followed_from_the_saisine_to_the_bilan(
    kind: str, browser: Browser, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(kind)
    witness = Witness(site.url)
    # Pictures are taken where the whole demonstration is behind.
    photographer = Photographer(browser, wanted=kind == "embedded")
    staff = Staff(site, browser, witness, photographer, scripts=RUNS[kind])
    story = Story()

    _from_the_saisine_to_the_agenda(staff, story)
    assert story.held_at is not None
    site.move(story.held_at)
    _from_the_seance_to_the_measures(staff, story)
    assert story.appointment is not None
    site.move(datetime.combine(story.appointment.date() + timedelta(days=1), time(10), PARIS))
    _from_the_rappel_to_the_closing(staff, story)
    site.move(site.now + timedelta(hours=1))
    _what_others_know(staff, story)

    assert not witness.elsewhere
    assert not witness.complaints
    assert site.manage("journal_verify").returncode == 0


def _from_the_saisine_to_the_agenda(staff: Staff, story: Story) -> None:
    published = oversight.young_people_counted(staff)
    journey.sign_the_charte(staff)
    journey.send_a_saisine(staff, story)
    journey.qualify_and_inscribe(staff, story)
    # One more young person changes nothing before the bulletin of the month.
    assert oversight.young_people_counted(staff) == published


def _from_the_seance_to_the_measures(staff: Staff, story: Story) -> None:
    journey.hold_the_seance(staff, story)
    journey.inform_and_engage(staff, story)
    measures.prepare_measures(staff, story)
    measures.answer_of_the_parquet(staff, story)
    measures.decisions_of_the_maire(staff, story)
    measures.convene_the_family(staff, story)
    measures.begin_the_follow_up(staff, story)


def _from_the_rappel_to_the_closing(staff: Staff, story: Story) -> None:
    measures.hold_the_rappel(staff, story)
    measures.hear_the_family(staff, story)
    measures.make_the_bilan(staff, story)
    measures.close_in_seance(staff, story)
    oversight.refuse_the_former_referent(staff, story)


def _what_others_know(staff: Staff, story: Story) -> None:
    names = staff.site.names()
    oversight.wait_for_the_messages(staff)
    oversight.check_the_messages(staff.site.mails, names, story)
    oversight.read_counts_only(staff, story, names)
    oversight.read_the_traces(staff, story)
    sweep.check_nothing_names(staff.site, story)
