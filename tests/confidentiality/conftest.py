"""The journal refuses to be emptied; tests with real transactions empty every table."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from confidentiality.journal import install_triggers, remove_triggers


@pytest.fixture(scope="package", autouse=True)
def flushable_journal() -> Iterator[None]:
    """The flush after a transactional test is the one deletion that the journal lets through."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_without_triggers(case: TransactionTestCase) -> None:
        remove_triggers(connection)
        flush(case)
        install_triggers(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
