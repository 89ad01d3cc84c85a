"""What the workers do: each paper in a transaction of its own, then the file of them all.

A paper is written under the lock of its job: called twice, or by two workers at once, it has one
number. Rights are those of the moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casework.batches import held
from casework.batches.shown import title_of
from casework.choices.batches import BatchLineState, BatchState
from casework.choices.exports import ExportEnd
from casework.models import PaperBatch, PaperBatchLine
from casework.papers.issuing import issue_paper
from casework.papers.registry import BY_SLUG
from casework.services.batch_endings import withdraw
from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.door import NOT_A_FORM
from confidentiality.errors import NotPermitted, NotVisible, Refusal, Refused
from notifications import work
from notifications.choices import MessageKind, WorkKind
from notifications.outbox import leave
from veille.hats import actor_of, facts_of
from veille.papers.pages import to_html, to_printable
from veille.papers.pdf import PdfUnavailable, bind

_LAW = "Charte, clause C11"
_CLOSED = Refusal(
    "papers_line_closed",
    "Cette situation ne vous est plus ouverte, ou ce papier n’existe plus.",
    _LAW,
)
_BROKEN = Refusal(
    "papers_line_failed",
    "Ce papier n’a pas pu être fait : faites-le depuis sa page.",
    _LAW,
)


def write(line_id: UUID) -> None:
    """Issue one paper, as its own page would; refused, it says why and the others go on.

    Does nothing to a line that no longer waits. A right of the requester that has ended since
    withdraws the whole job.
    """
    with transaction.atomic():
        line = _waiting(line_id)
        if line is None:
            return
        batch, actor = line.batch, actor_of(line.batch.asked_by)
        if not _goes_on(batch, actor, timezone.now()):
            withdraw(batch, ExportEnd.DROIT, actor)
            return
        _write(line, actor)
        settle(batch)


def give_up_line(line_id: UUID) -> None:
    """A paper could not be made, several times: it says so, and the others go on."""
    with transaction.atomic():
        line = _waiting(line_id)
        if line is not None:
            _refuse(line, _BROKEN)
            settle(line.batch)


def settle(batch: PaperBatch) -> None:
    """Once no line waits: the file, if anything was written. The row is locked already."""
    if not batch.lines.filter(state=BatchLineState.EN_ATTENTE).exists():
        if batch.lines.filter(state=BatchLineState.ECRITE).exists():
            batch.state = BatchState.MISE_EN_PAGE
            work.leave(WorkKind.PAPERS_FILE, batch.pk)
        else:
            batch.state = BatchState.SANS_PAPIER
    batch.save(update_fields=["state", "stopped_at"])


def lay_out(batch_id: UUID) -> None:
    """One file of what was written, sealed; its day begins, and its requester is told."""
    now = timezone.now()
    with transaction.atomic():
        batch = _locked(batch_id, BatchState.MISE_EN_PAGE)
        if batch is None:
            return
        actor = actor_of(batch.asked_by)
        if not _goes_on(batch, actor, now):
            withdraw(batch, ExportEnd.DROIT, actor)
            return
        content = _bound(batch)
        held.keep_file(batch, content)
        batch.state, batch.built_at, batch.until = BatchState.PRET, now, now + work.KEPT
        batch.digest = sha256(content).hexdigest()
        batch.save()
        journal.record(
            actor=actor,
            action="papers.build",
            chain_id=batch.cellule_id,
            target=batch,
            sha256=batch.digest,
            count=batch.lines.filter(state=BatchLineState.ECRITE).count(),
        )
        leave(
            kind=MessageKind.PAPERS_READY,
            recipient=batch.asked_by.user,
            event=batch.pk,
            delay=timedelta(0),
        )


def give_up_file(batch_id: UUID) -> None:
    """The file could not be made, several times: said to whoever waits for it, who asks again."""
    with transaction.atomic():
        batch = _locked(batch_id, BatchState.MISE_EN_PAGE)
        if batch is not None:
            held.drop_papers(batch)
            batch.state, batch.end_code = BatchState.ECHOUE, ExportEnd.PANNE
            batch.save(update_fields=["state", "end_code"])


def _locked(batch_id: UUID, state: BatchState) -> PaperBatch | None:
    rows = PaperBatch.objects.select_for_update(of=("self",)).select_related(
        "asked_by__user", "asked_by__organisation", "seance", "cddf__commune"
    )
    return rows.filter(pk=batch_id, state=state).first()


def _waiting(line_id: UUID) -> PaperBatchLine | None:
    """The line, if it waits, once its job is locked: the job is always locked first."""
    owner = PaperBatchLine.objects.filter(pk=line_id).values_list("batch", flat=True).first()
    batch = _locked(owner, BatchState.ECRITURE) if owner else None
    if batch is None:
        return None
    lines = batch.lines.select_related("case", "member__user", "member__organisation")
    line = lines.filter(pk=line_id, state=BatchLineState.EN_ATTENTE).first()
    if line is not None:
        line.batch = batch
    return line


def _goes_on(batch: PaperBatch, actor: Actor, now: datetime) -> bool:
    """Whether who asked still may: the function, the charte, the right on the cellule."""
    policy.note_asked()
    may = policy.decide(facts_of(actor), "papers.prepare", None, now).allowed
    return may and PaperBatch.objects.visible_to(actor, now).filter(pk=batch.pk).exists()


def _write(line: PaperBatchLine, actor: Actor) -> None:
    template = BY_SLUG.get(line.template)
    try:
        if template is None:
            raise NotVisible
        made = issue_paper(
            template=template,
            row_id=line.row_id,
            actor=actor,
            sent=NOT_A_FORM,
            member=line.member,
        )
    except NotVisible:
        _refuse(line, _CLOSED)
    except NotPermitted as denied:
        _refuse(line, denied.refusal or _CLOSED)
    except Refused as refused:
        _refuse(line, refused.refusals[0])
    else:
        line.state, line.number = BatchLineState.ECRITE, made.number
        line.save(update_fields=["state", "number"])
        held.keep_paper(line.batch, line.pk, made)


def _refuse(line: PaperBatchLine, why: Refusal) -> None:
    line.state, line.refusal = BatchLineState.REFUSEE, why.code
    line.save(update_fields=["state", "refusal"])
    held.keep(line.batch, line.pk, why.sentence)
    journal.record(
        actor=actor_of(line.batch.asked_by),
        action="paper.issue",
        chain_id=line.batch.cellule_id,
        target=line.case or line.batch,
        outcome="refused",
        slug=line.template,
        refusal=why.code,
    )


def _bound(batch: PaperBatch) -> bytes:
    """The papers in the order of the table; where the machine makes no PDF, a page to print."""
    papers = held.papers_of(batch)
    made_on = timezone.localdate(batch.asked_at).isoformat()
    try:
        batch.without_pdf = False
        documents = [to_html(paper, mark=mark, made_on=made_on) for paper, mark in papers]
        return bind(documents, title_of(batch))
    except PdfUnavailable:
        batch.without_pdf = True
        return to_printable(papers, title_of(batch)).encode()


def register() -> None:
    """Say to the outbox what its two works do."""
    work.register(WorkKind.PAPERS_LINE, run=write, give_up=give_up_line)
    work.register(WorkKind.PAPERS_FILE, run=lay_out, give_up=give_up_file)
