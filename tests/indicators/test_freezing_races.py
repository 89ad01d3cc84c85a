"""Freezing while agents act: what is under way is waited for, and counted."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from django.db import connections, transaction

from confidentiality import journal_key
from confidentiality.journal_key import SealingKey
from indicators.freezing import freeze
from indicators.models import Contribution
from indicators.periods import AccountPeriod
from tests.indicators import departement
from veille.models import Cellule

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = AccountPeriod.parse("2026-07")
LATER = datetime(2026, 8, 2, tzinfo=UTC)
# Longer than a freeze that would not wait.
A_MOMENT = 0.7


@pytest.fixture
def key(tmp_path: Path) -> SealingKey:
    return journal_key.ensure(tmp_path / "indicators.key")


@pytest.fixture
def place() -> Cellule:
    return departement.cellules()["arras"]


def test_an_act_under_way_is_waited_for_and_counted(place: Cellule, key: SealingKey) -> None:
    written, released = Event(), Event()

    def act() -> None:
        try:
            with transaction.atomic():
                departement.lines(place, str(MONTH), "repere")
                written.set()
                assert released.wait(30)
        finally:
            connections.close_all()

    def close() -> list[Contribution]:
        try:
            return freeze(MONTH, place.collectivite, key=key, now=LATER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        acting = pool.submit(act)
        assert written.wait(30)
        freezing = pool.submit(close)
        sleep(A_MOMENT)
        assert not freezing.done()
        released.set()
        acting.result(30)
        [made] = freezing.result(30)

    assert json.loads(made.content)["counts"] == [["repere", "12-15", "F", 1, 0]]
