"""Anchors kept elsewhere, shorter verifications, keys that are replaced."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from confidentiality import journal_key, sealing, verification
from confidentiality.models import JournalCheckpoint
from confidentiality.verification.anchors import read_anchors
from confidentiality.verification.claims import Claims
from confidentiality.verification.signatures import read_keys
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
        rewrite_everything()
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
        rewrite_everything()

        assert outcome(since=moment, public_key=sealer.public)[0] == 4

    def test_it_still_finds_that_the_sealed_line_is_gone(self, sealer: Sealer) -> None:
        moment = timezone.now()
        rewind_to(7)

        assert outcome(since=moment, public_key=sealer.public)[0] == 4

    def test_it_begins_at_the_first_line_when_no_checkpoint_is_that_old(
        self, sealer: Sealer
    ) -> None:
        moment = JournalCheckpoint.objects.get().at - timedelta(days=1)

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
