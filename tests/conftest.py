"""What every test needs: a keyring of its own, and a journal that can be emptied between tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.management.commands import flush
from django.db import connection
from hypothesis import settings as given_settings
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.races import Track

# How long an example takes says what else the machine does, nothing of the rule.
given_settings.register_profile("jalon", deadline=None)
given_settings.load_profile("jalon")
# The fixtures of pytest-django that open a database, whoever asks for them.
_DATABASES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--touching-database",
        action="store_true",
        help="only the tests that ask for a database: the others say the same on any of them",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the first database what no database changes: machines, protection, source rules."""
    if not config.getoption("--touching-database"):
        return
    elsewhere = [item for item in items if not _touches_database(item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if _touches_database(item)]


def _touches_database(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    if item.get_closest_marker("once") is not None:
        return False
    return item.get_closest_marker("django_db") is not None or not _DATABASES.isdisjoint(asked)


@pytest.fixture(scope="session", autouse=True)
def keyring() -> None:
    """Encrypted fields need keys: made once for each process, in its temporary folder."""
    from confidentiality import keyring as keys

    keys.ensure(django_settings.JALON_KEYRING)


@pytest.fixture(autouse=True)
def ledger(settings: Settings) -> Path:
    """Most tests roll their erasures back; a ledger does not, so that each has its own."""
    path = Path(settings.JALON_VAR) / "erasures" / f"{uuid4().hex}.jsonl"
    settings.JALON_ERASURE_LEDGER = path
    return path


@pytest.fixture
def track() -> Iterator["Track"]:
    """Where two acts start at the same instant."""
    from tests.races import Track

    made = Track()
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def emptied_journal() -> Iterator[None]:
    """Let Django empty the tables after a test that commits; some refuse it by trigger.

    The triggers are away for the flush only: every test runs with them.
    """
    from confidentiality import append_only, journal

    handle = flush.Command.handle

    def without_triggers(command: flush.Command, *args: Any, **options: Any) -> None:
        journal.remove_triggers(connection)
        append_only.remove(connection)
        try:
            handle(command, *args, **options)
        finally:
            journal.install_triggers(connection)
            append_only.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", without_triggers)
        yield
