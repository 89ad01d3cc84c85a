"""A published bulletin is corrected by a new version: nothing is drawn, nothing is forgotten."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, NotVisible
from confidentiality.models import JournalEntry
from confidentiality.release_keys import is_signed
from indicators import released
from indicators.choices import BulletinState, PeriodKind
from indicators.models import Bulletin, Publication, ReleasedValue, Withdrawal
from indicators.periods import AccountPeriod
from indicators.releasing import composing
from indicators.releasing.correcting import Correction
from indicators.releasing.figures import sentences
from indicators.services import attacks, bulletins, corrections, publishing
from indicators.verify import read, report
from tests.indicators.released import SOME, Departement, corrected
from tests.refused import refused_with
from tests.veille import factories

pytestmark = pytest.mark.django_db

LINE = "repere|departement:62|2025-01"
OTHER = "suivi|departement:62|2025-01"
TAKEN = Correction(frozenset({LINE}), "calcul")
SAID = Correction(about="definition", words="Un jeune repéré est compté une fois par année 2025.")


@pytest.fixture(scope="module")
def departement(django_db_setup: None, django_db_blocker: Any) -> Iterator[Departement]:
    """January and February 2025 are published; the accounts of March are frozen.

    Published once for the module, then rolled back.
    """
    around = transaction.atomic()
    # As for every other test: what must be outermost elsewhere may be nested here.
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), around:
        made = Departement(cellules=2)
        for month in ("2025-01", "2025-02", "2025-03"):
            made.give(month, SOME)
        made.published("2025-01")
        made.published("2025-02")
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def january(departement: Departement) -> Bulletin:
    return Bulletin.objects.get(number="2025-M01-1")


def propose(departement: Departement, row: Bulletin, correction: Correction = TAKEN) -> Bulletin:
    return corrections.propose(
        bulletin_id=row.pk, correction=correction, actor=departement.prefecture, sent=Sent()
    )


def cells_of(row: Bulletin) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in json.loads(row.content.document)["cells"]}


def test_a_version_takes_figures_back_and_changes_no_value(
    departement: Departement, january: Bulletin
) -> None:
    before = list(ReleasedValue.objects.order_by("pk").values())
    document = january.content.document

    row = corrected(departement, january, TAKEN)

    taken = Withdrawal.objects.get()
    assert (row.number, row.corrects_id, row.state) == ("2025-M01-2", january.pk, "publie")
    assert (taken.released.cell, taken.ground) == (LINE, "calcul")
    assert list(ReleasedValue.objects.order_by("pk").values()) == before
    shown, past = cells_of(row), cells_of(january)
    assert shown[LINE] == {**past[LINE], "value": None, "margin": 0, "flag": "nd"}
    assert {name: shown[name] for name in shown if name != LINE} == {
        name: past[name] for name in past if name != LINE
    }
    assert report(read(row.content.document.encode())).startswith("8 chiffres vérifiés, 1 retirés")
    january.content.refresh_from_db()
    assert january.content.document == document
    assert not january.in_force


def test_a_version_takes_its_place_in_the_chain(
    departement: Departement, january: Bulletin
) -> None:
    last = Publication.objects.latest("rank")

    row = corrected(departement, january, SAID)

    made = row.publication
    assert (made.rank, made.previous_sha256) == (last.rank + 1, last.sha256)
    assert is_signed(publishing.signed_bytes(made), made.signature)
    manifest = json.loads(row.content.manifest)
    assert manifest["corrects"] == {"number": "2025-M01-1", "sha256": january.content.sha256}
    assert manifest["words"] == [
        {"about": "definition", "text": SAID.words, "number": "2025-M01-2"}
    ]
    acts = JournalEntry.objects.filter(action__startswith="bulletin.", object_id=str(row.pk))
    assert list(acts.order_by("seq").values_list("action", flat=True)) == [
        "bulletin.correct",
        "bulletin.audit",
        "bulletin.validate",
        "bulletin.validate",
        "bulletin.publish",
    ]
    call_command("indicators", "verify", row.number)


def test_what_is_taken_back_stays_a_constant_for_what_follows(
    departement: Departement, january: Bulletin
) -> None:
    value = ReleasedValue.objects.get(cell=LINE).value
    corrected(departement, january, TAKEN)

    march = departement.published("2025-03")

    document = json.loads(march.content.document)
    cell = cells_of(march)[LINE]
    assert (cell["value"], cell["flag"]) == (None, "nd")
    assert LINE in document["frozen"]
    assert sum(document["certificate"][atom] for atom in cell["atoms"]) == value
    told = json.loads(march.content.manifest)["withdrawn"]
    assert [each["cell"]["span"] for each in told] == ["2025-01"]
    assert report(read(march.content.document.encode()))
    # What another bulletin took back is told by that one.
    manifest = json.loads(corrected(departement, march, SAID).content.manifest)
    assert [each for each in sentences(manifest) if "retirés" in each] == []


def test_who_attacks_still_knows_what_was_taken_back(
    departement: Departement, january: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = publishing.published_in(january.period)
    corrected(departement, january, TAKEN)
    march = departement.published("2025-03")
    known: list[Any] = []
    attack = composing.attack

    def seen(year: Any, certificate: Any) -> Any:
        known.append(year.published)
        return attack(year, certificate)

    monkeypatch.setattr(attacks, "attack_all", seen)
    call_command("indicators", "audit")
    call_command("indicators", "audit", "2025-M01-2")

    assert len(known) == 2
    for told in known:
        assert {key: told[key] for key in past} == past
        assert len(told) > len(past)
    assert march.audits.count() == 2


def test_a_version_is_corrected_again_and_the_first_one_no_more(
    departement: Departement, january: Bulletin
) -> None:
    second = corrected(departement, january, TAKEN)
    third = corrected(departement, second, Correction(frozenset({OTHER}), "libelle"))

    told = json.loads(third.content.manifest)["withdrawn"]
    assert (third.number, third.corrects_id) == ("2025-M01-3", second.pk)
    assert {each["cell"]["measure"]: each["number"] for each in told} == {
        "repere": "2025-M01-2",
        "suivi": "2025-M01-3",
    }
    issues = {each.number for each in released.read(january.publication.values.all(), {}).values()}
    assert issues == {"2025-M01-3"}
    with refused_with("bulletin_not_in_force"):
        propose(departement, second, SAID)
    with refused_with("correction_unknown_line"):
        propose(departement, third, TAKEN)


def test_the_database_corrects_a_version_once(departement: Departement, january: Bulletin) -> None:
    row = corrected(departement, january, TAKEN)
    again = propose(departement, row, SAID)

    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=again.pk).update(
            corrects=january,
            state=BulletinState.PUBLIE,
            prefecture_by=departement.prefecture.user,
            dpo_by=departement.dpo.user,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.update(ground="libelle")
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.all()._raw_delete("default")


REFUSED = {
    "correction_empty": Correction(),
    "correction_without_ground": Correction(frozenset({LINE})),
    "correction_unknown_line": Correction(frozenset({"repere|cellule:12|2025"}), "calcul"),
    "correction_about_nothing": Correction(words="Une définition."),
    "correction_gives_a_number": Correction(about="explication", words="Il y en avait 12."),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_correction_that_says_nothing_or_too_much_is_refused(
    departement: Departement, january: Bulletin, code: str
) -> None:
    with refused_with(code):
        propose(departement, january, REFUSED[code])
    assert not Bulletin.objects.exclude(corrects=None).exists()


def test_only_what_is_published_is_corrected_and_by_the_prefecture(
    departement: Departement, january: Bulletin
) -> None:
    draft = departement.prepared("2025-03")

    with refused_with("bulletin_not_in_force"):
        propose(departement, draft)
    for actor in (departement.dpo, factories.agent(Role.MAIRE, departement.cellules[0])):
        with pytest.raises(NotPermitted):
            corrections.propose(bulletin_id=january.pk, correction=TAKEN, actor=actor, sent=Sent())
    with pytest.raises(NotVisible):
        corrections.propose(
            bulletin_id=departement.cellules[0].pk,
            correction=TAKEN,
            actor=departement.prefecture,
            sent=Sent(),
        )


def test_a_version_waits_for_two_persons(departement: Departement, january: Bulletin) -> None:
    row = propose(departement, january)
    bulletins.validate(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())

    with refused_with("bulletin_not_validated"):
        bulletins.publish(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())
    assert not Withdrawal.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=row.pk).update(dpo_by=departement.prefecture.user)


def test_a_form_read_before_another_correction_is_refused(
    departement: Departement, january: Bulletin
) -> None:
    read_at = Sent(version=corrections.newest_edition(january))
    propose(departement, january)

    with refused_with("correction_meanwhile"):
        corrections.propose(
            bulletin_id=january.pk,
            correction=SAID,
            actor=departement.prefecture,
            sent=read_at,
        )


def test_the_last_correction_prepared_is_the_one_that_is_published(
    departement: Departement, january: Bulletin
) -> None:
    first = departement.agreed(propose(departement, january))
    second = departement.agreed(propose(departement, january, SAID))

    with refused_with("bulletin_replaced"):
        bulletins.publish(bulletin_id=first.pk, actor=departement.prefecture, sent=Sent())
    bulletins.publish(bulletin_id=second.pk, actor=departement.prefecture, sent=Sent())
    assert not Withdrawal.objects.exists()


def test_a_month_overtaken_by_a_correction_is_made_again_the_same(
    departement: Departement, january: Bulletin
) -> None:
    waiting = departement.agreed(departement.prepared("2025-03"))
    corrected(departement, january, SAID)

    with refused_with("bulletin_overtaken"):
        bulletins.publish(bulletin_id=waiting.pk, actor=departement.prefecture, sent=Sent())
    again = departement.published("2025-03")

    assert again.number == "2025-M03-2"
    assert again.content.document == waiting.content.document
    assert bulletins.next_due() == AccountPeriod.parse("2025-T1")


def test_a_correction_overtaken_by_a_month_is_refused(
    departement: Departement, january: Bulletin
) -> None:
    waiting = departement.agreed(propose(departement, january))
    departement.published("2025-03")

    with refused_with("bulletin_overtaken"):
        bulletins.publish(bulletin_id=waiting.pk, actor=departement.prefecture, sent=Sent())
    assert corrected(departement, january, TAKEN).state == BulletinState.PUBLIE


def test_once_the_year_is_published_the_attack_is_asked_for_apart(
    departement: Departement, january: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = copy.copy(attacks.basis_of(january))
    long.kind = PeriodKind.YEAR
    with monkeypatch.context() as patched:
        patched.setattr(attacks, "basis_of", lambda _: long)
        row = propose(departement, january)
        with refused_with("bulletin_attack_is_long"):
            attacks.attack(bulletin_id=row.pk, actor=departement.dpo, sent=Sent())
    page = factories.signed_in(departement.dpo).get(f"/indicateurs/bulletins/{row.number}/audit/")

    assert (row.state, row.audits.count()) == (BulletinState.BROUILLON, 0)
    assert "pas encore été attaqué" in page.content.decode()
    attacks.attack(bulletin_id=row.pk, actor=departement.dpo, sent=Sent())
    row.refresh_from_db()
    assert row.state == BulletinState.AUDITE
