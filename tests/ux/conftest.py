"""The pages of the whole site as their readers receive them: each asked once for a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.matrix.conftest import undone
from tests.matrix.crawl import addresses, ask, browser, readers_of
from tests.matrix.expected import PAGES
from tests.matrix.world import World, build
from tests.ux.received import Received

# Rows of one kind that one reader is shown: their states differ, their page hardly.
_ROWS = 3
_Seen = dict[tuple[str, str], int]


class Reading:
    """Every page of the table of pages, before each of its readers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._clients: dict[str, Client] = {}
        self._read: dict[str, list[Received]] = {}

    def of(self, name: str) -> list[Received]:
        """What this page says, each act of a row once for each reader."""
        if name not in self._read:
            self._read[name] = [] if PAGES[name].post_only else list(self._received(name))
        return self._read[name]

    def _received(self, name: str) -> Iterator[Received]:
        seen: _Seen = {}
        for agent, row in readers_of(self._world, name):
            client = self._clients.setdefault(agent, browser(self._world, agent))
            for address in addresses(name, row):
                act = address.rstrip("/").rpartition("/")[2] if name.endswith("_act") else ""
                seen[agent, act] = seen.get((agent, act), 0) + 1
                if seen[agent, act] > (1 if act else _ROWS):
                    continue
                answer = ask(client, address)
                html = answer.headers.get("Content-Type", "").startswith("text/html")
                if html and answer.content:
                    yield Received(f"{name} {act} ({agent})", answer.content)


@pytest.fixture(scope="module")
def reading(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Reading]:
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(undone())
        yield Reading(build())
