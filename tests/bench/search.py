"""Searching 5,000 persons of a tenant, against the same reading without decryption (U-06, P14)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from casework.likeness import Seeker, Wanted
from casework.models import YoungPerson
from casework.search import duplicates, find
from casework.services.people import create_person, fingerprint
from confidentiality.choices import Role
from tests.bench.report import Figure
from tests.bench.turns import by_turns
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

    searching, checking, scanning, indexed = by_turns(
        ROUNDS,
        lambda: find(actor, wanted),
        lambda: duplicates(actor, asked, place.pk),
        plain,
        exact,
    )
    yield Figure("search.persons", searching, "ms", scanning, goal=0.50)
    yield Figure("search.duplicates", checking, "ms", scanning, goal=0.50)
    yield Figure("search.cpu", searching, "ms", goal=500, at_most=True)
    yield Figure("search.exact", indexed, "ms", goal=10, at_most=True)
