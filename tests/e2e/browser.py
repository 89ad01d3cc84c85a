"""One Chromium for the tests, and what each page that it opens must respect."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

PATIENCE_MS = 20_000
DESKTOP = ViewportSize(width=1366, height=900)
NARROW = ViewportSize(width=320, height=900)
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of the system, with an empty profile."""
    expect.set_options(timeout=PATIENCE_MS)
    program = os.environ.get("JALON_CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Witness:
    """What the pages of one profile asked for and complained of."""

    url: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note every request to another site, every error of the console and of a script."""
        page.on("request", lambda request: self._note_request(request.url))
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _note_request(self, url: str) -> None:
        if not url.startswith((f"{self.url}/", "data:")):
            self.elsewhere.append(url)

    def _note_message(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 409 on purpose is reported by the browser as well.
        refused = message.text.startswith("Failed to load resource")
        if message.type != "error" or (refused and _is_page(message.location["url"])):
            return
        self.complaints.append(f"{message.location['url']}: {message.text}")


def _is_page(url: str) -> bool:
    return not urlsplit(url).path.startswith("/static/")


@contextmanager
def profile(browser: Browser, witness: Witness, *, scripts: bool) -> Iterator[BrowserContext]:
    """A new profile: no cookie of anyone else, French, in the time of the site."""
    context = browser.new_context(
        base_url=witness.url,
        java_script_enabled=scripts,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport=DESKTOP,
        color_scheme="light",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.on("page", witness.watch)
    try:
        yield context
    finally:
        context.close()
