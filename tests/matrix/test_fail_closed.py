"""The journal takes no line: no page is read, no list, nothing is done, nobody is named.

The fault is in the database itself, on both of them: a trigger that refuses each new line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from confidentiality import journal
from confidentiality.errors import JournalUnavailable
from confidentiality.models import JournalEntry
from tests.matrix.crawl import addresses, browser, everything, readers_of, said_in
from tests.matrix.expected import TRACED
from tests.matrix.test_traces import status_without
from tests.matrix.world import FREE, World

pytestmark = pytest.mark.django_db

ENTRY = "confidentiality_journalentry"
TORN = {
    "sqlite": (
        f"""CREATE TRIGGER journal_torn BEFORE INSERT ON {ENTRY}
            BEGIN SELECT RAISE(ABORT, 'torn'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION journal_torn() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'torn'; END $$""",
        f"""CREATE TRIGGER journal_torn BEFORE INSERT ON {ENTRY}
            FOR EACH ROW EXECUTE FUNCTION journal_torn()""",
    ),
}
MENDED = {
    "sqlite": ("DROP TRIGGER journal_torn",),
    "postgresql": ("DROP FUNCTION journal_torn() CASCADE",),
}


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def torn() -> Iterator[None]:
    """Each new line is refused by the database."""
    # PostgreSQL alters nothing while a foreign key remains to be checked.
    connection.check_constraints()
    execute(*TORN[connection.vendor])
    try:
        yield
    finally:
        execute(*MENDED[connection.vendor])


@pytest.mark.parametrize("name", TRACED)
def test_i61_a_page_or_a_list_without_its_line_is_a_503_that_names_nobody(
    world: World, name: str
) -> None:
    asked = [(browser(world, agent), agent, target) for agent, target in readers_of(world, name)]
    known = JournalEntry.objects.count()
    with torn():
        for client, agent, target in asked[:4]:
            response = client.get(addresses(name, target)[0])

            if status_without(name, agent, target) == 302:
                assert response.status_code == 302
                continue
            assert response.status_code == 503
            assert said_in(world, response) == set()
            assert re.search(r"<strong>[0-9a-f]{12}</strong>", response.content.decode())
            assert response["Retry-After"] == "60"
    assert JournalEntry.objects.count() == known


def suspension() -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=30)
    return {
        "version": "0",
        "cle": str(uuid4()),
        "code": "attente_entree_dispositif",
        "review_on": f"{day:%d/%m/%Y}",
    }


def test_an_act_without_its_line_is_a_503_that_changes_nothing(world: World) -> None:
    case = world.nord.case(FREE)
    client = browser(world, "coordonnateur")
    address = f"/situations/{case.reference}/suspendre/"
    before = everything()
    with torn():
        response = client.post(address, suspension())

    assert response.status_code == 503
    assert said_in(world, response) == set()
    assert everything() == before


def test_that_very_form_is_accepted_once_the_journal_is_mended(world: World) -> None:
    """Or the test above would prove nothing."""
    case = world.nord.case(FREE)
    client = browser(world, "coordonnateur")
    with transaction.atomic():
        response = client.post(f"/situations/{case.reference}/suspendre/", suspension())
        case.refresh_from_db()
        state = case.state
        transaction.set_rollback(True)

    assert (response.status_code, state) == (302, "suspendu")


def test_a_refusal_that_leaves_no_line_is_a_503(world: World) -> None:
    """A hidden case, a page of another function: the attempt itself must be told."""
    client = browser(world, "membre")
    hidden = world.ailleurs.case("inscrit").reference
    with torn():
        for address in (f"/situations/{hidden}/", "/protection/acces/"):
            response = client.get(address)

            assert response.status_code == 503
            assert said_in(world, response) == set()


def test_a_form_shown_again_with_its_reasons_leaves_its_line_or_is_a_503(world: World) -> None:
    """The page would show the name: its answer is replaced, not only its line forgotten."""
    case = world.nord.case(FREE)
    client = browser(world, "coordonnateur")
    stale = {**suspension(), "version": "99"}
    with torn():
        response = client.post(f"/situations/{case.reference}/suspendre/", stale)

    assert response.status_code == 503
    assert said_in(world, response) == set()


def test_nobody_signs_in_without_a_line(world: World) -> None:
    email = world.nord.agents["membre"].user.email
    with torn():
        response = browser(world, "anonyme").post(
            "/connexion/", {"email": email, "password": "faux"}
        )

    assert response.status_code == 503


def test_the_words_of_the_database_go_no_further(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with torn(), pytest.raises(JournalUnavailable) as error, transaction.atomic():
        journal.record(actor=None, action="case.view", chain_id=journal.HOUSE)

    assert error.value.__cause__ is None
    assert "torn" not in f"{error.value}{caplog.text}"
