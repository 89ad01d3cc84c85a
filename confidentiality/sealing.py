"""Sealing the journal: a signed checkpoint over the heads of all chains, every ten minutes.

A chain proves that nobody changed one line and left the next; it does not prove that nobody wrote
the whole chain again. Checkpoints do, as long as their key is out of reach of who may write the
database: only the sealer holds it (``confidentiality.journal_key``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum

from confidentiality.journal_key import SealingKey
from confidentiality.merkle import root_of
from confidentiality.models import JournalChain, JournalCheckpoint
from confidentiality.models.journal import GENESIS_HASH

CHECKPOINT_EVERY = timedelta(minutes=10)
CHECKPOINT_LINES = 1_000
# One checkpoint in so many bears every head, the others only what moved: a reader of the last one
# goes back this far at most.
FULL_EVERY = 100

# Chain, then its last number and its last hash.
Heads: TypeAlias = "dict[str, tuple[int, str]]"


def sealer_key() -> SealingKey | None:
    """The key of this process, None when it was given none: most processes are not the sealer.

    Raises ImproperlyConfigured for a file open to others, or garbled.
    """
    path = Path(settings.JALON_JOURNAL_KEY)
    return SealingKey.load(path) if path.exists() else None


def seal_due(key: SealingKey, now: datetime) -> JournalCheckpoint | None:
    """Seal when ten minutes, or a thousand lines, have gone by since the last checkpoint.

    One query when there is nothing to do. May run in several processes at once.
    """
    last = JournalCheckpoint.objects.order_by("-number").only("at", "lines").first()
    written = JournalChain.objects.aggregate(lines=Sum("head_seq"))["lines"] or 0
    fresh = written - (last.lines if last else 0)
    waited = last is None or now - last.at >= CHECKPOINT_EVERY
    if fresh <= 0 or (fresh < CHECKPOINT_LINES and not waited):
        return None
    return seal(key, now)


def seal(key: SealingKey, now: datetime) -> JournalCheckpoint | None:
    """Sign the heads of all chains as they are; None when another process has just done it."""
    try:
        with transaction.atomic():
            checkpoint = _next(key, now)
            checkpoint.save(force_insert=True)
            return checkpoint
    except IntegrityError:
        return None


def _next(key: SealingKey, now: datetime) -> JournalCheckpoint:
    last = JournalCheckpoint.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    known = heads_at(last) if last else {}
    rows = JournalChain.objects.exclude(head_seq=0).values_list("pk", "head_seq", "head_hash")
    heads = {str(chain): (seq, digest) for chain, seq, digest in rows}
    full = (number - 1) % FULL_EVERY == 0
    checkpoint = JournalCheckpoint(
        number=number,
        at=now,
        lines=sum(seq for seq, _ in heads.values()),
        chains=len(heads),
        heads={chain: head for chain, head in heads.items() if full or known.get(chain) != head},
        root=root_of_heads(heads),
        prev_hash=hashlib.sha256(_content(last)).hexdigest() if last else GENESIS_HASH,
        key_id=key.id,
    )
    checkpoint.signature = key.sign(_content(checkpoint))
    return checkpoint


def heads_at(checkpoint: JournalCheckpoint) -> Heads:
    """The heads of all chains when a checkpoint was made."""
    base = checkpoint.number - (checkpoint.number - 1) % FULL_EVERY
    span = JournalCheckpoint.objects.filter(number__gte=base, number__lte=checkpoint.number)
    heads: Heads = {}
    for moved in span.order_by("number").values_list("heads", flat=True):
        heads |= {chain: (seq, digest) for chain, (seq, digest) in moved.items()}
    return heads


def root_of_heads(heads: Heads) -> str:
    """The root over the heads, in the order of their chains."""
    return root_of(
        f"{chain}:{seq}:{digest}".encode("ascii") for chain, (seq, digest) in sorted(heads.items())
    )


def signed_content(kind: str, values: Mapping[str, object], *, of: str = "journal") -> bytes:
    """The bytes that are signed: sorted keys, no space, and what they are, first of all.

    ``confidentiality.verification`` states the same rule again.
    """
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return f"jalon {of} {kind} 1\n{text}".encode("ascii")


def instant(moment: datetime) -> str:
    """As in the lines of the journal: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _content(checkpoint: JournalCheckpoint) -> bytes:
    return signed_content(
        "checkpoint",
        {
            "number": checkpoint.number,
            "at": instant(checkpoint.at),
            "lines": checkpoint.lines,
            "chains": checkpoint.chains,
            "root": checkpoint.root,
            "prev": checkpoint.prev_hash,
            "key": checkpoint.key_id,
        },
    )
