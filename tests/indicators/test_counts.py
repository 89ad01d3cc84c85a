"""Each count of institutions, proven on a handful of rows."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from confidentiality.choices import CharteState
from indicators import counts
from indicators.counts import Covering, Institutions, Territory
from tests.veille import factories
from veille.choices import OrganisationKind
from veille.models import Arrondissement, Cddf, Collectivite, ParquetProtocol

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def _institutions(on: date = TODAY) -> Institutions:
    return counts.territory(on).total


def test_a_cellule_counts_from_its_creation_until_it_closes() -> None:
    factories.cellule(created_on=date(2026, 3, 1), closed_on=date(2026, 9, 1))

    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))

    assert [_institutions(day).cellules for day in days] == [0, 1, 1, 0]


def test_the_share_of_chartes_is_that_of_active_cellules() -> None:
    factories.cellule()
    factories.cellule()
    for state in (CharteState.PROJET, CharteState.ADOPTEE):
        factories.charte_of(factories.cellule(charte=False), state=state)
    factories.cellule(closed_on=date(2026, 9, 1))

    assert _institutions().charte_share.detail == "2 sur 4"
    assert str(_institutions().charte_share) == "50\u202f%"


def test_a_charte_counts_on_the_day_it_enters_into_force_and_not_on_the_day_it_ends() -> None:
    place = factories.cellule(charte=False)
    charte = factories.charte_of(
        place, state=CharteState.REMPLACEE, since=datetime(2026, 3, 1, 22, tzinfo=UTC)
    )
    charte.replaced_at = datetime(2026, 9, 1, 8, tzinfo=UTC)
    charte.save()

    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))

    assert [_institutions(day).cellules_with_charte for day in days] == [0, 1, 1, 0]


def test_a_charte_replaced_by_the_next_counts_once() -> None:
    place = factories.cellule(charte=False)
    change = datetime(2026, 9, 1, 8, tzinfo=UTC)
    old = factories.charte_of(
        place, state=CharteState.REMPLACEE, since=datetime(2026, 3, 1, tzinfo=UTC)
    )
    old.replaced_at = change
    old.save()
    factories.charte_of(place, number=2, since=change)

    assert _institutions(date(2026, 9, 1)).charte_share.detail == "1 sur 1"


@pytest.fixture
def epci() -> Collectivite:
    """An EPCI of three communes, one of which is in another arrondissement than its seat."""
    here = Arrondissement.objects.create(code="621", name="Arras", departement="62")
    there = Arrondissement.objects.create(code="627", name="Lens", departement="62")
    seat = factories.commune("Siège", arrondissement=here, population=30_000)
    near = factories.commune("Voisine", arrondissement=here, population=5_000)
    far = factories.commune("Lointaine", arrondissement=there, population=10_000)
    factories.commune("Seule", arrondissement=here, population=65_000)
    return factories.collectivite(seat, near, far)


def _in(territory: Territory, name: str) -> Institutions:
    return next(place.institutions for place in territory.places if place.name == name)


def test_an_instance_covers_each_commune_in_its_own_arrondissement(epci: Collectivite) -> None:
    factories.instance(epci)

    territory = counts.territory(TODAY)
    arras, lens = _in(territory, "Arras"), _in(territory, "Lens")

    assert (arras.cispds, arras.clspds, lens.instances) == (1, 0, 0)
    assert arras.commune_coverage.detail == "2 sur 3"
    assert str(arras.inhabitant_coverage) == "35\u202f%"
    assert lens.commune_coverage.detail == "1 sur 1"
    assert str(territory.total.inhabitant_coverage) == "41\u202f%"


def test_a_commune_covered_twice_counts_once(epci: Collectivite) -> None:
    factories.instance(epci)
    factories.instance(factories.collectivite(epci.seat))

    total = _institutions()

    assert (total.clspds, total.cispds, total.instances) == (1, 1, 2)
    assert (total.covered_communes, total.covered_inhabitants) == (3, 45_000)


def test_an_instance_covers_nothing_before_it_is_created(epci: Collectivite) -> None:
    factories.instance(epci)

    before = _institutions(date(2023, 8, 31))

    assert (before.instances, before.covered_communes, before.covered_inhabitants) == (0, 0, 0)
    assert _institutions(date(2023, 9, 1)).covered_communes == 3


def test_a_cddf_covers_the_inhabitants_of_its_commune(epci: Collectivite) -> None:
    Cddf.objects.create(
        collectivite=epci,
        commune=epci.communes.get(name="Lointaine"),
        deliberation_reference="2024-12",
        deliberated_on=date(2024, 2, 1),
    )

    assert _institutions(date(2024, 1, 31)).cddfs == 0
    territory = counts.territory(TODAY)
    assert (_in(territory, "Arras").cddfs, _in(territory, "Lens").cddfs) == (0, 1)
    assert territory.total.cddf_coverage.detail == "10\u202f000 sur 110\u202f000"


def test_a_commune_named_by_two_protocols_counts_once_while_one_is_in_force(
    epci: Collectivite,
) -> None:
    parquet = factories.organisation(OrganisationKind.PARQUET)
    for until in (date(2026, 7, 1), None):
        protocol = ParquetProtocol.objects.create(
            collectivite=epci,
            parquet=parquet,
            reference="P-1",
            signed_on=date(2026, 2, 1),
            until=until,
        )
        protocol.communes.set([epci.seat])
    protocol.communes.add(epci.communes.get(name="Voisine"))

    assert _institutions(date(2026, 1, 31)).protocol_communes == 0
    assert _institutions(date(2026, 6, 30)).protocol_coverage.detail == "2 sur 4"
    ParquetProtocol.objects.filter(until=None).update(until=date(2026, 7, 1))
    assert _institutions(date(2026, 7, 1)).protocol_communes == 0


def test_an_arrondissement_without_anything_is_still_a_line() -> None:
    Arrondissement.objects.create(code="624", name="Montreuil", departement="62")

    territory = counts.territory(TODAY)

    assert _in(territory, "Montreuil") == Institutions()
    assert str(territory.total.charte_share) == "sans objet"
    assert territory.name == "Département 62"


def test_arrondissements_come_in_french_order() -> None:
    for code, name in (("623", "Boulogne-sur-Mer"), ("622", "Béthune"), ("621", "Arras")):
        Arrondissement.objects.create(code=code, name=name, departement="62")

    names = [place.name for place in counts.territory(TODAY).places]

    assert names == ["Arras", "Béthune", "Boulogne-sur-Mer"]


def test_several_departements_are_named() -> None:
    Arrondissement.objects.create(code="594", name="Douai", departement="59")
    Arrondissement.objects.create(code="624", name="Montreuil", departement="62")

    assert counts.territory(TODAY).name == "Départements 59, 62"
    assert Territory(()).name == "Territoire non chargé"


def test_the_territory_costs_as_many_queries_however_large(
    epci: Collectivite, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        factories.cellule()

    with django_assert_num_queries(5):
        counts.territory(TODAY)


def test_the_communes_of_a_map_are_those_that_have_it_on_a_day(epci: Collectivite) -> None:
    factories.cellule(tenant=epci, created_on=date(2026, 3, 1), closed_on=date(2026, 9, 1))
    protocol = ParquetProtocol.objects.create(
        collectivite=epci,
        parquet=factories.organisation(OrganisationKind.PARQUET),
        reference="P-1",
        signed_on=date(2026, 2, 1),
    )
    protocol.communes.set([epci.seat])

    def covered(by: Covering, on: date = TODAY) -> dict[str, int]:
        return {code: len(found) for code, found in counts.covered_communes(on, by).items()}

    assert covered(Covering.INSTANCE) == {"621": 2, "627": 1}
    assert covered(Covering.PROTOCOLE) == {"621": 1}
    assert covered(Covering.CELLULE) == {}
    assert covered(Covering.CELLULE, date(2026, 8, 31)) == {"621": 2, "627": 1}
