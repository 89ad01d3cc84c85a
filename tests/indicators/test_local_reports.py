"""The reports of a collectivité: its instance, its charte. Institutions and agents in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from confidentiality.choices import Role
from indicators.cell_keys import CellKey
from indicators.choices import ReportKind, TerritoryKind
from indicators.models import Report
from indicators.released import Published
from indicators.releasing.ground import code_of
from indicators.reporting import instance, released
from indicators.services import reports
from notifications import work
from tests.veille import factories
from veille.choices import SeanceKind, SeanceState
from veille.models import Cellule, Seance
from veille.papers.blocks import Paper, Table

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def no_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a PDF looks like is in test_reports."""
    monkeypatch.setattr(reports, "to_pdf", lambda html: b"%PDF-" + html.encode())


@pytest.fixture
def place() -> Cellule:
    return factories.cellule(name="Cellule du Port")


def made(client: Client, kind: ReportKind, year: int = TODAY.year) -> str:
    """The paper of a report that a function has just asked for; its figures only."""
    form = {"kind": kind.value, "year": year}
    address = client.post("/indicateurs/rapports/demander/", form)["Location"]
    assert work.run_due() >= 1
    return re.sub(r"<[^>]+>", " ", client.get(f"{address}lire/").content.decode())


def cells(paper: Paper, caption: str) -> tuple[tuple[str, ...], ...]:
    tables = (each for each in paper.blocks if isinstance(each, Table))
    return next(each.rows for each in tables if each.caption == caption)


def papers() -> Iterator[Paper]:
    yield from (Paper.from_json(each.content) for each in Report.objects.all())


def test_the_coordonnateur_and_the_maire_report_on_their_instance_and_their_charte(
    place: Cellule,
) -> None:
    factories.instance(place.collectivite)
    client = factories.signed_in(factories.agent(Role.COORDONNATEUR, place))

    told = made(client, ReportKind.INSTANCE)

    assert "CLSPD" in told
    assert "Cellule du Port" in told
    assert "Aucun bulletin annuel publié" in told
    maire = factories.signed_in(factories.agent(Role.MAIRE, place))
    assert "bilan annuel" in made(maire, ReportKind.CHARTE)
    page = client.get("/indicateurs/rapports/demander/").content.decode()
    assert "conseil départemental" not in page


def test_meetings_are_those_held_in_the_year_by_formation(place: Cellule) -> None:
    for state in (SeanceState.CLOSE, SeanceState.RELEVE_VALIDE, SeanceState.ANNULEE):
        seance = factories.seance(place)
        Seance.objects.filter(pk=seance.pk).delete()
        Seance.objects.create(
            cellule=place,
            kind=SeanceKind.PLENIERE,
            held_at=timezone.now(),
            place="Mairie",
            state=state,
        )
    paper = instance.compose(place.collectivite, TODAY.year, TODAY)
    before = instance.compose(place.collectivite, TODAY.year - 1, TODAY)

    caption = "Réunions tenues, par formation"
    assert cells(paper, caption) == (("Cellule du Port", "0", "2", "0"),)
    assert cells(before, caption) == (("Cellule du Port", "0", "0", "0"),)


def test_only_the_published_figures_of_its_own_cellules_are_told(
    place: Cellule, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.cellule(tenant=factories.collectivite(), name="Cellule d’ailleurs")
    everywhere = [
        _figure(TerritoryKind.CELLULE, code_of(place), "Cellule du Port", 25),
        _figure(TerritoryKind.CELLULE, code_of(other), "Cellule d’ailleurs", 35),
        _figure(TerritoryKind.DEPARTEMENT, "62", "62", 60),
    ]
    monkeypatch.setattr(released, "published", lambda _: everywhere)

    paper = instance.compose(place.collectivite, TODAY.year, TODAY)

    assert cells(paper, "Jeunes repérés : par cellule") == (("Cellule du Port", "≈ 25"),)
    assert "ailleurs" not in paper.to_json()
    assert "60" not in str(cells(paper, "Jeunes repérés : par cellule"))


def _figure(kind: TerritoryKind, code: str, name: str, value: int) -> Published:
    key = CellKey("repere", kind, code, str(TODAY.year))
    label = f"année {TODAY.year}"
    return Published(key, "Jeunes repérés", kind.label, name, label, "", value, 5, "")


def test_the_review_of_the_charte_counts_agents_exclusions_and_incidents(place: Cellule) -> None:
    maire = factories.agent(Role.MAIRE, place)
    factories.agent(Role.MEMBRE, place)
    late = factories.agent(Role.MEMBRE, place, signed=False)
    out = factories.agent(Role.MEMBRE, place)
    factories.exclusion(maire, place, out.user)
    factories.violation(place)

    told = made(factories.signed_in(maire), ReportKind.CHARTE)

    (paper,) = papers()
    rows = cells(paper, "Signatures à la fin de la période")
    assert rows == (("Cellule du Port", "4", "2", "2", "50\u202f%"),)
    assert "Exclusions décidées dans la période\u202f: 1." in told
    assert "Violations de données détectées dans la période\u202f: 1." in told
    names = (maire.user.last_name, late.user.last_name, out.user.last_name)
    assert [name for name in names if name in told] == []


def test_the_report_of_another_collectivite_is_not_made(place: Cellule) -> None:
    factories.cellule(tenant=factories.collectivite(), name="Cellule d’ailleurs")
    coordinator = factories.agent(Role.COORDONNATEUR, place)
    for kind in (ReportKind.INSTANCE, ReportKind.CHARTE):
        assert "ailleurs" not in made(factories.signed_in(coordinator), kind)
    assert reports.KINDS[Role.COORDONNATEUR] == reports.KINDS[Role.MAIRE]
