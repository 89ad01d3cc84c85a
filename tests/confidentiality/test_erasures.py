"""A destroyed key is told to the ledger, to the database and to the journal, or not destroyed."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from confidentiality import erasure_ledger, erasures
from confidentiality.choices import ErasureGround
from confidentiality.erasure_ledger import LedgerBroken, LedgerMissing
from confidentiality.erasures import Standing
from confidentiality.journal import HOUSE
from confidentiality.models import ErasureHead, JournalEntry, PersonKey
from confidentiality.verification import verify
from tests.notifications.threads import at_once

pytestmark = pytest.mark.django_db


def key() -> PersonKey:
    return PersonKey.objects.create_for_person()


def destroyed(ground: ErasureGround = ErasureGround.ELIMINATION) -> PersonKey:
    """A key that is no more: what its row was."""
    made = key()
    kept = PersonKey.objects.get(pk=made.pk)
    erasures.destroy(made, ground=ground, chain_id=HOUSE)
    return kept


class TestDestroy:
    def test_the_key_is_gone_and_the_ledger_names_it(self, ledger: Path) -> None:
        gone = destroyed()

        last = erasure_ledger.read(ledger)[-1]
        assert not PersonKey.objects.filter(pk=gone.pk).exists()
        assert (last.key_id, last.epoch, last.ground) == (str(gone.pk), 1, "elimination")
        assert "personne" not in ledger.read_text()

    def test_the_journal_holds_the_head_of_the_ledger(self, ledger: Path) -> None:
        destroyed()

        last = erasure_ledger.read(ledger)[-1]
        line = JournalEntry.objects.get(action="key.destroy")
        assert (line.object_id, line.codes["ledger_hash"]) == (str(last.seq), last.hash)
        assert verify().findings == ()

    @pytest.mark.parametrize(("damage", "error"), [("lost", LedgerMissing), ("cut", LedgerBroken)])
    def test_without_its_ledger_nothing_is_erased(
        self, ledger: Path, damage: str, error: type[Exception]
    ) -> None:
        destroyed()
        made = key()
        pk = made.pk
        if damage == "lost":
            ledger.unlink()
        else:
            ledger.write_bytes(b"{}\n")

        with pytest.raises(error), transaction.atomic():
            erasures.destroy(made, ground=ErasureGround.DOUBLON, chain_id=HOUSE)

        assert PersonKey.objects.filter(pk=pk).exists()

    def test_both_agree_afterwards(self) -> None:
        destroyed()
        destroyed(ErasureGround.SANS_SUITE)

        assert erasures.standing() is Standing.CURRENT


class TestStanding:
    def test_asking_opens_no_ledger(self, ledger: Path) -> None:
        assert erasures.standing() is Standing.CURRENT
        assert not ledger.exists()
        assert not ErasureHead.objects.exists()

    def test_a_first_start_opens_a_ledger(self, ledger: Path) -> None:
        assert erasures.first_start() is Standing.CURRENT
        assert len(erasure_ledger.read(ledger)) == 1
        assert ErasureHead.objects.get().seq == 0

    def test_a_database_put_back_is_behind(self) -> None:
        destroyed()
        before = ErasureHead.objects.get()
        gone = destroyed()
        before.save()
        gone.save(force_insert=True)

        assert erasures.standing() is Standing.BEHIND
        assert [named.pk for _, named in erasures.to_replay()] == [gone.pk]

    def test_one_erased_row_put_back_by_hand_is_enough(self) -> None:
        gone = destroyed()
        gone.save(force_insert=True)

        assert erasures.standing() is Standing.BEHIND

    def test_a_database_older_than_its_first_start_is_behind(self) -> None:
        destroyed()
        ErasureHead.objects.all().delete()

        assert erasures.standing() is Standing.BEHIND

    def test_a_restored_database_is_behind_even_if_nobody_was_erased_since(self) -> None:
        erasures.first_start()
        ErasureHead.objects.update(replay_due=True)

        assert erasures.standing() is Standing.BEHIND
        erasures.caught_up(0)
        assert erasures.standing() is Standing.CURRENT

    def test_a_lost_ledger_is_missed(self, ledger: Path) -> None:
        destroyed()
        ledger.unlink()

        assert erasures.standing() is Standing.MISSING
        assert not ledger.exists()

    def test_a_ledger_that_was_changed_is_broken(self, ledger: Path) -> None:
        destroyed()
        ledger.write_bytes(ledger.read_bytes().replace(b"elimination", b"doublon"))

        assert erasures.standing() is Standing.BROKEN

    @pytest.mark.parametrize("other", ["shorter", "another"])
    def test_the_ledger_of_another_moment_or_installation_is_foreign(
        self, ledger: Path, other: str
    ) -> None:
        destroyed()
        lines = ledger.read_bytes().splitlines(keepends=True)
        ledger.unlink()
        if other == "shorter":
            ledger.write_bytes(lines[0])
        else:
            erasure_ledger.create(ledger)
            for _ in range(3):
                erasure_ledger.append(
                    ledger,
                    key_id=key().pk,
                    epoch=1,
                    ground=ErasureGround.DOUBLON,
                    at=timezone.now(),
                )

        assert erasures.standing() is Standing.FOREIGN

    def test_a_new_ledger_lets_it_start_and_keeps_the_former_beside(self, ledger: Path) -> None:
        destroyed()
        ledger.write_bytes(b"{}\n")

        erasures.replace_ledger(timezone.now())

        assert erasures.standing() is Standing.CURRENT
        assert len(list(ledger.parent.glob(f"{ledger.name}.*"))) == 1


class TestCrash:
    def test_a_crash_before_the_commit_leaves_a_start_refused_until_it_is_finished(self) -> None:
        erasures.first_start()
        pk = key().pk
        with pytest.raises(IntegrityError), transaction.atomic():
            _destroy_then_fail(pk)
        assert PersonKey.objects.filter(pk=pk).exists()

        assert erasures.standing() is Standing.BEHIND
        [(line, named)] = erasures.to_replay()
        erasures.destroy_again(named, line, chain_id=HOUSE)
        erasures.caught_up(1)

        assert erasures.standing() is Standing.CURRENT

    def test_an_erasure_tried_again_after_a_failure_is_no_obstacle(self, ledger: Path) -> None:
        erasures.first_start()
        pk = key().pk
        with pytest.raises(IntegrityError), transaction.atomic():
            _destroy_then_fail(pk)

        again = PersonKey.objects.get(pk=pk)
        erasures.destroy(again, ground=ErasureGround.ELIMINATION, chain_id=HOUSE)

        assert erasures.standing() is Standing.CURRENT
        assert len(erasure_ledger.read(ledger)) == 3


def _destroy_then_fail(pk: UUID) -> None:
    made = PersonKey.objects.get(pk=pk)
    erasures.destroy(made, ground=ErasureGround.ELIMINATION, chain_id=HOUSE)
    raise IntegrityError


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_heads_follow_the_ledger_whoever_commits_first(self, ledger: Path) -> None:
        def erase() -> None:
            with transaction.atomic():
                destroyed()

        at_once(erase, times=6)

        last = erasure_ledger.read(ledger)[-1]
        assert last.seq == 6
        assert (ErasureHead.objects.get().seq, ErasureHead.objects.get().hash) == (6, last.hash)
        assert erasures.standing() is Standing.CURRENT

    def test_nothing_is_erased_outside_a_transaction(self) -> None:
        with pytest.raises(RuntimeError, match="transaction"):
            destroyed()
