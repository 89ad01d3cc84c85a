"""Nothing that names a young person is written in clear: not in a table, a session or a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from confidentiality.models import PersonKey
from tests.matrix.crawl import addresses, browser, targets
from tests.matrix.expected import PAGES
from tests.matrix.world import World, build

# Committed, so that the file holds what a stolen disk would hold.
pytestmark = pytest.mark.django_db(transaction=True)

READ = ("casework:case_list", "casework:case_detail", "casework:saisine_detail")


@pytest.fixture
def lived() -> World:
    """A world in which somebody worked: pages read, a saisine begun, a représentant added."""
    with transaction.atomic():
        world = build()
    for agent in ("coordonnateur", "maire", "membre"):
        client = browser(world, agent)
        for name in READ:
            seen = [row for row in targets(world, agent, name) if row.in_sight]
            for target in seen[:3] if PAGES[name].sees else (None,):
                assert client.get(addresses(name, target)[0]).status_code == 200
    work(world, browser(world, "coordonnateur"))
    return world


def work(world: World, client: Client) -> None:
    """Type a name that exists nowhere yet."""
    case = world.nord.case("repere")
    address = reverse("casework:case_act", args=[case.reference, "representant"])
    word = world.aviary.invent("nord/repere")
    form = {"quality": "mere", "last_name": word, "first_name": word, "phone": ""}

    assert client.post(address, form).status_code == 302


def dump() -> Iterator[str]:
    """Everything that the database holds, as a thief would read it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            row = "row_to_json(t)::text" if connection.vendor == "postgresql" else "*"
            cursor.execute(f"SELECT {row} FROM {name} t")  # noqa: S608 (names of our own tables)
            yield from (repr(row) for row in cursor.fetchall())
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        for each in file.parent.glob(f"{file.name}*"):
            yield each.read_bytes().decode("latin-1")


def test_i65_no_row_no_session_and_no_file_names_anybody(lived: World) -> None:
    stolen = "\n".join(dump()).casefold()
    sessions = [repr(each.get_decoded()) for each in Session.objects.all()]

    clear = {
        word
        for owner in lived.aviary.owners()
        for word in lived.aviary.words_of(owner)
        # PostgreSQL shows bytes as hexadecimal.
        if word in stolen or word.encode().hex() in stolen
    }
    assert clear == set()
    assert sessions
    assert lived.aviary.heard_in("\n".join(sessions)) == set()
    # What was looked for is there: it only takes the keys to read it.
    assert PersonKey.objects.count() == len(lived.aviary.owners())
