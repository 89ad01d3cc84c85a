"""AC-36: whatever breaks, and wherever, the page that says so is plain and names nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.matrix.crawl import addresses, allowed, browser, reader_of, said_in
from tests.matrix.expected import PAGES
from tests.matrix.world import FREE, World

pytestmark = pytest.mark.django_db

WORDS_OF_THE_DATABASE = "canceling statement due to statement timeout"
# What a developer reads in an error page, and an agent never does.
_INSIDE = re.compile(
    r"Traceback|OperationalError|SELECT|INSERT|confidentiality_|casework_|/site-packages/|Django",
)


class Breaking:
    """Lets ``after`` statements through, then fails like a database that gives up."""

    def __init__(self, after: int) -> None:
        self.after, self.asked = after, 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.asked += 1
        if self.asked > self.after:
            raise OperationalError(WORDS_OF_THE_DATABASE)
        return execute(*arguments)


@contextmanager
def breaking(after: int) -> Iterator[Breaking]:
    breaker = Breaking(after)
    with connection.execute_wrapper(breaker):
        yield breaker


def points(client: Client, address: str) -> set[int]:
    """Where to break: at once, half-way, and at the last statement but one."""
    with breaking(after=10_000) as counted:
        client.get(address)
    return {0, counted.asked // 2, max(0, counted.asked - 2)}


@pytest.mark.parametrize("name", PAGES)
def test_ac36_a_database_that_gives_up_names_nobody(
    world: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    agent, target = reader_of(world, name)
    client = browser(world, agent)
    client.raise_request_exception = False
    address = addresses(name, target)[0]
    for after in points(client, address):
        with breaking(after):
            response = client.get(address)

        body = response.content.decode()
        # A page may need none of what broke; a session that is not saved is over (400); pages that
        # only take forms refuse first.
        assert response.status_code in {200, 302, 400, 405, 500, 503}
        if response.status_code >= 400:
            assert said_in(world, response) == set()
            assert not _INSIDE.search(body)
            assert WORDS_OF_THE_DATABASE not in body
        if response.status_code >= 500:
            assert re.search(r"<strong>[0-9a-f]{12}</strong>", body)
    assert world.aviary.heard_in(caplog.text) == set()
    assert WORDS_OF_THE_DATABASE not in caplog.text
    assert address not in caplog.text or address == "/"


@pytest.mark.parametrize("name", ["casework:case_detail", "casework:case_list"])
def test_a_page_that_reads_a_name_does_fail_when_the_database_does(world: World, name: str) -> None:
    """Or the test above would prove nothing."""
    agent, target = reader_of(world, name)
    client = browser(world, agent)
    client.raise_request_exception = False
    address = addresses(name, target)[0]

    statuses = set()
    for after in points(client, address):
        with breaking(after):
            statuses.add(client.get(address).status_code)
    assert statuses & {500, 503}


BROKEN_REQUESTS: dict[str, tuple[dict[str, Any], set[int]]] = {
    "a host that is not ours": ({"headers": {"host": "ailleurs.exemple"}}, {400}),
    "a cookie cut short": ({"headers": {"cookie": "sessionid=%00%ff"}}, {302}),
    "a form that is no form": (
        {"data": b"\x00\xff{", "content_type": "multipart/form-data; boundary=x"},
        {200, 400, 403},
    ),
    "another charset": (
        {"data": b"a=%ff", "content_type": "application/x-www-form-urlencoded; charset=utf-7"},
        {200, 302, 400, 403},
    ),
    "a body too large": (
        {
            "data": b"a=" + b"x" * 3_000_000,
            "content_type": "application/x-www-form-urlencoded",
        },
        {400, 413},
    ),
}


@pytest.mark.parametrize("what", BROKEN_REQUESTS)
def test_ac36_a_request_that_is_broken_is_refused_in_plain_words(world: World, what: str) -> None:
    client = browser(world, "coordonnateur")
    client.raise_request_exception = False
    address = f"/situations/{world.nord.case(FREE).reference}/suspendre/"
    arguments, statuses = BROKEN_REQUESTS[what]

    response = client.post(address, **arguments)

    assert response.status_code in statuses
    assert said_in(world, response) <= allowed(world, "coordonnateur")
    assert not _INSIDE.search(response.content.decode())
