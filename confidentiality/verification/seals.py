"""Checkpoints and headers of segments, as the database holds them."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from confidentiality.verification import rows
from confidentiality.verification.claims import Claims
from confidentiality.verification.findings import GENESIS, Finding, Head, Verdict
from confidentiality.verification.rows import Checkpoint, Segment, as_instant, as_uuid
from confidentiality.verification.signatures import PublicKeys, content_of, heads_root

# The shortest retention that the law knows, in days: what is younger is never purged.
_SHORTEST = 180


@dataclass(slots=True)
class Checkpoints:
    """The checkpoints that were read: how many, the heads of the last, the first fault."""

    count: int = 0
    heads: dict[str, Head] = field(default_factory=dict)
    last: Checkpoint | None = None
    finding: Finding | None = None
    # Hash of the content of each checkpoint that an anchor speaks of.
    digests: dict[int, str] = field(default_factory=dict)
    # Where a verification « since » begins: the heads of the last checkpoint before.
    start: dict[str, Head] = field(default_factory=dict)


def check_checkpoints(
    claims: Claims,
    wanted: frozenset[int] = frozenset(),
    *,
    keys: PublicKeys | None,
    since: datetime | None,
    using: str,
) -> Checkpoints:
    """Read every checkpoint, in order, and keep what each says of the lines."""
    found = Checkpoints()
    previous = GENESIS
    for checkpoint in rows.read_checkpoints(using):
        found.count += 1
        fault, digest = _step(found, checkpoint, previous, keys)
        if not fault:
            source = f"le point de contrôle n° {checkpoint.number}"
            clash = claims.add(_moved(checkpoint), source)
            fault = clash.sentence if clash else ""
        if fault and found.finding is None:
            sentence = f"point de contrôle n° {checkpoint.number} : {fault}"
            found.finding = Finding(Verdict.ANCHOR, "", checkpoint.number, sentence)
        previous, found.last = digest, checkpoint
        if checkpoint.number in wanted:
            found.digests[checkpoint.number] = digest
        if since is not None and not found.finding and _at(checkpoint.at) <= since:
            found.start = dict(found.heads)
    return found


def _step(
    found: Checkpoints, checkpoint: Checkpoint, previous: str, keys: PublicKeys | None
) -> tuple[str, str]:
    """What is wrong with one checkpoint, if anything, and the hash of its content."""
    try:
        content = checkpoint_content(checkpoint)
        found.heads |= _moved(checkpoint)
    except (AttributeError, TypeError, ValueError):
        return "illisible", ""
    digest = hashlib.sha256(content).hexdigest()
    if checkpoint.number != found.count:
        return "le précédent manque", digest
    if checkpoint.prev_hash != previous:
        return "il ne suit pas le précédent", digest
    total = sum(head.seq for head in found.heads.values())
    counts = (checkpoint.lines, checkpoint.chains) == (total, len(found.heads))
    if not counts or checkpoint.root != heads_root(found.heads):
        return "sa racine ne correspond pas aux têtes de chaîne", digest
    if keys is not None and not keys.signed(checkpoint.key_id, content, checkpoint.signature):
        return "signature fausse", digest
    return "", digest


def checkpoint_content(checkpoint: Checkpoint) -> bytes:
    """What a checkpoint signs. Raises ValueError or TypeError when a cell is not of its type."""
    return content_of("checkpoint", checkpoint_values(checkpoint))


def checkpoint_values(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "number": checkpoint.number,
        "at": as_instant(checkpoint.at),
        "lines": checkpoint.lines,
        "chains": checkpoint.chains,
        "root": checkpoint.root,
        "prev": checkpoint.prev_hash,
        "key": checkpoint.key_id,
    }


def _moved(checkpoint: Checkpoint) -> dict[str, Head]:
    found = json.loads(checkpoint.heads)
    return {chain: Head(int(seq), str(digest)) for chain, (seq, digest) in found.items()}


def segments_by_chain(using: str) -> dict[str, list[Segment]]:
    """The headers of each chain, in order."""
    found: dict[str, list[Segment]] = {}
    for segment in rows.read_segments(using):
        found.setdefault(as_uuid(segment.chain_id), []).append(segment)
    return found


def fault_of_segment(segment: Segment, previous: Head, keys: PublicKeys | None) -> Finding | None:
    """What is wrong with a header, placed after ``previous`` in its chain."""
    chain, start = as_uuid(segment.chain_id), segment.first_seq
    if start != previous.seq + 1:
        return Finding(Verdict.GAP, chain, previous.seq + 1, "segment scellé manquant")
    if segment.prev_hash != previous.hash:
        return Finding(Verdict.HASH, chain, start, "le segment ne suit pas la ligne précédente")
    try:
        age = _at(segment.sealed_at) - _at(segment.last_at)
        signed = keys is None or keys.signed(
            segment.key_id, _segment_content(segment), segment.signature
        )
    except (TypeError, ValueError):
        return Finding(Verdict.ANCHOR, chain, start, "segment scellé illisible")
    if not signed:
        return Finding(Verdict.ANCHOR, chain, start, "segment scellé : signature fausse")
    if segment.lines != segment.last_seq - start + 1 or age.days < _SHORTEST:
        return Finding(Verdict.ANCHOR, chain, start, "segment purgé trop tôt, ou mal compté")
    return None


def _segment_content(segment: Segment) -> bytes:
    return content_of(
        "segment",
        {
            "chain": as_uuid(segment.chain_id),
            "first": segment.first_seq,
            "last": segment.last_seq,
            "lines": segment.lines,
            "prev": segment.prev_hash,
            "first_hash": segment.first_hash,
            "last_hash": segment.last_hash,
            "root": segment.root,
            "first_at": as_instant(segment.first_at),
            "last_at": as_instant(segment.last_at),
            "sealed_at": as_instant(segment.sealed_at),
            "key": segment.key_id,
        },
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(as_instant(text))
