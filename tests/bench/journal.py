"""Verifying a journal of a million lines, on the database of the run (goal G7: a minute)."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from confidentiality import journal_key, sealing, verification
from confidentiality.journal import canonical
from confidentiality.models import JournalChain, JournalEntry
from confidentiality.models.journal import GENESIS_HASH
from confidentiality.verification import Verdict
from tests.bench.report import Figure

LINES = int(os.environ.get("JALON_BENCH_LINES") or 1_000_000)
CHAINS, AT_ONCE = 50, 5_000
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
_COLUMNS = (
    "chain_id, seq, at, actor_id, hat_id, role, action, object_type, object_id, outcome, codes, "
    "request_id, prev_hash, hash"
)


class NotSound(Exception):
    """The journal of the benchmark is not the one that was meant: its times mean nothing."""


def run() -> Iterator[Figure]:
    """Seconds for the whole journal, on the clock and of this process, and since its last seal.

    Then the megabytes that it took: what it keeps does not grow with the lines.
    """
    with TemporaryDirectory() as folder:
        key_file = Path(folder) / "journal.key"
        key = journal_key.ensure(key_file)
        _fill(key)
        public, vendor = journal_key.public_half(key_file), connection.vendor
        before, spent = _peak(forget=True), time.process_time()
        seconds, found = _timed(public, None)
        if found.verdict is not Verdict.OK or found.entries != LINES:
            raise NotSound(str(found))
        yield Figure(f"journal.verify.{vendor}", seconds, "s", goal=60, at_most=True)
        cpu = f"journal.verify.cpu.{vendor}"
        yield Figure(cpu, time.process_time() - spent, "s", goal=60, at_most=True)
        grown = _peak() - before
        yield Figure(f"journal.verify.memory.{vendor}", grown, "MB", goal=64, at_most=True)
        seconds, found = _timed(public, START + timedelta(seconds=LINES))
        if found.verdict is not Verdict.OK or found.entries >= LINES:
            raise NotSound(str(found))
        yield Figure(f"journal.verify.since.{vendor}", seconds, "s", goal=15, at_most=True)


def _timed(public: Path, since: datetime | None) -> tuple[float, verification.Report]:
    begun = time.perf_counter()
    found = verification.verify(since=since, public_key=public)
    return time.perf_counter() - begun, found


def _peak(*, forget: bool = False) -> float:
    """The most memory that this process held since it was forgotten, in megabytes (Linux)."""
    if forget:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def _fill(key: journal_key.SealingKey) -> None:
    """Lines as the journal writes them, with a checkpoint for every five thousand."""
    chains = [JournalChain(pk=UUID(int=number + 1, version=4)) for number in range(CHAINS)]
    JournalChain.objects.bulk_create(chains)
    lines, done = _lines(chains), 0
    while batch := list(islice(lines, AT_ONCE)):
        done += len(batch)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO confidentiality_journalentry ({_COLUMNS}) VALUES "  # noqa: S608
                f"({', '.join(['%s'] * 14)})",
                batch,
            )
            JournalChain.objects.bulk_update(chains, ["head_seq", "head_hash"])
        sealing.seal(key, START + timedelta(seconds=done))


def _lines(chains: list[JournalChain]) -> Iterator[tuple[Any, ...]]:
    columns: list[Any] = [JournalEntry._meta.get_field(name.strip()) for name in _fields()]
    for number in range(LINES):
        chain = chains[number % CHAINS]
        entry = JournalEntry(
            chain=chain,
            seq=chain.head_seq + 1,
            at=START + timedelta(seconds=number, microseconds=number % 1_000),
            actor_id=UUID(int=number % 200 + 1, version=4),
            hat_id=UUID(int=number % 300 + 1, version=4),
            role="coordonnateur",
            action="case.view",
            object_type="casework.case",
            object_id=str(UUID(int=number % 5_000 + 1, version=4)),
            outcome="read",
            codes={"reference": "K7F3QD", "fields": ["birth_date", "contact", "identity"]},
            request_id=f"{number:012x}",
            prev_hash=chain.head_hash or GENESIS_HASH,
        )
        entry.hash = hashlib.sha256(canonical(entry)).hexdigest()
        chain.head_seq, chain.head_hash = entry.seq, entry.hash
        yield tuple(
            each.get_db_prep_save(getattr(entry, each.attname), connection) for each in columns
        )


def _fields() -> list[str]:
    return _COLUMNS.replace("chain_id", "chain").split(",")
