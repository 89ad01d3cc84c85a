"""The journal refuses to be emptied; tests with real transactions empty every table.

Two models of these tests have a table while they are tried.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from confidentiality.journal import install_triggers, remove_triggers
from confidentiality.journal_retention import purge_due
from tests.confidentiality.sealed import Note, Person
from tests.confidentiality.tampered import Sealer, some_lines


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


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    """Four old lines purged into a segment, then five lines, one checkpoint and its anchor."""
    sealer = Sealer(tmp_path)
    with time_machine.travel("2024-02-01 10:00", tick=False):
        some_lines(4)
    done = purge_due(sealer.key, timezone.now())
    assert (done.segments, done.lines) == (1, 4)
    some_lines(5)
    sealer.anchor()
    return sealer
