"""Every page of every role, and the pages of refusals: axe has nothing to say of any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from tests.e2e.accessible import Inspection, crawl
from tests.e2e.agent import Agent
from tests.e2e.browser import Witness, profile
from tests.e2e.site import Site, embedded_site

pytestmark = pytest.mark.e2e

SEVERAL_HATS = "deux-casquettes"
# The élue reads the pages of the maire; whoever has two hats, those of each.
ACCOUNTS = [each for each in DEMO_ACCOUNTS if each.local != "elue"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Site]:
    """The demonstration, as `make run` serves it."""
    with embedded_site(tmp_path_factory.mktemp("site"), shared) as served:
        yield served


@pytest.fixture(scope="module")
def names(site: Site) -> list[str]:
    """Every last and first name of the demonstration."""
    return sorted({name for person in site.names() for name in person})


@pytest.fixture
def witness(site: Site) -> Iterator[Witness]:
    """Nothing is asked of another site, and the console stays silent."""
    watching = Witness(site.url)
    yield watching
    assert not watching.elsewhere
    assert not watching.complaints


@pytest.fixture
def page(browser: Browser, witness: Witness) -> Iterator[Page]:
    with profile(browser, witness, scripts=True) as context:
        yield context.new_page()


@pytest.fixture
def inspection(names: list[str]) -> Iterator[Inspection]:
    """Fails at the end with all that was found, not at the first page."""
    looking = Inspection(names)
    yield looking
    assert looking.pages
    assert not looking.found, "\n".join(looking.found)


def test_the_inspection_sees_what_is_wrong(page: Page) -> None:
    inspection = Inspection(["Canari"])
    page.goto("about:blank")
    page.set_content("<title>Canari</title><table width=400><tr><td><input></table>")
    inspection.look(page, "wrong")

    assert any("label" in each for each in inspection.found)
    assert any("Canari" in each for each in inspection.found)
    assert any("px wide" in each for each in inspection.found)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.local)
def test_every_page_of_a_role_is_accessible(
    account: DemoAccount, page: Page, inspection: Inspection
) -> None:
    agent = Agent(page)
    agent.knock(account)
    inspection.look(page, "avant de commencer")
    agent.press("J’ai compris")
    if account.local == SEVERAL_HATS:
        inspection.look(page, "choisir une fonction")
        return

    crawl(page, "/accueil/", inspection, account.local)


def test_the_pages_before_the_sign_in_are_accessible(page: Page, inspection: Inspection) -> None:
    crawl(page, "/connexion/", inspection, "visitor")
    page.goto("/connexion/")
    agent = Agent(page)
    agent.write("Adresse électronique", "quelqu’un")
    agent.press("Se connecter")
    expect(page.locator(".errors").first).to_be_visible()
    inspection.look(page, "sign-in refused")


class TestRefusals:
    """Pages that say no, to the coordonnateur and to the préfecture."""

    @pytest.fixture
    def chair(self, page: Page) -> Agent:
        return _entered(page, "coordonnateur")

    def test_a_form_that_lacks_everything(self, chair: Agent, inspection: Inspection) -> None:
        for address, button in (
            ("/seances/nouvelle/", "Planifier la séance"),
            ("/saisines/nouvelle/", "Vérifier"),
        ):
            chair.page.goto(address)
            chair.press(button)
            chair.is_refused("corriger")
            inspection.look(chair.page, f"{address} refused")

    def test_an_act_that_is_not_possible(self, chair: Agent, inspection: Inspection) -> None:
        case = _first_case(chair, "en_cours")
        chair.page.goto(f"{case}engager/")
        chair.sees("Cet acte n’est pas possible maintenant.")
        inspection.look(chair.page, "act refused")

    def test_a_page_that_changed_meanwhile(self, chair: Agent, inspection: Inspection) -> None:
        case = _first_case(chair, "en_cours")
        other = Agent(chair.page.context.new_page())
        for each in (chair, other):
            each.page.goto(f"{case}suspendre/")
            each.write("À revoir le", "dans 3 semaines")
        other.press("Suspendre le suivi")
        other.is_told("Le suivi est suspendu.")
        chair.press("Suspendre le suivi")
        chair.reads("Modifiée pendant votre saisie")
        inspection.look(chair.page, "409")

    def test_a_page_that_does_not_exist(self, chair: Agent, inspection: Inspection) -> None:
        answer = chair.page.goto("/situations/ZZZZZZ/")
        assert answer is not None
        assert answer.status == 404
        inspection.look(chair.page, "404")

    def test_a_page_of_another_role(self, page: Page, inspection: Inspection) -> None:
        answer = _entered(page, "prefecture").page.goto("/saisines/")
        assert answer is not None
        assert answer.status == 403
        inspection.look(page, "403")


def _entered(page: Page, local: str) -> Agent:
    """Signed in, for the first time or not."""
    agent = Agent(page)
    agent.knock(next(each for each in DEMO_ACCOUNTS if each.local == local))
    told = page.get_by_role("button", name="J’ai compris")
    if told.count():
        told.click()
    agent.reads("Accueil")
    return agent


def _first_case(agent: Agent, state: str) -> str:
    """The address of a case at this step."""
    agent.page.goto(f"/situations/?etape={state}")
    link = agent.page.locator("#situations th a").first
    return str(link.get_attribute("href"))
