"""Reading the journal by SQL, and the rule of the hash of a line, stated a second time."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections, transaction

from confidentiality.verification.findings import Head

_BATCH = 2_000
_HEADS = "SELECT id, head_seq, head_hash FROM confidentiality_journalchain"
_CHAINS = """SELECT id FROM confidentiality_journalchain
    UNION SELECT DISTINCT chain_id FROM confidentiality_journalentry
    UNION SELECT DISTINCT chain_id FROM confidentiality_journalsegment"""
# As text: a cell that was tampered with must reach the comparison, not break the driver.
_LINES = """SELECT chain_id, seq, CAST(at AS text), actor_id, hat_id, role, action, object_type,
    object_id, outcome, CAST(codes AS text), request_id, prev_hash, hash
    FROM confidentiality_journalentry WHERE chain_id = %s AND seq >= %s ORDER BY seq"""
_SEGMENTS = """SELECT chain_id, first_seq, last_seq, lines, prev_hash, first_hash, last_hash, root,
    CAST(first_at AS text), CAST(last_at AS text), CAST(sealed_at AS text), key_id, signature
    FROM confidentiality_journalsegment ORDER BY first_seq"""
_CHECKPOINTS = """SELECT number, CAST(at AS text), lines, chains, CAST(heads AS text), root,
    prev_hash, key_id, signature FROM confidentiality_journalcheckpoint ORDER BY number"""


class Line(NamedTuple):
    """One line of a chain, as the database gives it."""

    chain_id: object
    seq: int
    at: str
    actor_id: object
    hat_id: object
    role: str
    action: str
    object_type: str
    object_id: str
    outcome: str
    codes: str
    request_id: str
    prev_hash: str
    hash: str


class Segment(NamedTuple):
    """The header of lines that are gone."""

    chain_id: object
    first_seq: int
    last_seq: int
    lines: int
    prev_hash: str
    first_hash: str
    last_hash: str
    root: str
    first_at: str
    last_at: str
    sealed_at: str
    key_id: str
    signature: str


class Checkpoint(NamedTuple):
    """The heads that moved, the root and the signature over all of them."""

    number: int
    at: str
    lines: int
    chains: int
    heads: str
    root: str
    prev_hash: str
    key_id: str
    signature: str


def read_heads(using: str) -> dict[str, Head]:
    """The heads of all chains, as their rows say."""
    rows = _all(using, _HEADS)
    return {as_uuid(chain): Head(seq, digest) for chain, seq, digest in rows}


def read_chains(using: str) -> list[object]:
    """Every chain that has a row, a line or a segment, as the database writes its key."""
    return sorted((chain for (chain,) in _all(using, _CHAINS)), key=as_uuid)


def read_lines(using: str, chain: object, start: int) -> Iterator[Line]:
    """The lines of one chain from a number on, in order; few of them in memory at once."""
    return (Line._make(row) for row in _streamed(using, _LINES, [chain, start]))


def read_segments(using: str) -> Iterator[Segment]:
    return (Segment._make(row) for row in _streamed(using, _SEGMENTS, []))


def read_checkpoints(using: str) -> Iterator[Checkpoint]:
    return (Checkpoint._make(row) for row in _streamed(using, _CHECKPOINTS, []))


def _all(using: str, sql: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _streamed(using: str, sql: str, params: list[object]) -> Iterator[tuple[Any, ...]]:
    with _snapshot(using), connections[using].chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def _snapshot(using: str) -> AbstractContextManager[object]:
    """PostgreSQL streams inside a transaction only; on SQLite one would stop every writer."""
    if connections[using].vendor == "postgresql":
        return transaction.atomic(using=using)
    return nullcontext()


def digest_of(line: Line) -> str:
    """SHA-256 over the JSON of the line: sorted keys, no space, UTC instants to the microsecond."""
    try:
        content = {
            "action": line.action,
            "actor": as_uuid(line.actor_id) if line.actor_id else None,
            "at": as_instant(line.at),
            "chain": as_uuid(line.chain_id),
            "codes": json.loads(line.codes),
            "hat": as_uuid(line.hat_id) if line.hat_id else None,
            "object_id": line.object_id,
            "object_type": line.object_type,
            "outcome": line.outcome,
            "prev": line.prev_hash,
            "request": line.request_id,
            "role": line.role,
            "seq": line.seq,
        }
        text = _canonical(content)
    except (TypeError, ValueError):
        # A cell that is not even of its type was not written by the journal.
        return ""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@lru_cache(maxsize=4096)
def as_uuid(value: object) -> str:
    """SQLite holds 32 hexadecimal digits, PostgreSQL a uuid."""
    try:
        return str(UUID(str(value)))
    except ValueError:
        return str(value)


def as_instant(value: str) -> str:
    """UTC, to the microsecond. Raises ValueError for what is no instant."""
    moment = datetime.fromisoformat(value)
    # SQLite holds UTC without saying so.
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")
