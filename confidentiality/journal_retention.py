"""The end of the lines of the journal: twelve months, by whole segments (CNIL, 2021-122).

Lines of a chain that are all older than the retention give way to one sealed header: numbers,
hashes at both ends, Merkle root, dates, signature. The chain is verified across it. Inserting the
header is what deletes the lines, and the database refuses any other deletion
(``confidentiality.journal_triggers``).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from confidentiality.journal import canonical
from confidentiality.journal_key import SealingKey
from confidentiality.merkle import root_of
from confidentiality.models import JournalChain, JournalEntry, JournalSegment
from confidentiality.models.journal import GENESIS_HASH
from confidentiality.sealing import instant, signed_content

logger = logging.getLogger(__name__)

_AT_ONCE = 2_000


@dataclass(slots=True)
class Purge:
    """What one run sealed, and the chains that it left because they do not hold together."""

    segments: int = 0
    lines: int = 0
    broken: list[str] = field(default_factory=list)


class BrokenChain(Exception):
    """Lines that do not follow each other are evidence: they are kept, whatever their age."""


def first_kept(now: datetime) -> datetime:
    """Lines from this moment on are kept: midnight, ``JALON_JOURNAL_MONTHS`` months ago.

    Midnight is that of the site: whole days go, so that a line lives one day too long at most.
    """
    day = timezone.localdate(now) - relativedelta(months=settings.JALON_JOURNAL_MONTHS)
    return timezone.make_aware(datetime.combine(day, time.min))


def purge_due(key: SealingKey, now: datetime) -> Purge:
    """Seal what is older than the retention in each chain; one transaction for each."""
    done = Purge()
    limit = first_kept(now)
    for chain in JournalChain.objects.exclude(head_seq=0).order_by("pk"):
        try:
            with transaction.atomic():
                segment = seal_segment(chain, key, limit, now)
        except BrokenChain:
            logger.error("Journal : une chaîne rompue n’est pas purgée. Lancez journal_verify.")
            done.broken.append(str(chain.pk))
            continue
        if segment is not None:
            done.segments += 1
            done.lines += segment.lines
    return done


def seal_segment(
    chain: JournalChain, key: SealingKey, limit: datetime, now: datetime
) -> JournalSegment | None:
    """Seal the first lines of a chain, up to the last one before every line that is kept.

    None when the first line is kept. Raises BrokenChain when a line does not follow the one before
    or does not match its hash, IntegrityError when the database finds a line too young to go.
    """
    before = chain.segments.order_by("-last_seq").first()
    start, previous = (before.last_seq + 1, before.last_hash) if before else (1, GENESIS_HASH)
    lines = JournalEntry.objects.filter(chain=chain, seq__gte=start).order_by("seq")
    kept = lines.filter(at__gte=limit).values_list("seq", flat=True).first()
    last_seq = (chain.head_seq if kept is None else kept - 1) or 0
    if last_seq < start:
        return None
    span = _Span(start, previous)
    root = root_of(span.read(_in_order(lines.filter(seq__lte=last_seq), start)))
    if span.seq != last_seq or span.first is None or span.last is None:
        raise BrokenChain
    segment = JournalSegment(
        chain=chain,
        first_seq=start,
        last_seq=last_seq,
        lines=last_seq - start + 1,
        prev_hash=previous,
        first_hash=span.first.hash,
        last_hash=span.last.hash,
        root=root,
        first_at=span.first.at,
        last_at=span.latest,
        sealed_at=now,
        key_id=key.id,
    )
    segment.signature = key.sign(_content(segment))
    segment.save(force_insert=True)
    return segment


def _in_order(lines: QuerySet[JournalEntry], start: int) -> Iterator[JournalEntry]:
    """Few lines in memory at once, and no cursor of the server that a refusal would leave open."""
    while batch := list(lines.filter(seq__gte=start)[:_AT_ONCE]):
        yield from batch
        start = batch[-1].seq + 1


class _Span:
    """Lines read in their order, each checked against the one before."""

    def __init__(self, start: int, previous: str) -> None:
        self.seq = start - 1
        self.first: JournalEntry | None = None
        self.last: JournalEntry | None = None
        self.latest = datetime.min.replace(tzinfo=UTC)
        self._previous = previous

    def read(self, lines: Iterator[JournalEntry]) -> Iterator[bytes]:
        """The leaf of each line: its hash. Raises BrokenChain."""
        for line in lines:
            follows = line.seq == self.seq + 1 and line.prev_hash == self._previous
            if not follows or line.hash != hashlib.sha256(canonical(line)).hexdigest():
                raise BrokenChain
            self.seq, self._previous = line.seq, line.hash
            self.first, self.last = self.first or line, line
            self.latest = max(self.latest, line.at)
            yield bytes.fromhex(line.hash)


def _content(segment: JournalSegment) -> bytes:
    return signed_content(
        "segment",
        {
            "chain": str(segment.chain_id),
            "first": segment.first_seq,
            "last": segment.last_seq,
            "lines": segment.lines,
            "prev": segment.prev_hash,
            "first_hash": segment.first_hash,
            "last_hash": segment.last_hash,
            "root": segment.root,
            "first_at": instant(segment.first_at),
            "last_at": instant(segment.last_at),
            "sealed_at": instant(segment.sealed_at),
            "key": segment.key_id,
        },
    )
