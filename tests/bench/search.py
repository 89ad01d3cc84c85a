"""Searching 5,000 persons of a tenant, against the same reading without decryption (U-06, P14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from time import process_time

from casework.likeness import Seeker, Wanted
from casework.models import YoungPerson
from casework.search import duplicates, find
from casework.services.people import create_person, fingerprint
from confidentiality.choices import Role
from tests.bench.report import Figure
from tests.casework import factories as people
from tests.casework.corpus import mistyped, population
from tests.veille import factories

PERSONS, ROUNDS, SEED = 5000, 9, 20261126


def run() -> Iterator[Figure]:
    """A search and a check of duplicates; the plain scan that bounds them; the exact index."""
    rng = Random(SEED)  # noqa: S311 (names, no secret)
    place = factories.cellule()
    known = population(PERSONS, rng)
    for who in known:
        person = create_person(
            tenant_id=place.collectivite_id, identity=who, commune=place.collectivite.seat
        )
        people.case(place, young_person=person)
    actor = factories.agent(Role.COORDONNATEUR, place)
    slip = mistyped(known[0], rng)
    wanted = Wanted(slip.last_name, slip.first_name, slip.birth_date)
    asked = people.young_person(place)
    tenant = place.collectivite_id

    def plain() -> None:
        """The same comparisons, the same number of rows read, nothing decrypted."""
        seeker = Seeker(wanted)
        rows = YoungPerson.objects.in_tenant(tenant).select_related("key")
        list(rows.only("commune_id", "key__epoch", "key__wrapped", "key__sealed_at"))
        for each in known:
            seeker.compare(each.last_name, each.first_name, each.birth_date)

    def exact() -> None:
        list(YoungPerson.objects.in_tenant(tenant).filter(likeness=fingerprint(tenant, slip)))

    searching, checking, scanning, indexed = _alternated(
        lambda: find(actor, wanted),
        lambda: duplicates(actor, asked, place.pk),
        plain,
        exact,
    )
    yield Figure("search.persons", searching, "ms", scanning, goal=0.50)
    yield Figure("search.duplicates", checking, "ms", scanning, goal=0.50)
    yield Figure("search.cpu", searching, "ms", goal=500, at_most=True)
    yield Figure("search.exact", indexed, "ms", goal=10, at_most=True)


def _alternated(*asks: Callable[[], object]) -> list[float]:
    """The median of each, in milliseconds of this process; by turns, for they share the noise."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(ROUNDS):
        for ask, spent in zip(asks, times, strict=True):
            started = process_time()
            ask()
            spent.append((process_time() - started) * 1000)
    return [median(spent) for spent in times]
