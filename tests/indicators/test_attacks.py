"""A bulletin is attacked again: on its page, from the console, before it is published."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, Refused
from confidentiality.models import JournalEntry
from indicators.choices import PeriodKind
from indicators.models import Bulletin
from indicators.releasing.composing import Composed, _composed
from indicators.releasing.pieces import Year, made
from indicators.services import attacks, bulletins
from tests.indicators.released import SOME, Departement, draft
from tests.veille import factories

pytestmark = pytest.mark.django_db

PAGE = "/indicateurs/bulletins/2025-M01-1/"


@pytest.fixture
def departement() -> Departement:
    """Accounts of January 2025 are frozen; no bulletin yet."""
    found = Departement(cellules=2)
    found.give("2025-01", SOME)
    return found


def exact_figures(year: Year, *, coarser: bool) -> Composed:
    """What nobody should publish: the small counts of a month, as they are."""
    assert not coarser
    pieces = [
        made(year, each, b"", frozenset(), [key for key in year.wanted if key.measure == each])
        for each in year.measures
    ]
    found = _composed(pieces)
    return Composed(found.document, found.report, passed=True, fresh=found.fresh)


def test_the_dpo_attacks_a_bulletin_again_from_its_audit(departement: Departement) -> None:
    row = departement.published("2025-01")
    dpo = factories.signed_in(departement.dpo)
    before = row.audits.get()

    assert f"{PAGE}attaquer/" in dpo.get(f"{PAGE}audit/").content.decode()
    assert "Attaquer ce bulletin" in dpo.get(f"{PAGE}attaquer/").content.decode()
    answer = dpo.post(f"{PAGE}attaquer/", {"version": ""})

    again = row.audits.latest("at")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}audit/")
    assert again.pk != before.pk
    assert again.passed
    assert again.report["matrix"] == before.report["matrix"]
    line = JournalEntry.objects.get(action="bulletin.attack")
    assert line.object_type == "indicators.bulletin"


def test_nobody_else_does(departement: Departement) -> None:
    row = departement.published("2025-01")
    page = factories.signed_in(departement.prefecture).get(f"{PAGE}audit/").content.decode()

    assert "attaquer/" not in page
    with pytest.raises(NotPermitted):
        attacks.attack(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())
    assert row.audits.count() == 1


def test_a_year_is_attacked_from_the_console_only(departement: Departement) -> None:
    row = draft()
    Bulletin.objects.filter(pk=row.pk).update(kind=PeriodKind.YEAR)

    with pytest.raises(Refused, match="bulletin_attack_is_long"):
        attacks.attack(bulletin_id=row.pk, actor=departement.dpo, sent=Sent())


def test_what_was_published_is_attacked_with_what_came_before(
    departement: Departement, capsys: pytest.CaptureFixture[str]
) -> None:
    departement.give("2025-02", SOME)
    departement.published("2025-01")
    second = departement.published("2025-02")

    call_command("indicators", "audit")

    told = capsys.readouterr().out
    assert "Bulletin 2025-M02-1" in told
    # Nine figures, then eighteen; six of them ask for a CDDF, six for a ZSP, and there is none.
    assert "15 chiffres attaqués ; aucun petit groupe" in told
    assert second.audits.count() == 2
    assert JournalEntry.objects.filter(action="bulletin.attack").count() == 1


def test_a_figure_that_is_recovered_fails_the_console_and_stops_the_publication(
    departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletins, "_composed", exact_figures)
    row = departement.agreed(departement.prepared("2025-01"))

    with pytest.raises(CommandError, match=r"rappel\|departement:62\|2025-01") as told:
        call_command("indicators", "audit", row.number)

    assert told.value.returncode == 1
    assert not row.audits.latest("at").passed
    with pytest.raises(Refused, match="bulletin_found_since"):
        bulletins.publish(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())


def test_without_a_publication_there_is_nothing_to_attack(departement: Departement) -> None:
    with pytest.raises(CommandError, match="Aucun bulletin") as told:
        call_command("indicators", "audit")
    assert told.value.returncode == 2
    client = factories.signed_in(factories.agent(Role.MAIRE, departement.cellules[0]))
    assert client.get(f"{PAGE}attaquer/").status_code == 403
