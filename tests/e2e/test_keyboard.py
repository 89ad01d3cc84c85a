"""The keys of those who have no time: they lead where the page leads, and can be turned off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config.demo.accounts import DEMO_ACCOUNTS
from tests.e2e.accessible import Inspection
from tests.e2e.agent import Agent
from tests.e2e.browser import Witness, profile
from tests.e2e.site import Site, embedded_site

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Site]:
    with embedded_site(tmp_path_factory.mktemp("site"), shared) as served:
        yield served


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """The home page of the coordonnateur."""
    watching = Witness(site.url)
    with profile(browser, watching, scripts=True) as context:
        agent = Agent(context.new_page())
        agent.knock(next(each for each in DEMO_ACCOUNTS if each.local == "coordonnateur"))
        # Asked of the first test only.
        if agent.page.get_by_role("heading", level=1, name="Avant de commencer").count():
            agent.press("J’ai compris")
        expect(agent.page.get_by_role("button", name="Se déconnecter")).to_be_visible()
        agent.page.wait_for_url("**/accueil/")
        yield agent.page
    assert not watching.complaints


def typed(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_keys_lead_to_a_list_then_to_its_second_line_then_to_the_acts(page: Page) -> None:
    typed(page, "g", "t")
    page.wait_for_url("**/situations/")
    second = page.locator("main tbody th a").nth(1).get_attribute("href")
    typed(page, "j", "j", "Enter")
    page.wait_for_url(f"**{second}")
    typed(page, ".")

    expect(page.locator(".card--main .button").first).to_be_focused()


def test_the_list_of_commands_is_shortened_by_letters_and_opens_the_first(page: Page) -> None:
    typed(page, "Control+k")
    page.keyboard.type("seance")
    inspection = Inspection(())
    inspection.look(page, "commands")
    typed(page, "Enter")

    page.wait_for_url("**/seances/")
    assert inspection.found == []


def test_keys_are_silent_while_one_writes(page: Page) -> None:
    page.goto("/recherche/")
    field = page.get_by_role("main").get_by_role("textbox").first
    field.fill("")
    field.press_sequentially("gt?j")

    expect(field).to_have_value("gt?j")
    expect(page.locator("dialog")).to_have_count(0)


def test_keys_turned_off_stay_off_and_the_list_of_commands_stays(page: Page) -> None:
    page.goto("/aide/raccourcis/")
    page.get_by_role("button", name="Éteindre les raccourcis").click()
    expect(page.get_by_role("button", name="Allumer les raccourcis")).to_be_visible()
    typed(page, "g", "a", "?")
    expect(page.locator("dialog")).to_have_count(0)
    typed(page, "Control+k")

    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".commands__line kbd")).to_have_count(0)
