"""The ten ways of falsifying a sealed journal: whoever has the key and the anchors finds each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from confidentiality import journal_key, journal_retention, sealing, verification
from confidentiality.models import JournalCheckpoint, JournalSegment
from tests.confidentiality.tampered import (
    CELLULE,
    CHAIN,
    CHECKPOINT,
    ENTRY,
    SEGMENT,
    Sealer,
    outcome,
    rewind_to,
    rewrite_from,
    some_lines,
    tamper,
)

pytestmark = pytest.mark.django_db

COLUMNS = "at, role, action, object_type, object_id, outcome, codes, request_id"
LONG_AGO = "2024-02-01 10:00"


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    """Four old lines purged into a segment, then five lines, one checkpoint and its anchor."""
    sealer = Sealer(tmp_path)
    with time_machine.travel(LONG_AGO, tick=False):
        some_lines(4)
    done = journal_retention.purge_due(sealer.key, timezone.now())
    assert (done.segments, done.lines) == (1, 4)
    some_lines(5)
    sealer.anchor()
    return sealer


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


def rewrite_everything(_: Sealer) -> None:
    tamper(f"UPDATE {ENTRY} SET role = 'x' WHERE seq = 6")  # noqa: S608
    rewrite_from(6)


def drop_a_segment(_: Sealer) -> None:
    tamper(f"DELETE FROM {SEGMENT}")  # noqa: S608


def forge_the_seals(sealer: Sealer) -> None:
    """The chain written again, and sealed again by another key: the anchor still remembers."""
    rewrite_everything(sealer)
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
    "full rewrite": (rewrite_everything, 4, f"Chaîne {CELLULE}, ligne 9"),
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
        rewrite_everything(sealer)

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


class TestAnchors:
    def test_a_journal_that_grew_since_its_anchors_is_sound(self, sealer: Sealer) -> None:
        some_lines(3)
        sealer.anchor()
        some_lines(1)

        code, text = sealer.outcome()

        assert code == 0
        assert "2 points de contrôle, 2 ancres" in text

    def test_an_anchor_is_checked_with_the_public_key_alone(
        self, sealer: Sealer, tmp_path: Path
    ) -> None:
        """Neither the database nor the sealer: a file, a key, the rule of the root."""
        from confidentiality.verification.anchors import read_anchors
        from confidentiality.verification.claims import Claims
        from confidentiality.verification.signatures import read_keys

        known, other = read_keys(sealer.public), tmp_path / "other.pub"
        other.write_text(journal_key.ensure(tmp_path / "other.key").public_pem)

        assert read_anchors(sealer.anchors, Claims(), known).findings == []
        [fault] = read_anchors(sealer.anchors, Claims(), read_keys(other)).findings
        assert "signature est fausse" in fault.sentence

    def test_an_anchor_adds_a_line_and_keeps_the_former_ones(self, sealer: Sealer) -> None:
        [first] = sealer.anchored.read_text().splitlines()
        some_lines(1)
        sealer.anchor()

        lines = sealer.anchored.read_text().splitlines()

        assert (len(lines), lines[0]) == (2, first)
        assert json.loads(lines[1])["heads"][str(CELLULE)][0] == 10

    def test_nothing_is_anchored_before_a_checkpoint_is_signed(self, tmp_path: Path) -> None:
        some_lines()

        with pytest.raises(verification.NothingToAnchor, match="aucun point de contrôle"):
            verification.append_anchor(tmp_path)

        assert not (tmp_path / verification.ANCHOR_FILE).exists()

    def test_a_checkpoint_that_contradicts_itself_is_not_anchored(self, sealer: Sealer) -> None:
        tamper(f"UPDATE {CHECKPOINT} SET lines = 2")  # noqa: S608

        with pytest.raises(verification.NothingToAnchor, match="racine"):
            verification.append_anchor(sealer.anchors)

    @pytest.mark.parametrize("exists", [True, False])
    def test_a_folder_without_anchor_is_said(self, tmp_path: Path, exists: bool) -> None:
        some_lines()

        code, text = outcome(anchors=tmp_path if exists else tmp_path / "nowhere")

        assert code == 5
        assert "aucune ancre" in text

    @pytest.mark.parametrize(
        "line", ["{", "[]", '{"heads": 3}', '{"checkpoint": {}}', '{"checkpoint": 1, "heads": {}}']
    )
    def test_an_anchor_that_was_altered_is_found(self, sealer: Sealer, line: str) -> None:
        with sealer.anchored.open("a") as file:
            file.write(f"{line}\n")

        code, text = sealer.outcome()

        assert code == 4
        assert "ancre illisible" in text

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('"signature":"', '"signature":"00', "signature est fausse"),
            ('"lines":9', '"lines":8', "signature est fausse"),
            ('":[9,', '":[8,', "ancre falsifiée"),
        ],
    )
    def test_an_anchor_that_was_substituted_is_found(
        self, sealer: Sealer, old: str, new: str, said: str
    ) -> None:
        text = sealer.anchored.read_text()
        assert old in text
        sealer.anchored.write_text(text.replace(old, new))

        code, told = sealer.outcome()

        assert code == 4
        assert said in told

    def test_two_anchors_that_disagree_are_found(self, sealer: Sealer) -> None:
        """The sealer itself signed twice the same number: one of the two databases lies."""
        rewrite_everything(sealer)
        tamper(f"DELETE FROM {CHECKPOINT}")  # noqa: S608
        sealer.anchor()

        code, text = sealer.outcome()

        assert code == 4
        assert "se contredisent" in text

    def test_checkpoints_that_disappear_from_the_database_are_found(self, sealer: Sealer) -> None:
        tamper(f"DELETE FROM {CHECKPOINT}")  # noqa: S608

        code, text = sealer.outcome()

        assert code == 4
        assert "absent de la base" in text

    def test_a_whole_chain_that_disappears_is_found(self, sealer: Sealer) -> None:
        tamper(f"DELETE FROM {ENTRY}", f"DELETE FROM {SEGMENT}", f"DELETE FROM {CHAIN}")  # noqa: S608

        code, text = sealer.outcome()

        assert code == 4
        assert f"Chaîne {CELLULE}, ligne 9" in text

    def test_a_fault_of_the_table_is_said_before_a_fault_of_the_anchors(
        self, sealer: Sealer
    ) -> None:
        tamper(f"DELETE FROM {ENTRY} WHERE seq > 7")  # noqa: S608

        assert sealer.outcome()[0] == 2


class TestSince:
    """A shorter verification begins at the last sound checkpoint before a moment."""

    def test_it_reads_only_what_came_after(self, sealer: Sealer) -> None:
        moment = timezone.now()
        some_lines(2)

        code, text = outcome(since=moment, public_key=sealer.public)

        assert code == 0
        # The sealed line itself, then the two that follow.
        assert "1 chaînes, 3 lignes" in text

    def test_it_still_finds_that_the_sealed_line_is_another(self, sealer: Sealer) -> None:
        moment = timezone.now()
        rewrite_everything(sealer)

        assert outcome(since=moment, public_key=sealer.public)[0] == 4

    def test_it_still_finds_that_the_sealed_line_is_gone(self, sealer: Sealer) -> None:
        moment = timezone.now()
        rewind_to(7)

        assert outcome(since=moment, public_key=sealer.public)[0] == 4

    def test_it_begins_at_the_first_line_when_no_checkpoint_is_that_old(
        self, sealer: Sealer
    ) -> None:
        moment = JournalCheckpoint.objects.get().at - timezone.timedelta(days=1)

        assert "1 chaînes, 5 lignes" in outcome(since=moment, public_key=sealer.public)[1]

    def test_it_trusts_no_checkpoint_that_is_wrong(self, sealer: Sealer) -> None:
        moment = timezone.now()
        tamper(f"UPDATE {CHECKPOINT} SET signature = '00'")  # noqa: S608

        code, text = outcome(since=moment, public_key=sealer.public)

        assert code == 4
        assert "1 chaînes, 5 lignes" in text


def test_a_file_that_is_no_public_key_is_refused(sealer: Sealer, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pub"
    wrong.write_text("-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----\n")

    code, text = outcome(public_key=wrong)

    assert code == 4
    assert "clé publique illisible" in text


def test_seals_of_a_key_that_was_replaced_stand_beside_those_of_the_next(
    sealer: Sealer, tmp_path: Path
) -> None:
    next_key = journal_key.ensure(tmp_path / "next.key")
    some_lines(1)
    assert sealing.seal(next_key, timezone.now())
    both = tmp_path / "both.pub"
    both.write_text(sealer.key.public_pem + next_key.public_pem)

    assert outcome(public_key=both)[0] == 0
    assert outcome(public_key=sealer.public)[0] == 4
