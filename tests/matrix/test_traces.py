"""No name is shown before the trace of its reading is written, nor kept by a browser after."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from confidentiality import journal
from confidentiality.models import JournalEntry
from tests.matrix import expected
from tests.matrix.crawl import (
    Target,
    addresses,
    ask,
    browser,
    reader_of,
    readers_of,
    said_in,
    targets,
)
from tests.matrix.expected import PAGES, TRACED, Gate
from tests.matrix.world import World, every_key

pytestmark = pytest.mark.django_db

NAMED = [name for name, page in PAGES.items() if page.names]
traced_page = pytest.mark.parametrize("name", TRACED)
# Kinds of rows that an agent reads, and by which a trace may name the young person.
_TRACED = (
    "case",
    "rappel",
    "cddf",
    "accompagnement",
    "transaction",
    "follow_up",
    "bilan",
    "saisine",
    "relais",
    "rights",
)


def rows_of(world: World) -> dict[str, set[str]]:
    """For each young person, the identifiers under which the journal may speak of them."""
    found: dict[str, set[str]] = {}
    for kind in _TRACED:
        for place, key, row in every_key(world, kind):
            found.setdefault(f"{place.key}/{key}", set()).add(str(row.pk))
    return found


@pytest.mark.parametrize("name", sorted({*TRACED, *NAMED}))
def test_i61_every_reading_left_a_line(world: World, name: str) -> None:
    """A line « read » of this very hat, which names the row of this very person.

    Shown or not, the name was within reach: the page of one row leaves its line, in the chain of
    its cellule.
    """
    rows, shown = rows_of(world), 0
    cellules = {place.key: place.cellule.pk for place in world.places}
    for agent, target in readers_of(world, name):
        client = browser(world, agent)
        known = JournalEntry.objects.count()

        response = ask(client, addresses(name, target)[0])

        lines = lines_read(world, agent, known)
        told = told_by(lines)
        for owner in {owner for owner, _ in said_in(world, response)}:
            assert rows[owner] & told, f"{agent}: {owner} without a line"
            shown += 1
        if name not in TRACED or response.status_code != 200:
            continue
        assert lines
        if target and PAGES[name].sees != "search":
            assert {line.chain_id for line in lines} == {cellules[target.owner.partition("/")[0]]}
            assert PAGES[name].sees in ("seance", "live") or rows[target.owner] & told
    assert shown or name not in NAMED


def lines_read(world: World, agent: str, known: int) -> list[JournalEntry]:
    """The readings of this hat among the lines written since."""
    hat = world.nord.agents[agent].hat_id
    lines = JournalEntry.objects.order_by("id")[known:]
    return [line for line in lines if (line.outcome, line.hat_id) == ("read", hat)]


def told_by(lines: list[JournalEntry]) -> set[str]:
    """The rows that these lines name."""
    listed = {each for line in lines for each in line.codes.get("objects", [])}
    return listed | {line.object_id for line in lines}


@traced_page
def test_i61_without_a_line_nothing_is_shown(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(**fields: object) -> None:
        raise RuntimeError("the page of the journal is torn")

    asked = [(browser(world, agent), agent, target) for agent, target in readers_of(world, name)]
    monkeypatch.setattr(journal, "record", torn)
    for client, agent, target in asked[:12]:
        client.raise_request_exception = False

        response = client.get(addresses(name, target)[0])

        expected_status = status_without(name, agent, target)
        assert response.status_code == expected_status
        assert said_in(world, response) == set()


def status_without(name: str, agent: str, target: Target | None) -> int:
    """A failure, but where the page redirects before it reads anything of the row."""
    before = ("casework:seance_live_case", "casework:seance_releve")
    if name in before and target:
        answers = expected.ANSWERS.get((name, expected.ROLES[agent]), {})
        if answers.get(target.key) == 302:
            return 302
    return 500


def test_the_name_on_the_screen_of_the_seance_is_asked_for(world: World) -> None:
    agent, name = "coordonnateur", "casework:seance_live_case"
    [target] = [row for row in targets(world, agent, name) if row.owner == "nord/ouverte"]
    [address] = addresses(name, target)
    client, known = browser(world, agent), JournalEntry.objects.count()

    response = client.get(f"{address}?nom=1")

    assert {owner for owner, _ in said_in(world, response)} == {"nord/en_examen"}
    assert "case.show_name" in {line.action for line in lines_read(world, agent, known)}


@pytest.mark.parametrize("name", PAGES)
def test_no_browser_keeps_a_page_nor_runs_what_is_written_in_it(world: World, name: str) -> None:
    page = PAGES[name]
    agent, seen = reader_of(world, name)
    client = browser(world, agent)
    for target in [seen, *targets(world, agent, name)[-1:]]:
        response = client.get(addresses(name, target)[0])

        body, policy = response.content.decode(), response["Content-Security-Policy"]
        if page.gate != Gate.NONE:
            assert "no-store" in response["Cache-Control"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy
        assert not re.search(
            r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", body
        )


def test_a_page_read_by_nobody_may_be_kept() -> None:
    assert "no-store" not in Client().get("/aide/").headers.get("Cache-Control", "")


def test_a_page_that_shows_who_is_signed_in_is_not_kept(world: World) -> None:
    assert "no-store" in browser(world, "membre").get("/aide/")["Cache-Control"]


# --- Default deny -----------------------------------------------------------------------------


@pytest.fixture
def planted(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.matrix.planted_urls"


@pytest.mark.usefixtures("planted")
def test_a_page_that_never_asks_the_policy_is_an_error_here(world: World) -> None:
    with pytest.raises(ImproperlyConfigured, match="planted"):
        browser(world, "coordonnateur").get("/page-oubliee/")


@pytest.mark.usefixtures("planted")
def test_a_page_that_never_asks_the_policy_is_refused_in_production(
    world: World, settings: Settings
) -> None:
    settings.JALON_STRICT_POLICY = False

    response = browser(world, "coordonnateur").get("/page-oubliee/")

    assert response.status_code == 403
    assert said_in(world, response) == set()
