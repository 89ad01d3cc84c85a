"""Sealing: when a checkpoint is due, what it bears, and the key that signs it."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from confidentiality import journal_key, sealing
from confidentiality.journal_key import SealingKey
from confidentiality.merkle import root_of
from confidentiality.models import JournalChain, JournalCheckpoint
from confidentiality.verification.signatures import tree_root
from tests.confidentiality.tampered import CHECKPOINT, Sealer, outcome, some_lines

NOW = timezone.now()


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer(tmp_path)


class TestTheRoot:
    @given(st.lists(st.binary(max_size=40), max_size=70))
    def test_two_readings_of_the_rule_agree(self, leaves: list[bytes]) -> None:
        """Ours keeps a forest; the verifier splits as the text of RFC 9162 does."""
        assert root_of(iter(leaves)) == tree_root(leaves).hex()

    def test_leaves_and_nodes_are_told_apart(self) -> None:
        left = hashlib.sha256(b"\x00a").digest()
        right = hashlib.sha256(b"\x00b").digest()

        assert root_of([b"a"]) == left.hex()
        assert root_of([b"a", b"b"]) == hashlib.sha256(b"\x01" + left + right).hexdigest()
        assert root_of([]) == hashlib.sha256(b"").hexdigest()


@pytest.mark.django_db
class TestWhenItIsDue:
    def test_nothing_is_sealed_while_nothing_is_written(self, sealer: Sealer) -> None:
        assert sealing.seal_due(sealer.key, NOW) is None
        some_lines(1)
        assert sealing.seal_due(sealer.key, NOW) is not None

        assert sealing.seal_due(sealer.key, NOW + timedelta(days=1)) is None

    def test_lines_wait_ten_minutes_at_most(self, sealer: Sealer) -> None:
        some_lines(1)
        sealing.seal_due(sealer.key, NOW)
        some_lines(1)

        before = sealing.seal_due(sealer.key, NOW + timedelta(minutes=10, seconds=-1))
        after = sealing.seal_due(sealer.key, NOW + timedelta(minutes=10))

        assert before is None
        assert after is not None
        assert (after.number, after.lines) == (2, 2)

    def test_a_thousand_lines_do_not_wait(
        self, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert sealing.CHECKPOINT_LINES == 1000
        monkeypatch.setattr(sealing, "CHECKPOINT_LINES", 4)
        some_lines(1)
        sealing.seal_due(sealer.key, NOW)

        some_lines(3)
        assert sealing.seal_due(sealer.key, NOW) is None
        some_lines(1)
        assert sealing.seal_due(sealer.key, NOW) is not None

    def test_of_two_sealers_at_once_one_signs(
        self, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        some_lines(1)
        ready = sealing._next(sealer.key, NOW)
        sealer.seal()
        monkeypatch.setattr(sealing, "_next", lambda key, now: ready)

        assert sealing.seal(sealer.key, NOW) is None
        assert JournalCheckpoint.objects.count() == 1


@pytest.mark.django_db
class TestWhatItBears:
    def test_only_what_moved_is_written_and_every_head_is_signed(self, sealer: Sealer) -> None:
        some_lines(2)
        some_lines(1, chain_id=sealing_chain(1))
        sealer.seal()
        some_lines(1)

        second = sealer.seal()

        assert set(second.heads) == {str(JournalChain.objects.get(head_seq=3).pk)}
        assert (second.chains, second.lines) == (2, 4)
        assert len(sealing.heads_at(second)) == 2

    def test_every_head_is_written_once_in_a_hundred(
        self, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sealing, "FULL_EVERY", 3)
        some_lines(1, chain_id=sealing_chain(1))
        for _ in range(5):
            some_lines(1)
            sealer.seal()

        sizes = [len(each.heads) for each in JournalCheckpoint.objects.all()]

        assert sizes == [2, 1, 1, 2, 1]
        assert sealer.outcome(anchors=False)[0] == 0

    @pytest.mark.parametrize("change", ["UPDATE {} SET lines = 9", "DELETE FROM {}"])
    def test_the_database_refuses_to_change_or_delete_it(self, sealer: Sealer, change: str) -> None:
        some_lines(1)
        sealer.seal()

        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change.format(CHECKPOINT))

        assert sealer.outcome(anchors=False)[0] == 0


class TestTheKey:
    def test_it_is_made_once_for_its_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "journal.key"
        first = journal_key.ensure(path)

        assert journal_key.ensure(path).id == first.id
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert journal_key.public_half(path).read_text() == first.public_pem

    @pytest.mark.parametrize("mode", [0o600, 0o400])
    def test_its_owner_may_only_read_it(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "journal.key"
        made = journal_key.ensure(path)
        path.chmod(mode)

        assert SealingKey.load(path).id == made.id

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
    def test_a_key_that_others_may_read_is_refused(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "journal.key"
        journal_key.ensure(path)
        path.chmod(mode)

        with pytest.raises(ImproperlyConfigured, match="trop ouverte"):
            SealingKey.load(path)

    @pytest.mark.parametrize("content", ["", "x", "{}"])
    def test_a_file_that_is_no_key_is_refused_without_being_quoted(
        self, tmp_path: Path, content: str
    ) -> None:
        path = tmp_path / "journal.key"
        path.write_text(content)
        path.chmod(0o600)

        with pytest.raises(ImproperlyConfigured, match="abîmée"):
            SealingKey.load(path)

    def test_a_key_is_never_printed(self, sealer: Sealer) -> None:
        assert "private" not in repr(sealer.key)

    def test_a_process_without_the_file_is_not_the_sealer(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        settings.JALON_JOURNAL_KEY = tmp_path / "none.key"
        assert sealing.sealer_key() is None

        made = journal_key.ensure(settings.JALON_JOURNAL_KEY)

        found = sealing.sealer_key()
        assert found is not None
        assert found.id == made.id


@pytest.mark.django_db
class TestTheCommand:
    @pytest.fixture(autouse=True)
    def keys(self, settings: Settings, tmp_path: Path) -> None:
        settings.JALON_JOURNAL_KEY = tmp_path / "journal.key"
        settings.JALON_JOURNAL_PUBLIC_KEY = tmp_path / "journal.pub"

    def test_it_prints_the_public_key_for_the_keeper_of_the_anchors(
        self, settings: Settings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        key = journal_key.ensure(settings.JALON_JOURNAL_KEY)

        call_command("journal_seal", public_key=True)

        assert capsys.readouterr().out == key.public_pem
        assert not JournalCheckpoint.objects.exists()

    def test_it_seals_and_the_verification_finds_the_public_key_by_itself(
        self, settings: Settings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        journal_key.ensure(settings.JALON_JOURNAL_KEY)
        some_lines(2)

        call_command("journal_seal", purge=True)

        assert "n° 1 : 2 lignes" in plain(capsys.readouterr().out)
        code, text = outcome()
        assert code == 0
        assert "Signatures non vérifiées" not in text

    def test_it_refuses_where_the_key_is_not(self) -> None:
        with pytest.raises(CommandError, match="absente"):
            call_command("journal_seal")

    def test_it_refuses_a_key_open_to_others(self, settings: Settings) -> None:
        journal_key.ensure(settings.JALON_JOURNAL_KEY)
        settings.JALON_JOURNAL_KEY.chmod(0o644)

        with pytest.raises(CommandError, match="trop ouverte"):
            call_command("journal_seal")


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def sealing_chain(number: int) -> uuid.UUID:
    return uuid.UUID(int=100 + number)
