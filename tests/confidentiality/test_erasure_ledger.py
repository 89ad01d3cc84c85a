"""The ledger of erasures: a chain of lines that nobody changes, and that a crash does not break."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from confidentiality import erasure_ledger as ledger
from confidentiality.choices import ErasureGround
from confidentiality.erasure_ledger import LedgerBroken, LedgerMissing, Line
from tests.notifications.threads import at_once

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
GROUNDS = st.sampled_from(ErasureGround)
LISTS = st.lists(st.tuples(st.uuids(), st.integers(1, 99), GROUNDS), min_size=1, max_size=8)
ANY = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def append(path: Path, key_id: UUID | None = None) -> Line:
    ground = ErasureGround.ELIMINATION
    return ledger.append(path, key_id=key_id or uuid4(), epoch=1, ground=ground, at=NOW)


def written(folder: Path, told: list[tuple[UUID, int, ErasureGround]]) -> Path:
    """A ledger of these erasures, in a file of its own."""
    path = folder / uuid4().hex / "ledger.jsonl"
    ledger.create(path)
    for key_id, epoch, ground in told:
        ledger.append(path, key_id=key_id, epoch=epoch, ground=ground, at=NOW)
    return path


class TestChain:
    @ANY
    @given(told=LISTS)
    def test_what_is_appended_is_read_again_in_order(
        self, tmp_path: Path, told: list[tuple[UUID, int, ErasureGround]]
    ) -> None:
        lines = ledger.read(written(tmp_path, told))

        assert [(UUID(each.key_id), each.epoch, each.ground) for each in lines[1:]] == told
        assert [each.seq for each in lines] == list(range(len(told) + 1))

    @ANY
    @given(told=LISTS, data=st.data())
    def test_a_line_changed_removed_or_moved_is_noticed(
        self, tmp_path: Path, told: list[tuple[UUID, int, ErasureGround]], data: st.DataObject
    ) -> None:
        path = written(tmp_path, told)
        lines = path.read_bytes().splitlines(keepends=True)
        at = data.draw(st.integers(0, len(lines) - 2))
        match data.draw(st.sampled_from(["change", "remove", "swap", "double"])):
            case "change":
                content = json.loads(lines[at]) | {"key_id": str(uuid4())}
                lines[at] = json.dumps(content).encode() + b"\n"
            case "remove":
                del lines[at]
            case "swap":
                lines[at], lines[at + 1] = lines[at + 1], lines[at]
            case _:
                lines.insert(at, lines[at])
        path.write_bytes(b"".join(lines))

        with pytest.raises(LedgerBroken):
            ledger.read(path)

    @ANY
    @given(told=LISTS, cut=st.integers(1, 300))
    def test_a_line_that_a_crash_left_unfinished_never_happened(
        self, tmp_path: Path, told: list[tuple[UUID, int, ErasureGround]], cut: int
    ) -> None:
        path = written(tmp_path, told)
        whole = ledger.read(path)
        half = append(path).to_bytes()
        path.write_bytes(path.read_bytes()[: -min(cut, len(half))])
        assert ledger.read(path) == whole

        line = append(path)

        assert ledger.read(path) == [*whole, line]

    def test_two_ledgers_are_never_the_same(self, tmp_path: Path) -> None:
        one, other = written(tmp_path, []), written(tmp_path, [])

        assert ledger.read(one)[0].hash != ledger.read(other)[0].hash

    @pytest.mark.parametrize("content", [b"", b"{}\n", b"null\n", b"[1]\n", b'{"seq": 0}\n'])
    def test_what_is_no_ledger_is_broken(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "ledger.jsonl"
        path.write_bytes(content)

        with pytest.raises(LedgerBroken):
            ledger.read(path)

    def test_nothing_is_appended_after_a_last_line_that_was_altered(self, tmp_path: Path) -> None:
        path = written(tmp_path, [(uuid4(), 1, ErasureGround.DOUBLON)])
        path.write_bytes(path.read_bytes().replace(b"doublon", b"sans_suite"))

        with pytest.raises(LedgerBroken):
            append(path)


class TestFile:
    def test_only_its_owner_reads_it(self, tmp_path: Path) -> None:
        path = written(tmp_path, [])

        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert list(path.parent.iterdir()) == [path]

    def test_one_that_exists_is_never_replaced(self, tmp_path: Path) -> None:
        path = written(tmp_path, [(uuid4(), 1, ErasureGround.DOUBLON)])
        before = path.read_bytes()

        ledger.create(path)

        assert path.read_bytes() == before

    def test_a_missing_one_is_neither_read_nor_made_by_an_erasure(self, tmp_path: Path) -> None:
        path = tmp_path / "ledger.jsonl"

        with pytest.raises(LedgerMissing):
            append(path)
        with pytest.raises(LedgerMissing):
            ledger.read(path)
        assert not path.exists()

    def test_erasures_at_the_same_moment_follow_each_other(self, tmp_path: Path) -> None:
        path = written(tmp_path, [])

        at_once(lambda: append(path), times=8)

        assert len(ledger.read(path)) == 9

    def test_a_lost_one_is_put_aside_and_never_deleted(self, tmp_path: Path) -> None:
        path = written(tmp_path, [])
        before = path.read_bytes()

        ledger.set_aside(path, NOW)

        assert not path.exists()
        assert path.with_name("ledger.jsonl.20261126T090000").read_bytes() == before
