"""Institutions of two arrondissements over a year, counted by hand: exact, at any day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from confidentiality.models import Charte
from indicators import counts
from indicators.counts import Institutions
from tests.indicators.departement import rows
from tests.veille import factories
from veille.choices import SeanceKind, SeanceState
from veille.models import Arrondissement, Cellule, Instance

pytestmark = pytest.mark.django_db

# Whose cellule, formation, state, when (UTC).
MEETINGS = """
cispd   pleniere   close          2025-10-15T08:00
cispd   groupe     releve_valide  2026-01-20T08:00
cispd   groupe     close          2026-10-31T23:30
cispd   pleniere   annulee        2026-11-10T08:00
cispd   restreinte close          2026-11-30T22:59
clspd   groupe     close          2026-10-12T08:00
clspd   pleniere   close          2026-11-12T08:00
clspd   pleniere   convoquee      2026-12-12T08:00
"""
# First day, last day, then for Arras (the CISPD) and Lens (the CLSPD): meetings, active, created.
EXPECTED = """
2026-10-01 2026-10-31   0 0 0   1 0 1
2026-11-01 2026-11-30   2 0 0   1 1 0
2026-10-01 2026-12-31   2 0 0   2 1 1
2026-01-01 2026-12-31   3 0 0   2 1 1
2025-10-01 2025-12-31   1 1 0   0 0 0
2026-10-01 2026-10-14   0 1 0   1 0 1
"""


@pytest.fixture
def places() -> dict[str, Cellule]:
    """A CISPD over communes of two arrondissements, seated in Arras; a CLSPD created in October."""
    arras = Arrondissement.objects.create(code="621", name="Arras", departement="62")
    lens = Arrondissement.objects.create(code="627", name="Lens", departement="62")
    seat = factories.commune("Siège", arrondissement=arras, population=40_000)
    far = factories.commune("Lointaine", arrondissement=lens, population=10_000)
    town = factories.commune("Ville", arrondissement=lens, population=30_000)
    factories.commune("Seule", arrondissement=arras, population=60_000)
    cispd, clspd = factories.collectivite(seat, far), factories.collectivite(town)
    made = {"cispd": factories.cellule(tenant=cispd), "clspd": factories.cellule(tenant=clspd)}
    Instance.objects.filter(collectivite=clspd).update(created_on=date(2026, 10, 5))
    for name, kind, state, when in rows(MEETINGS):
        held = datetime.fromisoformat(when).replace(tzinfo=UTC)
        opened = held if state != "convoquee" else None
        factories.seance(
            made[name],
            kind=SeanceKind(kind),
            state=SeanceState(state),
            held_at=held,
            opened_at=opened,
        )
    return made


def there(on: date, since: date | None = None) -> tuple[Institutions, Institutions]:
    found = {each.code: each.institutions for each in counts.territory(on, since).places}
    return found["621"], found["627"]


@pytest.mark.parametrize("row", [*rows(EXPECTED)], ids=lambda row: "-".join(row[:2]))
def test_meetings_activity_and_creations_are_those_counted_by_hand(
    places: dict[str, Cellule], row: list[str]
) -> None:
    first, last = (date.fromisoformat(each) for each in row[:2])

    found = [
        number
        for each in there(last, first)
        for number in (each.meetings, each.active_instances, each.new_instances)
    ]

    assert found == [int(each) for each in row[2:]]


def test_the_share_of_the_active_is_that_of_those_created(places: dict[str, Cellule]) -> None:
    arras, lens = there(date(2026, 12, 31))

    assert (arras.active_share.detail, lens.active_share.detail) == ("0 sur 1", "1 sur 1")
    assert (arras + lens).active_share.detail == "1 sur 2"


def test_a_plenary_counts_for_twelve_months_and_no_day_more(places: dict[str, Cellule]) -> None:
    days = (date(2026, 10, 14), date(2026, 10, 15))

    assert [there(day)[0].active_instances for day in days] == [1, 0]


def test_coverage_follows_each_commune_and_the_seat_keeps_the_instance(
    places: dict[str, Cellule],
) -> None:
    arras, lens = there(date(2026, 12, 31))

    assert (arras.instances, arras.commune_coverage.detail) == (1, "1 sur 2")
    assert (lens.instances, lens.commune_coverage.detail) == (1, "2 sur 2")
    assert arras.inhabitant_coverage.detail == "40\u202f000 sur 100\u202f000"
    assert lens.inhabitant_coverage.detail == "40\u202f000 sur 40\u202f000"


def test_chartes_are_those_of_the_cellules_of_the_seat(places: dict[str, Cellule]) -> None:
    Charte.objects.filter(circle=places["clspd"].pk).delete()

    arras, lens = there(date(2026, 12, 31))

    assert (arras.charte_share.detail, lens.charte_share.detail) == ("1 sur 1", "0 sur 1")
