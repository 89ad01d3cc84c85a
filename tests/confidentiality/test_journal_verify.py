"""Verifying the journal: every way of tampering is found, and nothing sound is accused."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from confidentiality import verification
from confidentiality.journal import HOUSE, record
from confidentiality.models import JournalChain, JournalEntry
from confidentiality.verification import rows
from confidentiality.verification.rows import Line
from tests.confidentiality.tampered import CELLULE, CHAIN, ENTRY, outcome, some_lines, tamper

pytestmark = pytest.mark.django_db


class TestASoundJournal:
    def test_an_empty_journal_is_sound(self) -> None:
        code, text = outcome()

        assert code == 0
        assert "0 chaînes, 0 lignes" in text

    def test_two_chains_are_sound(self) -> None:
        some_lines()
        some_lines(3, chain_id=HOUSE)

        code, text = outcome()

        assert code == 0
        assert "2 chaînes, 8 lignes" in text
        assert "Le journal est intact." in text

    def test_codes_that_json_writes_with_care_are_sound(self) -> None:
        """The verifier writes the content out itself; quotes and backslashes are codes too."""
        record(
            actor=None,
            action='a"\\b',
            chain_id=CELLULE,
            object_id="\\",
            quote='"',
            many=["\\n", 'x"'],
            none=False,
        )

        assert outcome()[0] == 0

    def test_lines_written_while_it_is_read_are_no_fault(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        some_lines()
        read = rows.read_lines

        def read_then_more(using: str, chain: Any, start: int) -> Iterator[Line]:
            yield from list(read(using, chain, start))
            some_lines(2)
            some_lines(1, chain_id=HOUSE)

        monkeypatch.setattr(rows, "read_lines", read_then_more)

        assert verification.verify().findings == ()


@pytest.mark.parametrize(
    "microsecond", [0, 1, 10, 100_000, 120_000, 123_000, 123_400, 123_450, 123_456]
)
def test_an_instant_is_sound_however_its_database_writes_it(microsecond: int) -> None:
    """PostgreSQL leaves out the last zeros of a fraction of a second."""
    at = datetime(2026, 11, 26, 19, 31, 5, microsecond, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        some_lines(1)

    assert JournalEntry.objects.get().at == at
    assert outcome()[0] == 0


TAMPERED: dict[str, tuple[Callable[[], None], int, int]] = {
    "the actor is edited": (
        lambda: tamper(
            f"UPDATE {ENTRY} SET actor_id = '{uuid.UUID(int=3).hex}' WHERE seq = 3"  # noqa: S608
        ),
        3,
        3,
    ),
    "an instant is edited": (
        lambda: tamper(f"UPDATE {ENTRY} SET at = '2020-01-01 00:00:00' WHERE seq = 2"),  # noqa: S608
        3,
        2,
    ),
    "a code is edited": (
        lambda: tamper(
            f"""UPDATE {ENTRY} SET codes = '{{"urgent": false}}' WHERE seq = 5"""  # noqa: S608
        ),
        3,
        5,
    ),
    "an outcome is edited": (
        lambda: tamper(f"UPDATE {ENTRY} SET outcome = 'read' WHERE seq = 1"),  # noqa: S608
        3,
        1,
    ),
    "a hash is edited": (
        lambda: tamper(f"UPDATE {ENTRY} SET hash = '{'a' * 64}' WHERE seq = 4"),  # noqa: S608
        3,
        4,
    ),
    "a line is deleted": (
        lambda: tamper(f"DELETE FROM {ENTRY} WHERE seq = 3"),  # noqa: S608
        2,
        3,
    ),
    "the first line is deleted": (
        lambda: tamper(f"DELETE FROM {ENTRY} WHERE seq = 1"),  # noqa: S608
        2,
        1,
    ),
    "a line is deleted and the others renumbered": (
        lambda: tamper(
            f"DELETE FROM {ENTRY} WHERE seq = 3",  # noqa: S608
            f"UPDATE {ENTRY} SET seq = 3 WHERE seq = 4",  # noqa: S608
            f"UPDATE {ENTRY} SET seq = 4 WHERE seq = 5",  # noqa: S608
        ),
        3,
        3,
    ),
    "a line is inserted after the head": (
        lambda: tamper(
            f"INSERT INTO {ENTRY} (chain_id, seq, at, role, action, object_type, object_id,"  # noqa: S608
            " outcome, codes, request_id, prev_hash, hash) SELECT chain_id, 6, at, role, action,"
            " object_type, object_id, outcome, codes, request_id, hash, prev_hash"
            f" FROM {ENTRY} WHERE seq = 5"
        ),
        3,
        6,
    ),
    "two lines are swapped": (
        lambda: tamper(
            f"UPDATE {ENTRY} SET seq = 99 WHERE seq = 2",  # noqa: S608
            f"UPDATE {ENTRY} SET seq = 2 WHERE seq = 4",  # noqa: S608
            f"UPDATE {ENTRY} SET seq = 4 WHERE seq = 99",  # noqa: S608
        ),
        3,
        2,
    ),
    "a line is moved to another chain": (
        lambda: tamper(
            f"UPDATE {ENTRY} SET chain_id = (SELECT id FROM {CHAIN} WHERE head_seq = 0)"  # noqa: S608
            " WHERE seq = 1"
        ),
        2,
        1,
    ),
    "the end is cut": (
        lambda: tamper(f"DELETE FROM {ENTRY} WHERE seq > 3"),  # noqa: S608
        2,
        4,
    ),
    "everything is deleted": (
        lambda: tamper(f"DELETE FROM {ENTRY}"),  # noqa: S608
        2,
        1,
    ),
    "the head is edited": (
        lambda: tamper(f"UPDATE {CHAIN} SET head_hash = '{'a' * 64}'"),  # noqa: S608
        3,
        5,
    ),
}


@pytest.mark.parametrize(
    ("act", "code", "seq"), [pytest.param(*case, id=name) for name, case in TAMPERED.items()]
)
def test_i62_tampering_is_found_where_it_was_done(
    act: Callable[[], None], code: int, seq: int
) -> None:
    some_lines()
    JournalChain.objects.create(pk=HOUSE)

    act()

    found, text = outcome()
    assert found == code
    assert f"ligne {seq}\u202f:" in text


# The unique constraint is one statement away for who owns the database, or three.
UNCONSTRAINED = {
    "postgresql": (f"ALTER TABLE {ENTRY} DROP CONSTRAINT journal_entry_once_in_chain",),
    "sqlite": (
        f"CREATE TABLE copied AS SELECT * FROM {ENTRY}",  # noqa: S608
        f"DROP TABLE {ENTRY}",
        f"ALTER TABLE copied RENAME TO {ENTRY}",
    ),
}


def test_lines_duplicated_without_their_constraint_are_found() -> None:
    some_lines()
    columns = "chain_id, seq, at, role, action, object_type, object_id, outcome, codes, request_id"
    copy = (
        f"INSERT INTO {ENTRY} ({columns}, prev_hash, hash) "  # noqa: S608
        f"SELECT {columns}, prev_hash, hash FROM {ENTRY} WHERE seq = 3"
    )
    # PostgreSQL alters nothing while a foreign key remains to be checked.
    connection.check_constraints()
    tamper(*UNCONSTRAINED[connection.vendor], copy)

    code, text = outcome()

    assert code == 3
    assert f"Chaîne {CELLULE}, ligne 3" in text


def test_the_verifier_shares_no_code_with_the_writer() -> None:
    folder = Path(verification.__file__).parent
    trees = [ast.parse(path.read_text()) for path in sorted(folder.glob("*.py"))]

    imported = {
        name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name
    }

    assert len(trees) > 5
    outside = [name for name in imported if not name.startswith("confidentiality.verification")]
    assert [name for name in outside if name.startswith("confidentiality.")] == []
