"""The journal refuses to be emptied; tests with real transactions empty every table.

Two models of these tests have a table while they are tried.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from confidentiality.journal import install_triggers, remove_triggers
from tests.confidentiality.sealed import Note, Person


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


@pytest.fixture(scope="module")
def tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tables of the two models that these tests seal."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Person)
            editor.create_model(Note)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Note)
            editor.delete_model(Person)
