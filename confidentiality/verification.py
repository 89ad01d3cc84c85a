"""Checking the journal, without trusting what writes it.

Nothing here imports the models nor ``journal.py``: rows are read by SQL, and the rule of the hash
is stated a second time. A fault in the writer cannot hide itself from its verifier.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connections

ANCHOR_FILE = "journal-anchors.jsonl"
_GENESIS = "0" * 64
_BATCH = 2000
_COLUMNS = (
    "chain_id",
    "seq",
    "at",
    "actor_id",
    "hat_id",
    "role",
    "action",
    "object_type",
    "object_id",
    "outcome",
    "codes",
    "request_id",
    "prev_hash",
    "hash",
)
# As text: a cell that was tampered with must reach the comparison, not break the driver.
_AS_TEXT = {"at", "codes"}
_SELECTED = ", ".join(f"CAST({c} AS text)" if c in _AS_TEXT else c for c in _COLUMNS)
_ENTRIES_SQL = (
    f"SELECT {_SELECTED} FROM confidentiality_journalentry "  # noqa: S608 (constants only)
    "ORDER BY chain_id, seq"
)
_HEADS_SQL = "SELECT id, head_seq, head_hash FROM confidentiality_journalchain"


class Verdict(IntEnum):
    """What was found; the exit code of ``manage.py journal_verify``."""

    OK = 0
    GAP = 2
    HASH = 3
    ANCHOR = 4
    NO_ANCHOR = 5


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a chain, as the chain row or an anchor says."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is wrong in a chain."""

    verdict: Verdict
    chain: str
    seq: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a whole verification."""

    chains: int
    entries: int
    anchors: int
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The first finding decides: the table before the anchors."""
        return self.findings[0].verdict if self.findings else Verdict.OK


Anchors = dict[str, dict[int, str]]


def verify(anchors_in: Path | None = None, *, using: str = "default") -> Report:
    """Check every chain, and the anchors kept in a folder when one is given."""
    anchors, findings_on_files = ({}, []) if anchors_in is None else read_anchors(anchors_in)
    walk = _Walk(anchors)
    before = read_heads(using=using)
    for row in _rows(using):
        walk.step(row)
    # Heads are read on both sides of the one statement that reads the lines: what is written
    # meanwhile is no fault.
    walk.compare_heads(before, read_heads(using=using))
    walk.compare_anchors()
    return Report(
        chains=len(walk.last),
        entries=walk.entries,
        anchors=sum(len(heads) for heads in anchors.values()),
        findings=(*walk.findings.values(), *walk.anchor_findings, *findings_on_files),
    )


def read_heads(*, using: str = "default") -> dict[str, Head]:
    """The heads of all chains, as their rows say."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HEADS_SQL)
        return {_uuid(chain): Head(seq, digest) for chain, seq, digest in cursor.fetchall()}


def append_anchor(folder: Path, *, using: str = "default") -> int:
    """Add one line with the heads of all chains to the anchors of a folder; how many heads.

    The folder is meant to be copied, or mounted, where the web server cannot write.
    """
    heads = read_heads(using=using)
    line = json.dumps(
        {
            "at": datetime.now(UTC).isoformat(timespec="microseconds"),
            "heads": {chain: [head.seq, head.hash] for chain, head in heads.items()},
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ANCHOR_FILE).open("a", encoding="ascii") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    return len(heads)


def read_anchors(folder: Path) -> tuple[Anchors, list[Finding]]:
    """The anchors of a folder by chain and number, and what is wrong with the files themselves."""
    anchors: Anchors = {}
    findings: list[Finding] = []
    lines = list(_anchor_lines(folder))
    if not lines:
        findings.append(Finding(Verdict.NO_ANCHOR, "", 0, f"aucune ancre dans « {folder} »"))
    for place, line in lines:
        try:
            content = json.loads(line)["heads"]
            heads = [(_uuid(key), int(seq), str(digest)) for key, (seq, digest) in content.items()]
        except (AttributeError, KeyError, TypeError, ValueError):
            findings.append(Finding(Verdict.ANCHOR, "", 0, f"ancre illisible, {place}"))
            continue
        for chain, seq, digest in heads:
            if anchors.setdefault(chain, {}).setdefault(seq, digest) != digest:
                sentence = f"deux ancres se contredisent, {place}"
                findings.append(Finding(Verdict.ANCHOR, chain, seq, sentence))
    return anchors, findings


class _Walk:
    """One pass over all lines, in the order of chains and numbers."""

    def __init__(self, anchors: Anchors) -> None:
        self.last: dict[str, Head] = {}
        self.entries = 0
        self.findings: dict[str, Finding] = {}
        self.anchor_findings: list[Finding] = []
        self._anchors = anchors
        self._hash_at: dict[tuple[str, int], str] = {}

    def step(self, row: Mapping[str, Any]) -> None:
        """Check one line against the line before it."""
        chain, seq = _uuid(row["chain_id"]), row["seq"]
        previous = self.last.get(chain, Head(0, _GENESIS))
        self.last[chain] = Head(seq, row["hash"])
        self.entries += 1
        if seq in self._anchors.get(chain, {}):
            self._hash_at[chain, seq] = row["hash"]
        if chain in self.findings:
            return
        if seq != previous.seq + 1:
            self._find(Verdict.GAP, chain, previous.seq + 1, "ligne manquante")
        elif row["prev_hash"] != previous.hash:
            self._find(Verdict.HASH, chain, seq, "la ligne ne suit pas la précédente")
        elif row["hash"] != _digest(row):
            self._find(Verdict.HASH, chain, seq, "le contenu ne correspond pas à son empreinte")

    def compare_heads(self, before: Mapping[str, Head], after: Mapping[str, Head]) -> None:
        """Check that each chain ends where its row says."""
        for chain in sorted({*self.last, *before, *after} - {*self.findings}):
            last = self.last.get(chain, Head(0, _GENESIS))
            low, high = before.get(chain, Head(0, _GENESIS)), after.get(chain, Head(0, _GENESIS))
            if last.seq < low.seq:
                self._find(Verdict.GAP, chain, last.seq + 1, "fin de chaîne manquante")
            elif last.seq > high.seq:
                self._find(Verdict.HASH, chain, high.seq + 1, "ligne ajoutée hors du journal")
            elif last.seq in (low.seq, high.seq) and last not in (low, high):
                self._find(Verdict.HASH, chain, last.seq, "la tête de chaîne ne correspond pas")

    def compare_anchors(self) -> None:
        """Check that every anchored line is still there, unchanged."""
        for chain, heads in sorted(self._anchors.items()):
            for seq, digest in sorted(heads.items()):
                # A chain is created just before its first line: an anchor may see it empty.
                found = self._hash_at.get((chain, seq)) if seq else _GENESIS
                if found != digest:
                    sentence = (
                        "ligne ancrée disparue : base revenue en arrière ou fin de chaîne coupée"
                        if found is None
                        else "la ligne diffère de son ancre : chaîne réécrite"
                    )
                    self.anchor_findings.append(Finding(Verdict.ANCHOR, chain, seq, sentence))
                    break

    def _find(self, verdict: Verdict, chain: str, seq: int, sentence: str) -> None:
        self.findings[chain] = Finding(verdict, chain, seq, sentence)


def _rows(using: str) -> Iterator[dict[str, Any]]:
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(_ENTRIES_SQL)
        while batch := cursor.fetchmany(_BATCH):
            for values in batch:
                yield dict(zip(_COLUMNS, values, strict=True))


def _digest(row: Mapping[str, Any]) -> str:
    """SHA-256 over the JSON of the line: sorted keys, no space, UTC instants to the microsecond."""
    try:
        content = {
            "chain": _uuid(row["chain_id"]),
            "seq": row["seq"],
            "at": _instant(row["at"]),
            "actor": _uuid(row["actor_id"]) if row["actor_id"] else None,
            "hat": _uuid(row["hat_id"]) if row["hat_id"] else None,
            "role": row["role"],
            "action": row["action"],
            "object_type": row["object_type"],
            "object_id": row["object_id"],
            "outcome": row["outcome"],
            "codes": json.loads(row["codes"]),
            "request": row["request_id"],
            "prev": row["prev_hash"],
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError):
        # A cell that is not even of its type was not written by the journal.
        return ""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _uuid(value: object) -> str:
    # SQLite holds 32 hexadecimal digits, PostgreSQL a uuid.
    try:
        return str(UUID(str(value)))
    except ValueError:
        return str(value)


def _instant(value: str) -> str:
    moment = datetime.fromisoformat(value)
    # SQLite holds UTC without saying so.
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def _anchor_lines(folder: Path) -> Iterable[tuple[str, str]]:
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                yield f"{path.name}, ligne {number}", line
