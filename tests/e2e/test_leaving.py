"""What leaves: a file taken once by links and buttons alone, paper that says who printed it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from config.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.e2e.accessible import Inspection
from tests.e2e.agent import Agent
from tests.e2e.browser import Witness, profile
from tests.e2e.site import Site

pytestmark = pytest.mark.e2e
PREPARE = "Préparer les papiers de la séance"


@pytest.fixture
def inspection() -> Iterator[Inspection]:
    looking = Inspection(())
    yield looking
    assert not looking.found, "\n".join(looking.found)


def entered(page: Page) -> Agent:
    agent = Agent(page)
    coordinator = next(each for each in DEMO_ACCOUNTS if each.local == "coordonnateur")
    agent.sign_in(coordinator, first_time=True)
    return agent


def confirmed(agent: Agent) -> None:
    """The password again, where the site asks for it."""
    agent.page.locator("input[type=password]").fill(DEMO_PASSWORD)
    agent.page.locator("main form button[type=submit]").click()
    # What comes next is there, down to its foot: nobody looks at a page on its way.
    expect(agent.page.locator("input[type=password]")).to_have_count(0)
    expect(agent.page.get_by_role("contentinfo")).to_be_attached()


def moving_case(agent: Agent) -> str:
    """The address of a followed case that is not frozen."""
    agent.page.goto("/situations/?etape=en_cours")
    links = agent.page.locator("#situations th a").all()
    for address in [str(link.get_attribute("href")) for link in links]:
        agent.page.goto(address)
        if not agent.page.get_by_text("Situation gelée").count():
            return address
    raise AssertionError("every case is frozen")


def to_the_papers(agent: Agent) -> None:
    """What the last séance calls for; demonstrations always hold some."""
    agent.page.goto("/seances/")
    links = agent.page.locator("main th a").all()
    for address in [str(link.get_attribute("href")) for link in links]:
        agent.page.goto(address)
        if agent.page.get_by_role("link", name=PREPARE).count():
            agent.follow(PREPARE)
            return
    raise AssertionError("no séance has papers to prepare")


def test_the_papers_of_a_seance_are_one_file_without_a_script(
    embedded: Site, browser: Browser
) -> None:
    with profile(browser, Witness(embedded.url), scripts=False) as context:
        agent = entered(context.new_page())
        page = agent.page
        to_the_papers(agent)
        wanted = page.locator("input[name=papiers]:checked").count()
        agent.press("Écrire les papiers cochés")
        # The page loads itself again, by its header.
        expect(page.get_by_text("Le fichier à imprimer est prêt")).to_be_visible(timeout=60_000)
        expect(page.locator("[data-code=ecrite]")).to_have_count(wanted)
        agent.follow("Télécharger le fichier")
        confirmed(agent)
        for _ in range(2):
            with page.expect_download() as taken:
                agent.press("Télécharger le fichier")
            assert taken.value.suggested_filename.startswith("papiers-")


def test_ac30_a_file_is_taken_once_without_a_script(embedded: Site, browser: Browser) -> None:
    with profile(browser, Witness(embedded.url), scripts=False) as context:
        agent = entered(context.new_page())
        page = agent.page
        page.goto(moving_case(agent))
        page.locator("summary", has_text="Autres").first.click()
        agent.follow("Exporter la situation")
        confirmed(agent)
        agent.answer("Motif de l’export", "Tenir une séance sans réseau")
        agent.press("Demander l’export")
        # The page loads itself again, by its header.
        expect(page.get_by_text("Votre fichier est prêt")).to_be_visible()
        agent.follow("Télécharger")
        address = page.url
        with page.expect_download() as taken:
            agent.press("Télécharger le fichier")

        assert taken.value.suggested_filename.startswith("export-")
        again = page.goto(address)
        assert again is not None
        assert again.status == 410
        agent.reads("Ce fichier n’est plus là")


def test_pages_behind_the_password_are_accessible(
    embedded: Site, browser: Browser, inspection: Inspection
) -> None:
    with profile(browser, Witness(embedded.url), scripts=True) as context:
        agent = entered(context.new_page())
        page, case = agent.page, moving_case(agent)
        page.goto(f"/exports/demander/{case.split('/')[2]}/")
        inspection.look(page, "identity")
        confirmed(agent)
        inspection.look(page, "ask")
        agent.answer("Motif de l’export", "Tenir une séance sans réseau")
        agent.press("Demander l’export")
        expect(page.get_by_text("Votre fichier est prêt")).to_be_visible()
        inspection.look(page, "ready")
        agent.follow("Télécharger")
        expect(page.get_by_role("button", name="Télécharger le fichier")).to_be_visible()
        inspection.look(page, "take")
        with page.expect_download():
            agent.press("Télécharger le fichier")
        page.goto(page.url)
        inspection.look(page, "gone")
        to_the_papers(agent)
        inspection.look(page, "papers to tick")
        agent.press("Écrire les papiers cochés")
        expect(page.get_by_text("Le fichier à imprimer est prêt")).to_be_visible(timeout=60_000)
        inspection.look(page, "papers ready")
        agent.follow("Télécharger le fichier")
        inspection.look(page, "papers to take")


def test_a_page_with_names_is_empty_on_paper_but_by_the_act(
    embedded: Site, browser: Browser, inspection: Inspection
) -> None:
    with profile(browser, Witness(embedded.url), scripts=True) as context:
        agent = entered(context.new_page())
        page, case = agent.page, moving_case(agent)
        page.emulate_media(media="print")
        expect(page.get_by_role("main")).to_be_hidden()
        page.goto("/situations/")
        expect(page.get_by_role("main")).to_be_hidden()
        page.emulate_media(media="screen")
        page.goto(f"{case}impression/")
        confirmed(agent)
        inspection.look(page, "why")
        agent.answer("Motif de l’impression", "Tenir une séance")
        agent.press("Ouvrir la page à imprimer")
        # The mark is the last thing of the sheet.
        mark = page.locator(".paper__mark")
        expect(mark).to_be_attached()
        inspection.look(page, "paper")
        page.emulate_media(media="print")

        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(mark).to_contain_text("Diffusion restreinte")
        # What the browser repeats at the foot of each sheet.
        assert mark.evaluate("mark => getComputedStyle(mark).display") == "table-footer-group"
