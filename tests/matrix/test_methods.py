"""What a browser is not supposed to send: other methods, other endings, other ways to the same row.

AC-20: none of them is wider than the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.matrix.crawl import (
    addresses,
    allowed,
    browser,
    everything,
    reader_of,
    said_aside,
    said_in,
    targets,
)
from tests.matrix.expected import ANONYMOUS, PAGES
from tests.matrix.world import World
from veille.papers.opendocument import ODT_TYPE

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Refused by the page, by the gate before it, or by the token of forms that they do not carry.
REFUSED = {302, 400, 403, 404, 405}
UNKNOWN_METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "LIST")
OVERRIDE = {
    "X-HTTP-Method-Override": "DELETE",
    "X-Method-Override": "PUT",
    "X-HTTP-Method": "PATCH",
}


def variants(address: str) -> Iterator[str]:
    """The same row, asked for otherwise."""
    bare = address.rstrip("/")
    for ending in (".json", ".csv", ".xml", ".pdf", ".xlsx", "/.", "/..;/", "%2e/", "%00", "//"):
        yield f"{bare}{ending}"
    for query in ("format=json", "format=csv", "_method=DELETE", "debug=1", "fields=__all__"):
        yield f"{address}?{query}"
    yield f"/{address}"
    yield address.replace("/", "//")[1:]
    yield f"/../..{address}"
    yield address.upper()


@dataclass(frozen=True, slots=True)
class Asker:
    """An agent, the browser in which they signed in, and the page that they ask for."""

    agent: str
    client: Client
    address: str


def askers(world: World, name: str, *, strict: bool = False) -> list[Asker]:
    """Who reads one of these rows, with a row of somebody else; then nobody in particular."""
    agent, target = reader_of(world, name)
    unseen = [row for row in targets(world, agent, name) if not row.in_sight]
    client = browser(world, agent, strict=strict)
    nobody = browser(world, ANONYMOUS, strict=strict)
    return [
        Asker(agent, client, addresses(name, target)[0]),
        Asker(agent, client, addresses(name, unseen[0] if unseen else target)[0]),
        Asker(ANONYMOUS, nobody, addresses(name, target)[0]),
    ]


def check(world: World, agent: str, name: str, response: TestResponse) -> None:
    """Nothing is told that the page would not tell this agent."""
    told = allowed(world, agent) if PAGES[name].names else set()
    assert said_in(world, response) <= told
    assert said_aside(world, response) == set()


@pytest.mark.parametrize("name", PAGES)
def test_ac20_no_other_method_is_wider_than_the_page(world: World, name: str) -> None:
    known = askers(world, name, strict=True)
    before = everything()
    for asker in known:
        for method in UNKNOWN_METHODS:
            response = asker.client.generic(method, asker.address, data="version=0")

            assert response.status_code in REFUSED, (method, asker.address)
            assert said_in(world, response) == set()
        check_head(world, asker, name)
    assert everything() == before


def check_head(world: World, asker: Asker, name: str) -> None:
    """HEAD is refused, or answers as GET without a body; OPTIONS tells methods, and of no row."""
    page, head = asker.client.get(asker.address), asker.client.head(asker.address)
    options = asker.client.options(asker.address)

    assert head.status_code in {405, page.status_code}
    assert head.content == b""
    check(world, asker.agent, name, head)
    assert said_in(world, options) == set()


HTML = "text/html; charset=utf-8"
# The pages that answer a GET with a file: published figures.
FILES = {
    "indicators:bulletin_file": "text/csv; charset=utf-8",
    "indicators:report_file": ODT_TYPE,
    "casework:calendar_feed": "text/calendar; charset=utf-8",
}


@pytest.mark.parametrize("name", PAGES)
def test_ac20_no_other_form_of_an_address_is_wider_than_the_page(world: World, name: str) -> None:
    known = askers(world, name)
    before = everything()
    for asker in known:
        page = asker.client.get(asker.address)
        for variant in variants(asker.address):
            response = asker.client.get(variant)

            assert response.status_code in {200, 301, *REFUSED}, variant
            check(world, asker.agent, name, response)
            if response.status_code == 200:
                # Only what this agent reads anyway, in its only format.
                assert page.status_code == 200
                assert response.headers["Content-Type"] == FILES.get(name, HTML)
        overridden = asker.client.get(asker.address, headers=OVERRIDE)
        assert overridden.status_code == page.status_code
        check(world, asker.agent, name, overridden)
    assert everything() == before
