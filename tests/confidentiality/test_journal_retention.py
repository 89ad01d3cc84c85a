"""The end of the lines: twelve months, whole segments, no other way out."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from confidentiality.journal import HOUSE
from confidentiality.journal_retention import first_kept, purge_due, seal_segment
from confidentiality.models import JournalChain, JournalEntry, JournalSegment
from tests.confidentiality.tampered import (
    CELLULE,
    ENTRY,
    SEGMENT,
    Sealer,
    rewrite_from,
    some_lines,
    tamper,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer(tmp_path)


def lines_of(age: timedelta, count: int = 3, *, chain_id: uuid.UUID = CELLULE) -> None:
    """Lines written so long ago."""
    with time_machine.travel(NOW - age, tick=False):
        some_lines(count, chain_id=chain_id)


def kept() -> list[int]:
    return list(JournalEntry.objects.filter(chain=CELLULE).values_list("seq", flat=True))


def months(count: int) -> timedelta:
    """Just before the day on which lines of that many months go."""
    return NOW - first_kept(NOW) + timedelta(days=30 * (count - 12))


class TestWhatGoes:
    def test_i60_lines_of_more_than_twelve_months_are_gone(self, sealer: Sealer) -> None:
        day = timedelta(days=1)
        lines_of(months(12) + day)
        lines_of(months(12) - day)

        done = purge_due(sealer.key, NOW)

        assert (done.segments, done.lines) == (1, 3)
        assert kept() == [4, 5, 6]
        assert min(JournalEntry.objects.values_list("at", flat=True)) >= first_kept(NOW)

    def test_a_line_lives_twelve_months_and_a_day_at_most(self) -> None:
        night = datetime.fromisoformat("2026-03-01T00:30:00+01:00")
        evening = datetime.fromisoformat("2026-03-01T23:30:00+01:00")

        assert first_kept(night).isoformat() == "2025-03-01T00:00:00+01:00"
        assert first_kept(evening) == first_kept(night)

    def test_the_setting_is_what_counts(self, sealer: Sealer, settings: Settings) -> None:
        lines_of(timedelta(days=250))
        settings.JALON_JOURNAL_MONTHS = 6

        assert purge_due(sealer.key, NOW).lines == 3

    def test_a_line_behind_one_that_is_kept_is_kept(self, sealer: Sealer) -> None:
        """A clock that went back: the segment ends where the first young line begins."""
        lines_of(months(13), 2)
        lines_of(timedelta(days=1), 1)
        lines_of(months(13), 2)

        purge_due(sealer.key, NOW)

        assert kept() == [3, 4, 5]

    def test_each_chain_goes_by_itself(self, sealer: Sealer) -> None:
        lines_of(months(13))
        lines_of(timedelta(days=1), chain_id=HOUSE)

        assert purge_due(sealer.key, NOW).segments == 1
        assert JournalEntry.objects.filter(chain=HOUSE).count() == 3

    def test_a_second_run_finds_nothing(self, sealer: Sealer) -> None:
        lines_of(months(13))
        purge_due(sealer.key, NOW)

        again = purge_due(sealer.key, NOW)

        assert (again.segments, again.lines, again.broken) == (0, 0, [])


class TestTheHeader:
    def test_it_says_which_lines_it_stands_for(self, sealer: Sealer) -> None:
        lines_of(months(13))
        first, *_, last = JournalEntry.objects.order_by("seq")

        purge_due(sealer.key, NOW)

        header = JournalSegment.objects.get()
        assert (header.first_seq, header.last_seq, header.lines) == (1, 3, 3)
        assert (header.first_hash, header.last_hash) == (first.hash, last.hash)
        assert (header.first_at, header.last_at, header.sealed_at) == (first.at, last.at, NOW)
        assert header.key_id == sealer.key.id

    def test_the_chain_is_verified_across_several_of_them(self, sealer: Sealer) -> None:
        lines_of(months(20))
        lines_of(months(13))
        some_lines(2)
        for months_ago in (4, 0):
            at = NOW - timedelta(days=30 * months_ago)
            with time_machine.travel(at, tick=False):
                purge_due(sealer.key, at)
        some_lines(1)
        sealer.anchor()

        code, text = sealer.outcome()

        assert code == 0
        assert "3 lignes, 2 segments purgés" in text

    def test_anchors_taken_before_the_purge_are_not_contradicted_by_it(
        self, sealer: Sealer
    ) -> None:
        with time_machine.travel(NOW - months(13), tick=False):
            some_lines(2)
            sealer.anchor()
            some_lines(2)
            sealer.anchor()
        some_lines(1)
        purge_due(sealer.key, NOW)

        code, text = sealer.outcome()

        assert code == 0
        assert "2 ancres" in text

    def test_it_is_the_same_whatever_is_read_at_once(
        self, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("confidentiality.journal_retention._AT_ONCE", 2)
        lines_of(months(13), 5)

        assert purge_due(sealer.key, NOW).lines == 5

    def test_a_chain_that_is_wholly_gone_goes_on(self, sealer: Sealer) -> None:
        lines_of(months(13))
        purge_due(sealer.key, NOW)
        assert sealer.outcome(anchors=False)[0] == 0

        some_lines(1)

        assert kept() == [4]
        assert sealer.outcome(anchors=False)[0] == 0


class TestWhatStays:
    def test_a_chain_that_was_rewritten_is_evidence_and_stays(self, sealer: Sealer) -> None:
        lines_of(months(13))
        lines_of(months(13), chain_id=HOUSE)
        tamper(f"UPDATE {ENTRY} SET role = 'x' WHERE seq = 2 AND chain_id = {key(CELLULE)}")  # noqa: S608

        done = purge_due(sealer.key, NOW)

        assert done.broken == [str(CELLULE)]
        assert (done.segments, kept()) == (1, [1, 2, 3])

    @pytest.mark.parametrize("seq", [1, 2, 3])
    def test_a_chain_with_a_hole_stays(self, sealer: Sealer, seq: int) -> None:
        lines_of(months(13))
        tamper(f"DELETE FROM {ENTRY} WHERE seq = {seq}")  # noqa: S608

        assert purge_due(sealer.key, NOW).broken == [str(CELLULE)]
        assert len(kept()) == 2

    def test_a_chain_rewritten_with_its_hashes_no_longer_hides_behind_its_header(
        self, sealer: Sealer
    ) -> None:
        with time_machine.travel(NOW - months(13), tick=False):
            some_lines(3)
            sealer.anchor()
        tamper(f"UPDATE {ENTRY} SET role = 'x' WHERE seq = 2")  # noqa: S608
        rewrite_from(2)
        purge_due(sealer.key, NOW)

        assert sealer.outcome()[0] == 4


def key(chain: uuid.UUID) -> str:
    """The literal of a chain in the SQL of this database."""
    return f"'{chain if connection.vendor == 'postgresql' else chain.hex}'"


class TestTheOnlyWay:
    """The database itself, whatever writes to it."""

    def refused(self, statement: str) -> None:
        before = (kept(), JournalSegment.objects.count())
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert (kept(), JournalSegment.objects.count()) == before

    def test_a_line_without_a_header_does_not_go_however_old(self, sealer: Sealer) -> None:
        lines_of(months(40))

        self.refused(f"DELETE FROM {ENTRY} WHERE seq = 1")  # noqa: S608

    def test_a_header_that_is_there_opens_nothing_more(self, sealer: Sealer) -> None:
        lines_of(months(13))
        some_lines(2)
        purge_due(sealer.key, NOW)

        self.refused(f"DELETE FROM {ENTRY} WHERE seq = 4")  # noqa: S608
        self.refused(f"DELETE FROM {SEGMENT}")  # noqa: S608
        self.refused(f"UPDATE {SEGMENT} SET last_seq = 5, lines = 5")  # noqa: S608

    def test_lines_younger_than_six_months_never_go(self, sealer: Sealer) -> None:
        """Not even under the key of the sealer, with a setting that somebody lowered."""
        lines_of(timedelta(days=170))
        chain = JournalChain.objects.get(pk=CELLULE)

        with pytest.raises(IntegrityError), transaction.atomic():
            seal_segment(chain, sealer.key, NOW, NOW)

        assert kept() == [1, 2, 3]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"first_seq": 2, "lines": 2},
            {"last_seq": 4, "lines": 4},
            {"prev_hash": "a" * 64},
            {"first_hash": "a" * 64},
            {"last_hash": "a" * 64},
        ],
        ids=str,
    )
    def test_a_header_that_is_not_the_one_of_its_lines_is_refused(
        self, sealer: Sealer, wrong: dict[str, object]
    ) -> None:
        lines_of(months(13))
        header = the_header_of_three_lines()
        for name, value in wrong.items():
            setattr(header, name, value)

        with pytest.raises(IntegrityError), transaction.atomic():
            header.save()

        assert kept() == [1, 2, 3]

    def test_that_very_header_is_accepted_otherwise(self) -> None:
        lines_of(months(13))

        the_header_of_three_lines().save()

        assert kept() == []


def the_header_of_three_lines() -> JournalSegment:
    first, *_, last = JournalEntry.objects.order_by("seq")
    return JournalSegment(
        chain_id=CELLULE,
        first_seq=1,
        last_seq=3,
        lines=3,
        prev_hash=first.prev_hash,
        first_hash=first.hash,
        last_hash=last.hash,
        root="0" * 64,
        first_at=first.at,
        last_at=last.at,
        sealed_at=NOW,
        key_id="",
        signature="",
    )
