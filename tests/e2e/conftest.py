"""The browser, and the two ways to run the product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import chromium
from tests.e2e.site import Site, embedded_site, installed_site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for each process of the tests."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that every process of this test run reaches."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture
def embedded(tmp_path: Path, shared: Path) -> Iterator[Site]:
    """SQLite, one process: what `make run` starts."""
    with embedded_site(tmp_path, shared) as site:
        yield site


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Site]:
    """PostgreSQL, Redis, web processes, a Celery worker, its clock."""
    with installed_site(tmp_path) as site:
        yield site
