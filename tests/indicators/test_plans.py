"""Plans in the database: loaded whole, never changed, the last one followed."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from confidentiality.models import JournalEntry
from indicators.models import Declaration, Plan
from indicators.plans import followed, load
from tests.indicators.plans import declare, loaded, packaged, pilot, small, written

pytestmark = pytest.mark.django_db
NEXT = {"code": "PLAN-100", "starts": "2024-07-01", "ends": "2030-12-31"}


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("load_plan", *arguments, stdout=out)
    return out.getvalue()


def test_a_file_is_loaded_once() -> None:
    first, again = printed(), printed()

    assert "44 actions, 59 indicateurs dont 40 à déclarer" in first
    assert "Chargé : version 1." in first
    assert "déjà chargé : version 1" in again
    assert Plan.objects.count() == 1


def test_a_loading_leaves_a_line(tmp_path: Path) -> None:
    row = loaded(tmp_path)
    loaded(tmp_path)

    (line,) = JournalEntry.objects.filter(action="plan.load")
    assert (line.object_id, line.codes["version"]) == (str(row.pk), 1)


def test_a_check_loads_nothing() -> None:
    assert "Rien n’a été chargé" in printed("--check")
    assert not Plan.objects.exists()


def test_a_wrong_file_is_refused_whole(tmp_path: Path) -> None:
    path = written(small(starts="hier", ends="demain"), tmp_path)

    with pytest.raises(CommandError) as refused:
        call_command("load_plan", str(path))

    assert str(refused.value).count("\n") == 2
    assert not Plan.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_an_unreadable_file_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=r"UTF-8|illisible"):
        call_command("load_plan", str(path))


def test_a_corrected_file_is_a_new_version_and_loses_no_value(tmp_path: Path) -> None:
    loaded(tmp_path)
    actor = pilot()
    declare(actor, "1-1.a", 3, year=2025)

    corrected = loaded(tmp_path, title="Plan d’essai corrigé")
    again = declare(actor, "1-1.a", 4, year=2025, version=1)

    assert corrected.version == 2
    assert followed(date(2026, 11, 27)).row == corrected  # type: ignore[union-attr]  # loaded
    assert (again.version, again.plan) == (2, corrected)


def test_the_plan_that_began_last_is_followed_even_once_it_is_over(tmp_path: Path) -> None:
    old, new = loaded(tmp_path), loaded(tmp_path, **NEXT)
    days = {date(2019, 12, 31): None, date(2024, 6, 30): old, date(2031, 1, 1): new}

    assert {day: found.row if (found := followed(day)) else None for day in days} == days


@pytest.mark.parametrize("model", [Plan, Declaration])
def test_the_database_refuses_to_change_a_row(
    model: type[Plan | Declaration], tmp_path: Path
) -> None:
    loaded(tmp_path)
    declare(pilot(), "1-1.a", 3, year=2025)
    rows = model._default_manager.all()

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(version=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db)

    assert model._default_manager.get().version == 1


def test_a_plan_ends_after_it_starts() -> None:
    row = packaged()
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(
            code="X", version=1, departement="62", starts=row.ends, ends=row.starts, sha256="a"
        )


def test_the_same_file_under_another_name_is_the_same_plan(tmp_path: Path) -> None:
    first, again = written(small(), tmp_path), written(small(), tmp_path)

    assert load(first)[0] == load(again)[0]
