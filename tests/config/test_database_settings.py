"""The settings of PostgreSQL: prepared statements, and a pool for the web alone."""

from __future__ import annotations

import pytest

from config.settings.database import postgresql


@pytest.fixture(autouse=True)
def _server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_DB_HOST", "db.exemple.fr")
    for name in ("JALON_DB_PREPARE_AFTER", "JALON_WEB_THREADS", "JALON_DB_CONN_MAX_AGE"):
        monkeypatch.delenv(name, raising=False)


def test_statements_are_bound_and_prepared_by_the_server() -> None:
    options = postgresql(pool=False)["OPTIONS"]

    assert options["server_side_binding"] is True
    assert options["prepare_threshold"] == 5


def test_nothing_is_prepared_behind_a_pgbouncer_that_forgets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JALON_DB_PREPARE_AFTER", "0")

    assert postgresql(pool=False)["OPTIONS"]["prepare_threshold"] is None


def test_the_pool_has_a_connection_for_each_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_WEB_THREADS", "12")

    given = postgresql(pool=True)

    assert given["OPTIONS"]["pool"]["max_size"] >= 12
    assert given["CONN_MAX_AGE"] == 0


def test_a_worker_has_no_pool_and_keeps_its_connection() -> None:
    given = postgresql(pool=False)

    assert "pool" not in given["OPTIONS"]
    assert given["CONN_MAX_AGE"] == 60
