"""Verifying the journal: every way of tampering is found, and nothing sound is accused."""

import ast
import hashlib
import io
import json
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from confidentiality import journal, verification
from confidentiality.journal import HOUSE, record
from confidentiality.models import JournalChain, JournalEntry

pytestmark = pytest.mark.django_db

CELLULE = uuid.UUID(int=7)
ENTRY, CHAIN = "confidentiality_journalentry", "confidentiality_journalchain"


def some_lines(count: int = 5, *, chain_id: uuid.UUID = CELLULE) -> None:
    for number in range(count):
        record(
            actor=None,
            action="case.opened",
            chain_id=chain_id,
            object_type="casework.case",
            object_id=str(number),
            on=date(2026, 3, 2),
            urgent=True,
            steps=[1, "a"],
        )


def tamper(*statements: str) -> None:
    """What someone who owns the database may do: lift the triggers, act, put them back."""
    journal.remove_triggers(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    journal.install_triggers(connection)


def rewrite_from(seq: int) -> None:
    """Recompute every hash from a line on, head included: what a patient forger does."""
    journal.remove_triggers(connection)
    previous = JournalEntry.objects.get(seq=seq - 1).hash
    with connection.cursor() as cursor:
        for entry in JournalEntry.objects.filter(seq__gte=seq).order_by("seq"):
            entry.prev_hash = previous
            previous = hashlib.sha256(journal._canonical(entry)).hexdigest()
            cursor.execute(
                f"UPDATE {ENTRY} SET prev_hash = %s, hash = %s WHERE id = %s",  # noqa: S608
                [entry.prev_hash, previous, entry.pk],
            )
        cursor.execute(f"UPDATE {CHAIN} SET head_hash = %s", [previous])  # noqa: S608
    journal.install_triggers(connection)


def rewind_to(seq: int) -> None:
    """Cut the end of the chain and move its head back."""
    digest = JournalEntry.objects.get(seq=seq).hash
    tamper(
        f"DELETE FROM {ENTRY} WHERE seq > {seq}",  # noqa: S608
        f"UPDATE {CHAIN} SET head_seq = {seq}, head_hash = '{digest}'",  # noqa: S608
    )


def outcome(**options: Any) -> tuple[int, str]:
    """The exit code and everything that is printed."""
    out = io.StringIO()
    try:
        call_command("journal_verify", stdout=out, **options)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


class TestASoundJournal:
    def test_an_empty_journal_is_sound(self) -> None:
        code, text = outcome()

        assert code == 0
        assert "0 chaînes, 0 lignes, 0 ancres" in text

    def test_two_chains_are_sound(self) -> None:
        some_lines()
        some_lines(3, chain_id=HOUSE)

        code, text = outcome()

        assert code == 0
        assert "2 chaînes, 8 lignes" in text
        assert "Le journal est intact." in text

    def test_lines_written_while_it_is_read_are_no_fault(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        some_lines()
        rows = verification._rows

        def rows_then_more(using: str) -> Any:
            yield from list(rows(using))
            some_lines(2)
            some_lines(1, chain_id=HOUSE)

        monkeypatch.setattr(verification, "_rows", rows_then_more)

        assert verification.verify().findings == ()


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


class TestAnchors:
    def test_a_journal_that_grew_since_its_anchors_is_sound(self, tmp_path: Path) -> None:
        some_lines()
        call_command("journal_anchor", tmp_path, stdout=io.StringIO())
        some_lines(3)
        some_lines(1, chain_id=HOUSE)
        call_command("journal_anchor", tmp_path, stdout=io.StringIO())
        some_lines(1)

        code, text = outcome(anchors=tmp_path)

        assert code == 0
        assert "3 ancres" in text

    def test_an_anchor_adds_a_line_and_keeps_the_former_ones(self, tmp_path: Path) -> None:
        some_lines()
        out = io.StringIO()
        call_command("journal_anchor", tmp_path / "anchors", stdout=out)
        [first] = (tmp_path / "anchors" / verification.ANCHOR_FILE).read_text().splitlines()
        some_lines(1)
        call_command("journal_anchor", tmp_path / "anchors", stdout=out)

        lines = (tmp_path / "anchors" / verification.ANCHOR_FILE).read_text().splitlines()

        assert len(lines) == 2
        assert lines[0] == first
        head = JournalEntry.objects.get(seq=6)
        assert json.loads(lines[1])["heads"] == {str(CELLULE): [6, head.hash]}
        assert "1 chaînes" in out.getvalue()

    @pytest.mark.parametrize("exists", [True, False])
    def test_a_folder_without_anchor_is_said(self, tmp_path: Path, exists: bool) -> None:
        some_lines()

        code, text = outcome(anchors=tmp_path if exists else tmp_path / "nowhere")

        assert code == 5
        assert "aucune ancre" in text

    def test_an_end_cut_with_its_head_moved_back_is_found_only_by_anchors(
        self, tmp_path: Path
    ) -> None:
        some_lines()
        verification.append_anchor(tmp_path)

        rewind_to(3)

        assert outcome()[0] == 0
        code, text = outcome(anchors=tmp_path)
        assert code == 4
        assert f"Chaîne {CELLULE}, ligne 5" in text

    def test_a_chain_rewritten_with_all_its_hashes_is_found_only_by_anchors(
        self, tmp_path: Path
    ) -> None:
        some_lines()
        verification.append_anchor(tmp_path)

        tamper(f"UPDATE {ENTRY} SET role = 'x' WHERE seq = 2")  # noqa: S608
        rewrite_from(2)

        assert outcome()[0] == 0
        code, text = outcome(anchors=tmp_path)
        assert code == 4
        assert "réécrite" in text

    def test_a_whole_chain_that_disappears_is_found_by_anchors(self, tmp_path: Path) -> None:
        some_lines()
        verification.append_anchor(tmp_path)

        tamper(f"DELETE FROM {ENTRY}", f"DELETE FROM {CHAIN}")  # noqa: S608

        assert outcome()[0] == 0
        assert outcome(anchors=tmp_path)[0] == 4

    def test_a_database_put_back_to_yesterday_is_found(self, tmp_path: Path) -> None:
        some_lines()
        yesterday = transaction.savepoint()
        some_lines(2)
        verification.append_anchor(tmp_path)

        transaction.savepoint_rollback(yesterday)

        assert outcome()[0] == 0
        assert outcome(anchors=tmp_path)[0] == 4

    @pytest.mark.parametrize(
        "line", ["{", "[]", '{"heads": 3}', '{"heads": {"x": 1}}', '{"heads": {"x": [1, "a"]}}']
    )
    def test_an_anchor_that_was_altered_is_found(self, tmp_path: Path, line: str) -> None:
        some_lines()
        verification.append_anchor(tmp_path)
        with (tmp_path / verification.ANCHOR_FILE).open("a") as file:
            file.write(f"{line}\n")

        assert outcome(anchors=tmp_path)[0] == 4

    def test_two_anchors_that_disagree_are_found(self, tmp_path: Path) -> None:
        some_lines()
        verification.append_anchor(tmp_path)
        text = (tmp_path / verification.ANCHOR_FILE).read_text()
        digest = JournalEntry.objects.get(seq=5).hash
        (tmp_path / "other.jsonl").write_text(text.replace(digest, "a" * 64))

        code, said = outcome(anchors=tmp_path)

        assert code == 4
        assert "se contredisent" in said

    def test_a_fault_of_the_table_is_said_before_a_fault_of_the_anchors(
        self, tmp_path: Path
    ) -> None:
        some_lines()
        verification.append_anchor(tmp_path)

        tamper(f"DELETE FROM {ENTRY} WHERE seq > 3")  # noqa: S608

        assert outcome(anchors=tmp_path)[0] == 2


def test_the_verifier_shares_no_code_with_the_writer() -> None:
    tree = ast.parse(Path(verification.__file__).read_text())

    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name
    }

    assert not [name for name in imported if name.startswith("confidentiality")]
