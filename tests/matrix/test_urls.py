"""Each address of the site, before each agent: what it answers, and what it never says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.faces import face
from tests.matrix import expected
from tests.matrix.crawl import (
    AGENT_OF,
    Target,
    addresses,
    allowed,
    ask,
    browser,
    letter,
    patterns,
    reader_of,
    said_aside,
    said_in,
    targets,
)
from tests.matrix.expected import AGENTS, PAGES, Gate, Page
from tests.matrix.world import World
from tests.veille.factories import confirmed

pytestmark = pytest.mark.django_db

each_agent = pytest.mark.parametrize("agent", AGENTS)
each_page = pytest.mark.parametrize("name", PAGES)


def test_every_address_is_in_the_table() -> None:
    """A new page is written in the table on the day it is written."""
    assert {name for name, _ in patterns()} == set(PAGES)


def status_of_gate(page: Page, agent: str) -> tuple[int, str] | None:
    """What stops this agent before the page is asked anything; None for nothing."""
    if page.gate == Gate.NONE:
        return None
    if agent == expected.ANONYMOUS:
        return 302, reverse("login")
    if agent in expected.WITHOUT_HAT and page.gate != Gate.SIGN_IN:
        return 302, reverse("choose_hat")
    if agent in expected.UNSIGNED and page.gate == Gate.CHARTE:
        return 302, reverse("veille:charte_list")
    return None


def status_of(name: str, agent: str, target: Target | None) -> tuple[int, str]:
    """The expected answer to a GET, and the start of the address it leads to."""
    page = PAGES[name]
    stopped = status_of_gate(page, agent)
    if stopped:
        return stopped
    if page.post_only:
        return 405, ""
    if name == "login" and agent == expected.ANONYMOUS:
        return 200, ""
    role = letter(agent)
    if page.gate not in (Gate.NONE, Gate.SIGN_IN) and role not in page.roles:
        return page.refused, ""
    if target and not target.in_sight:
        return 404, ""
    if page.leads_to:
        return 302, page.leads_to
    if name == "veille:cellule_list" and role == "K":
        return 302, "/cellule/"
    answers = expected.ANSWERS.get((name, agent)) or expected.ANSWERS.get((name, role), {})
    return answers.get(target.key if target else "", 200), ""


@each_agent
@each_page
def test_the_answer_is_that_of_the_table(world: World, agent: str, name: str) -> None:
    client, told = browser(world, agent), allowed(world, agent)
    rows = some_of(targets(world, agent, name), agent, name) or [None]
    faces = set()
    for target in rows:
        # The row is read before the act is looked for: out of sight, one act stands for all.
        for address in addresses(name, target, slugs=None if target and target.in_sight else 1):
            response = ask(client, address)

            status, leads_to = status_of(name, agent, target)
            slug = address.rstrip("/").rpartition("/")[2]
            if slug in expected.ELSEWHERE and status == 200:
                status = 302
            named = PAGES[name].names or slug in expected.NAMED_ACTS
            assert (response.status_code, address) == (status, address)
            assert response.headers.get("Location", "").startswith(leads_to)
            assert said_in(world, response) <= (told if named else set())
            assert said_aside(world, response) == set()
            if target and not target.in_sight:
                faces.add(face(response))
    # A row of somebody else and one that never was: the same answer to the letter.
    assert len(faces) <= 1 or status_of_gate(PAGES[name], agent)


def some_of(rows: list[Target], agent: str, name: str) -> list[Target | None]:
    """Every row in sight in « nord », a few elsewhere; a few out of sight, one that never was.

    The page of an act reads its row as the page of the row does: one of each is enough.
    """
    acts, stopped = name in expected.ACTS, status_of_gate(PAGES[name], agent)
    seen, unseen = (1, 1) if acts or stopped else (len(rows), 2)
    if not acts and any(row.in_sight for row in rows):
        # Somebody who reads some of these rows is the one who might read the next.
        unseen = len(rows)
    kept: dict[tuple[str, bool], list[Target | None]] = {}
    for row in rows:
        same = kept.setdefault((row.owner.partition("/")[0], row.in_sight), [])
        home = row.owner.startswith("nord/")
        most = (seen if home else min(seen, 3)) if row.in_sight else (unseen if home else 1)
        if len(same) < most:
            same.append(row)
    return [row for same in kept.values() for row in same]


def test_ac26_ac30_what_opens_or_leaves_asks_for_the_password_again(world: World) -> None:
    """These pages and no other, whoever the reader is and whether the row exists or not."""
    asked = set()
    for name, page in PAGES.items():
        for role in page.roles:
            agent = AGENT_OF[role]
            client = confirmed(browser(world, agent), timezone.now() - timedelta(minutes=6))
            rows: list[Target | None] = [*targets(world, agent, name)] or [None]
            for address in {addresses(name, row, slugs=1)[0] for row in (rows[0], rows[-1])}:
                if client.get(address).headers.get("Location", "").startswith("/identite/"):
                    asked.add((name, role))

    of_the_table = {name: page.roles for name, page in PAGES.items() if page.fresh}
    assert asked == {(name, role) for name, roles in of_the_table.items() for role in roles}


NAMED_LISTS = {
    "coordonnateur": ("casework:case_list", "nord/repere"),
    "maire": ("casework:case_list", "sud/repere"),
    "membre": ("casework:case_list", "nord/inscrit"),
}


@pytest.mark.parametrize("agent", NAMED_LISTS)
def test_those_who_may_read_a_name_do(world: World, agent: str) -> None:
    """Or the rest of this module would prove nothing."""
    name, owner = NAMED_LISTS[agent]

    response = browser(world, agent).get(reverse(name))

    assert owner in {whose for whose, _ in said_in(world, response)}


def test_an_unknown_act_does_not_exist(world: World) -> None:
    for name in expected.ACTS:
        agent, target = reader_of(world, name)
        client = browser(world, agent)
        address = reverse(name, args=[*(target.arguments if target else ()), "acte-inconnu"])

        response = client.post(address) if PAGES[name].post_only else client.get(address)

        assert response.status_code == 404


def test_i65_a_superuser_opens_no_page_of_a_case(world: World) -> None:
    """Neither through an address typed by hand nor through the grant they gave themselves."""
    client = browser(world, "superuser")
    for target in targets(world, "superuser", "casework:case_detail"):
        response = client.get(reverse("casework:case_detail", args=target.arguments), follow=True)

        assert said_in(world, response) == set()
