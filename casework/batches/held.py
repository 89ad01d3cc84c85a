"""What a job holds while it lasts, sealed: papers, why one was refused, then its file."""

from __future__ import annotations

import json
from uuid import UUID

from casework.choices.batches import BatchLineState
from casework.models import PaperBatch, PaperBatchFile
from casework.papers.issuing import Numbered
from confidentiality import sealed_files
from veille.papers.blocks import Paper

_TABLE = PaperBatchFile._meta.db_table


def keep(batch: PaperBatch, key: UUID, content: str | bytes) -> None:
    """Seal it under ``key``: that of the line whose it is, or of the job for its file."""
    clear = content.encode() if isinstance(content, str) else content
    sealed = sealed_files.close(_TABLE, key, clear)
    PaperBatchFile.objects.create(id=key, batch=batch, sealed=sealed)


def opened(kept: PaperBatchFile) -> bytes:
    """In clear. Raises Tampered for altered bytes, or those of another row."""
    return sealed_files.reopen(_TABLE, kept.pk, bytes(kept.sealed))


def keep_paper(batch: PaperBatch, key: UUID, made: Numbered) -> None:
    """One paper with what stands at its foot, until the file is made."""
    keep(batch, key, json.dumps([made.mark, made.paper.to_json()], ensure_ascii=False))


def papers_of(batch: PaperBatch) -> list[tuple[Paper, str]]:
    """Each written paper and its foot, in the order of the table."""
    written = batch.lines.filter(state=BatchLineState.ECRITE).values_list("pk", flat=True)
    held = {each.pk: each for each in batch.files.filter(pk__in=written)}
    read = (json.loads(opened(held[key])) for key in written)
    return [(Paper.from_json(text), mark) for mark, text in read]


def keep_file(batch: PaperBatch, content: bytes) -> None:
    """The file in place of its papers: nothing is held twice."""
    drop_papers(batch)
    keep(batch, batch.pk, content)


def drop_papers(batch: PaperBatch) -> None:
    """What was written, once it is in the file or will be in none. Reasons of refusals stay."""
    written = batch.lines.filter(state=BatchLineState.ECRITE)
    batch.files.filter(pk__in=written.values("pk")).delete()


def reasons_of(batch: PaperBatch) -> dict[UUID, str]:
    """Why each refused paper was, by line."""
    refused = batch.lines.filter(state=BatchLineState.REFUSEE)
    held = batch.files.filter(pk__in=refused.values("pk"))
    return {each.pk: opened(each).decode() for each in held}
