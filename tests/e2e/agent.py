"""One agent at work in a browser: signs in, follows links, fills forms, reads answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect

from config.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from tests.e2e.browser import Witness, profile
from tests.e2e.captures import Photographer
from tests.e2e.site import Site

_ACCOUNTS = {account.local: account for account in DEMO_ACCOUNTS}


@dataclass
class Staff:
    """Everyone who works on one site, each with a browser of their own."""

    site: Site
    browser: Browser
    witness: Witness
    photographer: Photographer
    scripts: bool
    # Who has already read that accesses are recorded.
    told: set[str] = field(default_factory=set)

    @contextmanager
    def at_work(self, account: str) -> Iterator[Agent]:
        """Sign in as ``account``, work, leave."""
        with profile(self.browser, self.witness, scripts=self.scripts) as context:
            agent = Agent(context.new_page(), self.photographer)
            agent.sign_in(_ACCOUNTS[account], first_time=account not in self.told)
            self.told.add(account)
            yield agent


class Agent:
    """What an agent does with a page; each gesture waits for its answer."""

    def __init__(self, page: Page, photographer: Photographer | None = None) -> None:
        self.page = page
        self._photographer = photographer

    # Entry

    def knock(self, account: DemoAccount) -> None:
        """Enter by the list of the demonstration."""
        self.page.goto("/connexion/")
        self.photograph("connexion")
        self.press(f"Entrer comme {account.role_label}, {account.name}")
        title = self.page.get_by_role("heading", level=1)
        expect(title).not_to_have_text("Se connecter")
        # The foot of the page: it is there in full.
        expect(self.page.get_by_role("contentinfo")).to_be_attached()

    def sign_in(self, account: DemoAccount, *, first_time: bool) -> None:
        """Enter, and read once a year that accesses are recorded."""
        self.knock(account)
        if first_time:
            self.reads("Avant de commencer")
            self.press("J’ai compris")
        expect(self.page.get_by_role("button", name="Se déconnecter")).to_be_visible()

    # Reading

    def reads(self, heading: str) -> None:
        """The title of the page."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def is_told(self, words: str) -> None:
        """The answer to what has just been done."""
        expect(self.page.locator(".messages")).to_contain_text(words)

    def is_refused(self, words: str) -> None:
        """Why it was not done: above the form, or beside the field."""
        # After a colon, the summary writes the sentence without its capital.
        expect(self.page.locator(".errors").first).to_contain_text(words, ignore_case=True)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def does_not_see(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)

    # Gestures

    def open(self, section: str) -> None:
        """A page of the main navigation."""
        menu = self.page.get_by_role("navigation", name="Navigation principale")
        menu.get_by_role("link", name=section, exact=True).click()

    def follow(self, link: str | re.Pattern[str]) -> None:
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def write(self, label: str, value: str) -> None:
        self.page.get_by_label(_exactly(label)).fill(value)

    def choose(self, label: str, option: str) -> None:
        """An option of a list; ``option`` is the beginning of its words."""
        listed = self.page.get_by_label(_exactly(label))
        words = listed.locator("option", has_text=re.compile(f"^{re.escape(option)}"))
        listed.select_option(label=words.first.inner_text())

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(_exactly(label)).check()

    def answer(self, question: str, answer: str) -> None:
        """One of the answers of a question."""
        self.group(question).get_by_label(answer, exact=True).check()

    def group(self, question: str) -> Locator:
        return self.page.get_by_role("group", name=question).last

    def act(self, label: str) -> None:
        """Go to the page of an act that is open now."""
        self.page.get_by_role("region", name="Que faire maintenant ?").get_by_role(
            "link", name=label, exact=True
        ).click()
        self.reads(label)

    def why_not(self, act: str) -> Locator:
        """The reasons given for an act that is not open now."""
        held_back = self.page.locator("summary", has_text="Actions indisponibles")
        held_back.click()
        return self.page.locator(".refused li", has=self.page.get_by_role("heading", name=act))

    def photograph(self, name: str, *, width: int = 0) -> None:
        if self._photographer:
            self._photographer.take(self.page, name, width=width)


def _exactly(label: str) -> re.Pattern[str]:
    """The label, whether or not the field is said to be optional."""
    return re.compile(rf"^\s*{re.escape(label)}(\s+\(facultatif\))?\s*$")
