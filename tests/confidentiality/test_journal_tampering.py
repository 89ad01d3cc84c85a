"""The ten ways of falsifying a sealed journal: whoever has the key and the anchors finds each."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from confidentiality import journal_key, journal_retention, sealing
from confidentiality.models import JournalSegment
from tests.confidentiality.tampered import (
    CELLULE,
    CHAIN,
    CHECKPOINT,
    ENTRY,
    SEGMENT,
    Sealer,
    outcome,
    rewind_to,
    rewrite_everything,
    some_lines,
    tamper,
)

pytestmark = pytest.mark.django_db

COLUMNS = "at, role, action, object_type, object_id, outcome, codes, request_id"


def test_a_sealed_journal_that_nobody_touched_is_sound(sealer: Sealer) -> None:
    some_lines(2)

    code, text = sealer.outcome()

    assert (code, "Le journal est intact." in text) == (0, True)
    assert "1 chaînes, 7 lignes, 1 segments purgés, 1 points de contrôle, 1 ancres" in text


def edit(_: Sealer) -> None:
    tamper(f"UPDATE {ENTRY} SET outcome = 'read' WHERE seq = 6")  # noqa: S608


def delete(_: Sealer) -> None:
    tamper(f"DELETE FROM {ENTRY} WHERE seq = 7")  # noqa: S608


def insert(_: Sealer) -> None:
    """In the middle: what follows is numbered again, its links are not."""
    tamper(
        *(f"UPDATE {ENTRY} SET seq = {seq + 1} WHERE seq = {seq}" for seq in (9, 8, 7)),  # noqa: S608
        f"INSERT INTO {ENTRY} (chain_id, seq, {COLUMNS}, prev_hash, hash) "  # noqa: S608
        f"SELECT chain_id, 7, {COLUMNS}, prev_hash, hash FROM {ENTRY} WHERE seq = 6",
    )


def swap(_: Sealer) -> None:
    tamper(
        f"UPDATE {ENTRY} SET seq = 99 WHERE seq = 6",  # noqa: S608
        f"UPDATE {ENTRY} SET seq = 6 WHERE seq = 8",  # noqa: S608
        f"UPDATE {ENTRY} SET seq = 8 WHERE seq = 99",  # noqa: S608
    )


def duplicate(_: Sealer) -> None:
    """The last line once more, in the place of the next one, head moved forward."""
    tamper(
        f"INSERT INTO {ENTRY} (chain_id, seq, {COLUMNS}, prev_hash, hash) "  # noqa: S608
        f"SELECT chain_id, 10, {COLUMNS}, prev_hash, hash FROM {ENTRY} WHERE seq = 9",
        f"UPDATE {CHAIN} SET head_seq = 10",  # noqa: S608
    )


def cut_the_tail(_: Sealer) -> None:
    rewind_to(7)


def rewrite(_: Sealer) -> None:
    rewrite_everything()


def drop_a_segment(_: Sealer) -> None:
    tamper(f"DELETE FROM {SEGMENT}")  # noqa: S608


def forge_the_seals(sealer: Sealer) -> None:
    """The chain written again, and sealed again by another key: the anchor still remembers."""
    rewrite_everything()
    tamper(f"DELETE FROM {CHECKPOINT}")  # noqa: S608
    other = journal_key.ensure(sealer.anchors.parent / "other.key")
    assert sealing.seal(other, timezone.now())


def roll_back(sealer: Sealer) -> None:
    """The whole database as it was; the anchors are elsewhere."""
    point = transaction.savepoint()
    some_lines(3)
    sealer.anchor()
    transaction.savepoint_rollback(point)


TEN_CLASSES: dict[str, tuple[Callable[[Sealer], None], int, str]] = {
    "edit": (edit, 3, f"Chaîne {CELLULE}, ligne 6"),
    "delete": (delete, 2, f"Chaîne {CELLULE}, ligne 7"),
    "insert": (insert, 3, f"Chaîne {CELLULE}, ligne 7"),
    "swap": (swap, 3, f"Chaîne {CELLULE}, ligne 6"),
    "duplicate": (duplicate, 3, f"Chaîne {CELLULE}, ligne 10"),
    "tail truncation": (cut_the_tail, 4, f"Chaîne {CELLULE}, ligne 9"),
    "full rewrite": (rewrite, 4, f"Chaîne {CELLULE}, ligne 9"),
    "segment drop": (drop_a_segment, 2, f"Chaîne {CELLULE}, ligne 1"),
    "forged seals": (forge_the_seals, 4, f"Chaîne {CELLULE}, ligne 9"),
    "rollback": (roll_back, 4, f"Chaîne {CELLULE}, ligne 12"),
}


@pytest.mark.parametrize(
    ("act", "code", "where"), [pytest.param(*each, id=name) for name, each in TEN_CLASSES.items()]
)
def test_i62_each_class_of_falsification_is_found_where_it_was_done(
    sealer: Sealer, act: Callable[[Sealer], None], code: int, where: str
) -> None:
    act(sealer)

    found, text = sealer.outcome()

    assert found == code
    faults = [line for line in text.splitlines() if re.match("Chaîne|Sceaux", line)]
    assert where in faults[0]


class TestWithoutAnchors:
    """What the checkpoints of the database find alone, as long as their key is not stolen."""

    def test_a_chain_rewritten_with_all_its_hashes_contradicts_its_checkpoint(
        self, sealer: Sealer
    ) -> None:
        rewrite_everything()

        code, text = sealer.outcome(anchors=False)

        assert code == 4
        assert "chaîne réécrite" in text

    def test_an_end_cut_contradicts_its_checkpoint(self, sealer: Sealer) -> None:
        rewind_to(7)

        assert sealer.outcome(anchors=False)[0] == 4

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ("signature = '00'", "signature fausse"),
            ("key_id = 'x'", "signature fausse"),
            ("at = '2020-01-01 00:00:00'", "signature fausse"),
            ("lines = 3", "sa racine ne correspond pas"),
            (f"root = '{'a' * 64}'", "sa racine ne correspond pas"),
            (f"prev_hash = '{'a' * 64}'", "il ne suit pas le précédent"),
            ("number = 4", "le précédent manque"),
            ("heads = '3'", "illisible"),
        ],
    )
    def test_a_checkpoint_that_was_altered_is_found(
        self, sealer: Sealer, change: str, said: str
    ) -> None:
        tamper(f"UPDATE {CHECKPOINT} SET {change}")  # noqa: S608

        code, text = sealer.outcome(anchors=False)

        assert code == 4
        assert said in text

    def test_a_forged_signature_is_believed_without_the_public_key(self, sealer: Sealer) -> None:
        tamper(f"UPDATE {CHECKPOINT} SET signature = '00'")  # noqa: S608

        code, text = outcome()

        assert code == 0
        assert "Signatures non vérifiées" in text

    @pytest.mark.parametrize(
        ("change", "code", "said"),
        [
            ("signature = '00'", 4, "signature fausse"),
            ("sealed_at = '2024-03-01 00:00:00'", 4, "signature fausse"),
            (f"prev_hash = '{'a' * 64}'", 3, "le segment ne suit pas"),
            (f"last_hash = '{'a' * 64}'", 4, "signature fausse"),
            ("first_seq = 2, lines = 3", 2, "segment scellé manquant"),
        ],
    )
    def test_a_header_that_was_altered_is_found(
        self, sealer: Sealer, change: str, code: int, said: str
    ) -> None:
        tamper(f"UPDATE {SEGMENT} SET {change}")  # noqa: S608

        found, text = sealer.outcome(anchors=False)

        assert found == code
        assert said in text

    def test_a_header_that_signs_a_purge_before_time_is_found(self, sealer: Sealer) -> None:
        """Even signed: whoever stole the key cannot hide a line of this morning."""
        header = JournalSegment.objects.get()
        header.last_at = header.sealed_at
        header.signature = sealer.key.sign(journal_retention._content(header))
        tamper(
            f"UPDATE {SEGMENT} SET last_at = sealed_at, signature = '{header.signature}'"  # noqa: S608
        )

        code, text = sealer.outcome(anchors=False)

        assert code == 4
        assert "purgé trop tôt" in text

    def test_a_line_put_back_under_its_header_is_found(self, sealer: Sealer) -> None:
        tamper(
            f"INSERT INTO {ENTRY} (chain_id, seq, {COLUMNS}, prev_hash, hash) "  # noqa: S608
            f"SELECT chain_id, 3, {COLUMNS}, prev_hash, hash FROM {ENTRY} WHERE seq = 6"
        )

        code, text = sealer.outcome(anchors=False)

        assert code == 3
        assert "segment purgé, encore présente" in text
