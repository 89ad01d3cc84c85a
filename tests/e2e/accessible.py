"""What every page must be: free of axe violations, whole at 320 px, silent, without a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.e2e.browser import DESKTOP, NARROW

_AXE = Axe()
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"]}
DEPTH = 3
# Leaving is no page; the files of the theme are none either.
_NOT_PAGES = ("/deconnexion/", "/static/")


@dataclass
class Inspection:
    """What was found wrong, page after page. ``names``: those that no title may hold."""

    names: Iterable[str]
    found: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def look(self, page: Page, what: str) -> None:
        """Look at the page open now, on a large screen then on a narrow one."""
        self.pages.append(what)
        title = page.title()
        self.found += [f"{what}: the title holds {name}" for name in self.names if name in title]
        for size in (DESKTOP, NARROW):
            page.set_viewport_size(size)
            self._run_axe(page, f"{what} at {size['width']} px")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            self.found.append(f"{what}: {width} px wide on a screen of 320")
        page.set_viewport_size(DESKTOP)

    def _run_axe(self, page: Page, what: str) -> None:
        for violation in _AXE.run(page, options=_OPTIONS).response["violations"]:
            places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
            self.found.append(f"{what}: {violation['id']}, {', '.join(places[:4])}")


def crawl(page: Page, start: str, inspection: Inspection, who: str) -> None:
    """Look at ``start``, then at one page of each kind that links lead to, ``DEPTH`` links away."""
    seen = {kind_of(start)}
    level = [start]
    for _ in range(DEPTH + 1):
        links: list[str] = []
        for address in level:
            response = page.goto(address)
            assert response is not None
            what = f"{who}, {_kind_words(address)}"
            if response.status != 200:
                inspection.found.append(f"{what}: a link leads to {response.status}")
                continue
            inspection.look(page, what)
            links += _links_of(page)
        level = []
        for link in links:
            kind = kind_of(link)
            if kind and kind not in seen:
                seen.add(kind)
                level.append(link)


def kind_of(address: str) -> tuple[str, ...]:
    """The name of the page, with its act and its filters; empty for what is no page."""
    parts = urlsplit(address)
    if parts.path.startswith(_NOT_PAGES):
        return ()
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ("unknown", parts.path)
    slug = str(match.kwargs.get("slug", ""))
    return (match.view_name, slug, *sorted(parse_qs(parts.query)))


def _kind_words(address: str) -> str:
    return " ".join(filter(None, kind_of(address)))


def _links_of(page: Page) -> list[str]:
    """Addresses of our own that the page links to, in their order; a file is no page."""
    found = page.locator("a[href]:not([download])").evaluate_all(
        "links => links.map(link => link.origin === location.origin"
        " ? link.pathname + link.search : '')"
    )
    return [address for address in found if address]
