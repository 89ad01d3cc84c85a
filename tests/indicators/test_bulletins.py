"""Bulletins: made once from closed accounts, agreed to by two, kept by the database."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from confidentiality.choices import Role
from confidentiality.door import Sent
from confidentiality.errors import NotPermitted, Refused
from confidentiality.models import JournalEntry
from confidentiality.release_keys import is_signed, rounding_key
from indicators.choices import BulletinState
from indicators.models import (
    AuditRecord,
    Bulletin,
    BulletinContent,
    Publication,
    ReleasedValue,
)
from indicators.periods import AccountPeriod
from indicators.releasing.composing import compose
from indicators.services import bulletins, publishing
from indicators.verify import Tampered, digest, read, report
from tests.indicators.released import SOME, Departement
from tests.veille import factories
from veille.models import Designation

pytestmark = pytest.mark.django_db


@pytest.fixture
def departement() -> Departement:
    """Accounts of January 2025 are frozen; no bulletin yet."""
    made = Departement()
    made.give("2025-01", SOME)
    return made


def refused_with(departement: Departement, period: str) -> str:
    with pytest.raises(Refused) as told:
        departement.prepared(period)
    return str(told.value)


def test_a_bulletin_goes_from_accounts_to_figures(departement: Departement) -> None:
    row = departement.published("2025-01")

    values = {each.cell: (each.value, each.margin) for each in ReleasedValue.objects.all()}
    assert (row.number, row.state) == ("2025-M01-1", BulletinState.PUBLIE)
    assert len(values) == 9
    value, margin = values["repere|departement:62|2025-01"]
    assert value is not None
    assert (value % 5, margin) == (0, 5)
    assert abs(value - 20) <= 5


def test_the_document_is_what_the_verifier_verifies(departement: Departement) -> None:
    content = departement.published("2025-01").content

    told = report(read(content.document.encode()))

    assert told.startswith("9 chiffres vérifiés")
    assert "valeurs restent possibles" in told


def test_the_verifier_sees_a_changed_figure(departement: Departement) -> None:
    document = json.loads(departement.published("2025-01").content.document)
    document["cells"][0]["value"] += 5

    with pytest.raises(Tampered):
        read(json.dumps(document).encode())
    document["digest"] = digest(document)
    with pytest.raises(Tampered):
        report(read(json.dumps(document).encode()))


def test_made_twice_it_is_the_same_to_the_byte(departement: Departement) -> None:
    first = departement.prepared("2025-01")

    again = bulletins.year_of(AccountPeriod.parse("2025-01"))

    made = compose(again, rounding_key(2025))
    assert made.document.decode() == first.content.document


def test_prepared_twice_there_is_one(departement: Departement) -> None:
    first, second = departement.prepared("2025-01"), departement.prepared("2025-01")

    assert first.pk == second.pk
    assert Bulletin.objects.count() == 1


def test_two_prepared_at_once_are_one(
    departement: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed = bulletins._composed

    def meanwhile(*args: object, **kwargs: bool) -> object:
        monkeypatch.setattr(bulletins, "_composed", composed)
        departement.prepared("2025-01")
        return composed(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(bulletins, "_composed", meanwhile)

    row = departement.prepared("2025-01")

    assert Bulletin.objects.get().pk == row.pk


def test_a_period_that_is_not_closed_is_refused(departement: Departement) -> None:
    period = AccountPeriod.parse("2025-01")
    early = Sent(at=period.closes_at - timedelta(minutes=1))

    with pytest.raises(Refused, match="bulletin_period_open"):
        bulletins.prepare(period=period, actor=departement.prefecture, sent=early)


def test_accounts_that_are_not_frozen_are_refused(departement: Departement) -> None:
    assert refused_with(departement, "2025-02") == "accounts_not_frozen"


def test_bulletins_follow_each_other(departement: Departement) -> None:
    departement.give("2025-02", SOME)
    departement.give("2025-03", SOME)
    departement.published("2025-01")

    assert refused_with(departement, "2025-03") == "bulletin_out_of_order"
    assert refused_with(departement, "2025-01") == "bulletin_published_already"


def test_the_first_bulletin_is_a_month(departement: Departement) -> None:
    assert refused_with(departement, "2025-T1") == "bulletin_first_is_a_month"


def test_two_agents_agree_before_it_is_published(departement: Departement) -> None:
    row = departement.prepared("2025-01")
    bulletins.validate(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())

    with pytest.raises(Refused, match="bulletin_not_validated"):
        bulletins.publish(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())
    with pytest.raises(Refused, match="bulletin_validated_already"):
        bulletins.validate(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())
    assert not ReleasedValue.objects.exists()


def test_the_same_person_never_agrees_twice(departement: Departement) -> None:
    row = departement.prepared("2025-01")
    bulletins.validate(bulletin_id=row.pk, actor=departement.prefecture, sent=Sent())
    user = departement.prefecture.user
    # Held together, the two functions are refused: this agent has changed for the other one.
    Designation.objects.filter(pk=departement.prefecture.hat_id).update(until=timezone.now())
    both = factories.agent(Role.DPO, departement.cellules[0], user=user, days=(0, 365))

    with pytest.raises(Refused, match="constraint"):
        bulletins.validate(bulletin_id=row.pk, actor=both, sent=Sent())


def test_only_the_prefecture_and_the_dpo_act(departement: Departement) -> None:
    maire = factories.agent(Role.MAIRE, departement.cellules[0])
    row = departement.prepared("2025-01")

    with pytest.raises(NotPermitted):
        departement.prepared("2025-01", maire)
    with pytest.raises(NotPermitted):
        bulletins.validate(bulletin_id=row.pk, actor=maire, sent=Sent())
    with pytest.raises(NotPermitted):
        bulletins.publish(bulletin_id=row.pk, actor=departement.dpo, sent=Sent())


def test_each_act_leaves_its_line(departement: Departement) -> None:
    departement.published("2025-01")

    lines = JournalEntry.objects.filter(object_type="indicators.bulletin")
    assert list(lines.order_by("seq").values_list("action", flat=True)) == [
        "bulletin.prepare",
        "bulletin.audit",
        "bulletin.validate",
        "bulletin.validate",
        "bulletin.publish",
    ]


def test_bulletins_are_chained_and_signed(departement: Departement) -> None:
    departement.give("2025-02", SOME)
    first = departement.published("2025-01").publication
    second = departement.published("2025-02").publication

    assert second.previous_sha256 == first.sha256
    assert (first.rank, second.rank) == (1, 2)
    assert is_signed(publishing.signed_bytes(second), second.signature)
    assert not is_signed(publishing.signed_bytes(first), second.signature)


def test_what_was_published_stands_in_the_next_bulletin(departement: Departement) -> None:
    departement.give("2025-02", SOME)
    departement.published("2025-01")
    before = {each.cell: each.value for each in ReleasedValue.objects.all()}

    document = json.loads(departement.published("2025-02").content.document)

    cells = {each["id"]: each["value"] for each in document["cells"]}
    assert set(document["frozen"]) == set(before)
    assert {name: cells[name] for name in before} == before


KEPT: dict[type[models.Model], dict[str, Any]] = {
    ReleasedValue: {"value": 1},
    Publication: {"sha256": "1"},
    BulletinContent: {"sha256": "1"},
    AuditRecord: {"passed": False},
}


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_the_database_keeps_what_was_published(
    departement: Departement, model: type[models.Model]
) -> None:
    departement.published("2025-01")
    rows = model._default_manager.all()

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**KEPT[model])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db)


def test_no_key_leads_from_a_release_to_a_case() -> None:
    seen: set[Any] = set()
    waiting: list[Any] = [Bulletin, BulletinContent, AuditRecord, Publication, ReleasedValue]
    while waiting:
        model = waiting.pop()
        seen.add(model)
        fields = model._meta.get_fields()
        ahead = {each.related_model for each in fields if each.is_relation and each.concrete}
        waiting += [each for each in ahead if each not in seen]

    assert {each._meta.app_label for each in seen} <= {
        "indicators",
        "confidentiality",
        "auth",
        "contenttypes",
    }
    behind = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("casework").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model in {Bulletin, ReleasedValue, Publication}
    ]
    assert behind == []
