"""Reading the journal by SQL, and the rule of the hash of a line, stated a second time."""

import hashlib
import json
import re
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


def read_chains(using: str) -> list[Any]:
    """Every chain that has a row, a line or a segment, as the database writes its key."""
    return sorted((chain for (chain,) in _all(using, _CHAINS)), key=as_uuid)


def read_lines(using: str, chain: Any, start: int) -> Iterator[Line]:
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


def _streamed(using: str, sql: str, params: list[Any]) -> Iterator[tuple[Any, ...]]:
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
    """SHA-256 over the JSON of the line: sorted keys, no space, UTC instants to the microsecond.

    Written out rather than given to an encoder: a million lines are verified in a minute.
    """
    try:
        text = (
            f'{{"action":{_quoted(line.action)},"actor":{_reference(line.actor_id)},'
            f'"at":"{as_instant(line.at)}","chain":"{as_uuid(line.chain_id)}",'
            f'"codes":{_codes(line.codes)},"hat":{_reference(line.hat_id)},'
            f'"object_id":{_quoted(line.object_id)},"object_type":{_quoted(line.object_type)},'
            f'"outcome":{_quoted(line.outcome)},"prev":{_quoted(line.prev_hash)},'
            f'"request":{_quoted(line.request_id)},"role":{_quoted(line.role)},'
            f'"seq":{line.seq:d}}}'
        )
        return hashlib.sha256(text.encode("ascii")).hexdigest()
    except (TypeError, ValueError):
        # A cell that is not even of its type was not written by the journal.
        return ""


_quoted = json.encoder.encode_basestring_ascii
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def _reference(value: object) -> str:
    return f'"{as_uuid(value)}"' if value else "null"


@lru_cache(maxsize=4096)
def _codes(text: str) -> str:
    """The codes of a line, whatever spaces and order the database gives them."""
    return _canonical(json.loads(text))


@lru_cache(maxsize=4096)
def as_uuid(value: object) -> str:
    """SQLite holds 32 hexadecimal digits, PostgreSQL a uuid."""
    try:
        return str(UUID(str(value)))
    except ValueError:
        return str(value)


# As both databases write nearly all of them. Six digits and no fewer: PostgreSQL leaves out the
# last zeros of a fraction.
_USUAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}(\+00)?")


def as_instant(value: str) -> str:
    """UTC, to the microsecond. Raises ValueError for what is no instant."""
    if _USUAL.fullmatch(value):
        return f"{value[:10]}T{value[11:26]}+00:00"
    moment = datetime.fromisoformat(value)
    # SQLite holds UTC without saying so.
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")
