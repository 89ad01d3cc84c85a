"""What a list of fifty cases costs because names are encrypted, and because reading leaves a line.

The limits are the same page of the same product: with names already in clear, and without the
journal. Time of the process; on PostgreSQL, that of its server is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from unittest import mock

from django.db import models
from django.test import Client

from casework.services.people import create_person
from casework.views.cases import PAGE_SIZE
from confidentiality import journal
from confidentiality.choices import Role
from confidentiality.fields import EncryptedTextField
from tests.bench.report import Figure
from tests.bench.turns import by_turns
from tests.casework import factories as people
from tests.casework.corpus import population
from tests.veille import factories

ROUNDS, SEED = 41, 20261127
LIST = "/situations/"
_opened = EncryptedTextField.opened
_Cleared = dict[tuple[str, object, str], object]


def run() -> Iterator[Figure]:
    """Milliseconds of the page beside its two limits; 0.55 is the 1.8 times of goal P13."""
    client = _reader()
    names: _Cleared = {}
    with _in_clear(names, learning=True):
        _page(client)
    if len({pk for _, pk, _ in names}) < PAGE_SIZE:
        raise RuntimeError("The page of the benchmark shows fewer names than it should.")

    def plain() -> None:
        with _in_clear(names):
            _page(client)

    def unwritten() -> None:
        with mock.patch.object(journal, "record"):
            _page(client)

    whole, clear, silent = by_turns(ROUNDS, partial(_page, client), plain, unwritten)
    yield Figure("page.encryption", whole, "ms", clear, goal=0.55)
    yield Figure("page.journal", whole, "ms", silent, goal=0.80)


def _reader() -> Client:
    place = factories.cellule()
    for who in population(PAGE_SIZE, Random(SEED)):  # noqa: S311 (names, no secret)
        person = create_person(
            tenant_id=place.collectivite_id, identity=who, commune=place.collectivite.seat
        )
        people.case(place, young_person=person)
    return factories.signed_in(factories.agent(Role.COORDONNATEUR, place))


def _page(client: Client) -> None:
    response = client.get(LIST)
    if response.status_code != 200:
        raise RuntimeError(f"The list answered {response.status_code}.")


def _in_clear(names: _Cleared, *, learning: bool = False) -> mock._patch[Callable[..., object]]:
    """Values taken from a table in memory; while learning, opened and put there."""

    def opened(self: EncryptedTextField[object, object], instance: models.Model) -> object:
        key = (instance._meta.db_table, instance.pk, self.name)
        if learning:
            names[key] = _opened(self, instance)
        return names[key]

    return mock.patch.object(EncryptedTextField, "opened", opened)
