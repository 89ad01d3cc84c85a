"""What an agent does to the papers of a sitting: asks for them, stops, takes the file away.

The same rights as paper by paper: each is issued under the rules of its template, at its turn.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casework.batches import planning
from casework.batches.held import opened
from casework.batches.planning import Planned
from casework.batches.writing import settle
from casework.choices.batches import BatchLineState, BatchState
from casework.choices.exports import ExportEnd
from casework.models import CddfReferral, PaperBatch, PaperBatchLine
from casework.papers.issuing import is_still_open
from casework.papers.registry import BY_SLUG
from casework.services.batch_endings import cancel_waiting, withdraw
from casework.services.exports import TakenFile
from casework.services.seances import visible_seances
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, claim
from confidentiality.errors import NotVisible, refused
from confidentiality.models import User
from notifications import work
from notifications.choices import WorkKind
from veille.access import authorize

# The papers of a long séance: their file is made in some ten seconds.
AT_MOST = 100
_LAW = "Charte, clause C11"


def ask_for_seance(
    *, seance_id: UUID, chosen: Collection[str], actor: Actor, sent: Sent
) -> PaperBatch:
    """Have the papers of a séance written; those under way when this hat has asked already.

    ``chosen``: keys of what ``planning`` offers. Raises NotVisible, NotPermitted, AlreadyDone,
    Refused when nothing is chosen, too much is, or the list has changed.
    """
    authorize(actor, "papers.prepare")
    authorize(actor, "seance.manage")
    with transaction.atomic():
        _one_at_a_time(actor, sent)
        seance = visible_seances(actor, sent.now).filter(pk=seance_id).first()
        if seance is None:
            raise NotVisible
        planned = planning.for_seance(seance, actor, sent.now)
        return _asked(planned, chosen, actor, sent, cellule_id=seance.cellule_id, seance=seance)


def ask_for_sitting(
    *, referral_id: UUID, chosen: Collection[str], actor: Actor, sent: Sent
) -> PaperBatch:
    """The same, for the families that the CDDF hears together. Raises the same."""
    authorize(actor, "papers.prepare")
    with transaction.atomic():
        _one_at_a_time(actor, sent)
        rows = CddfReferral.objects.visible_to(actor, sent.now).select_related("case", "cddf")
        referral = rows.filter(pk=referral_id).first()
        if referral is None:
            raise NotVisible
        planned = planning.for_sitting(referral, actor, sent.now)
        return _asked(
            planned,
            chosen,
            actor,
            sent,
            cellule_id=referral.case.cellule_id,
            cddf=referral.cddf,
            hearing_at=referral.hearing_at,
        )


def _one_at_a_time(actor: Actor, sent: Sent) -> None:
    claim(sent.key, actor, "papers.prepare")
    User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)


def _asked(
    planned: Sequence[Planned], chosen: Collection[str], actor: Actor, sent: Sent, **about: Any
) -> PaperBatch:
    going_on = PaperBatch.objects.visible_to(actor, sent.now).under_way().filter(**about)
    if (found := going_on.first()) is not None:
        return found
    wanted = _wanted(planned, chosen)
    batch: PaperBatch = PaperBatch.objects.create(
        asked_by_id=actor.hat_id, asked_at=sent.now, until=sent.now + work.KEPT, **about
    )
    lines = PaperBatchLine.objects.bulk_create(
        PaperBatchLine(
            batch=batch,
            position=position,
            template=each.template.slug,
            row_id=each.row_id,
            case=each.case,
            member=each.member,
        )
        for position, each in enumerate(wanted, start=1)
    )
    for line in lines:
        # All at once: a paper that fails is tried again later, and holds up none of the others.
        work.leave(WorkKind.PAPERS_LINE, line.pk)
    told(batch, actor, "papers.prepare")
    return batch


def _wanted(planned: Sequence[Planned], chosen: Collection[str]) -> list[Planned]:
    wanted = [each for each in planned if each.key in chosen]
    if not chosen:
        raise refused("papers_none_chosen", "Cochez au moins un papier à écrire.", _LAW)
    if len(wanted) != len(set(chosen)):
        raise refused(
            "papers_changed",
            "La liste a changé pendant que vous choisissiez : vérifiez-la, puis recommencez.",
            _LAW,
        )
    if len(wanted) > AT_MOST:
        raise refused(
            "papers_too_many",
            "Cent papiers au plus à la fois : cochez-en moins, puis recommencez pour les autres.",
            _LAW,
        )
    return wanted


def stop(*, batch_id: UUID, actor: Actor, sent: Sent) -> PaperBatch:
    """Write no more: what is written keeps its number, and makes the file.

    Raises NotVisible, NotPermitted, AlreadyDone, Refused when nothing is left to stop.
    """
    authorize(actor, "papers.stop")
    with transaction.atomic():
        claim(sent.key, actor, "papers.stop")
        batch = _locked(batch_id, actor, sent.now)
        if batch.state != BatchState.ECRITURE:
            raise refused(
                "papers_not_writing", "Tous les papiers sont écrits : rien n’est à arrêter.", _LAW
            )
        cancel_waiting(batch)
        batch.stopped_at = sent.now
        told(batch, actor, "papers.stop")
        settle(batch)
    return batch


def take(*, batch_id: UUID, actor: Actor, sent: Sent) -> TakenFile:
    """The file, to the hat that asked, as often as wished in its day, if each row is still open.

    One that is not, and the file is withdrawn. Raises NotVisible, NotPermitted, Refused.
    """
    authorize(actor, "papers.take")
    with transaction.atomic():
        batch = _locked(batch_id, actor, sent.now)
        kept = batch.files.filter(pk=batch.pk).first()
        if batch.state != BatchState.PRET or kept is None:
            # No backup holds a file: a job that was put back has none.
            raise refused("papers_nothing_to_take", "Aucun fichier n’est à télécharger ici.", _LAW)
        if still_open(batch, actor, sent.now):
            content = opened(kept)
            told(batch, actor, "papers.take", outcome="read")
            return _file(batch, content)
        withdraw(batch, ExportEnd.SITUATION, actor)
    raise refused(
        "papers_withdrawn",
        "Ce fichier vient d’être retiré : une situation ne vous est plus ouverte, ou elle est "
        "gelée.",
        "RGPD, art. 5, 1, f",
    )


def still_open(batch: PaperBatch, actor: Actor, now: datetime) -> bool:
    """Whether each paper of the file could be asked for by this agent at this moment."""
    written = batch.lines.filter(state=BatchLineState.ECRITE)
    return all(
        is_still_open(template=BY_SLUG[slug], row_id=row_id, actor=actor, now=now)
        for slug, row_id in set(written.values_list("template", "row_id"))
    )


def _file(batch: PaperBatch, content: bytes) -> TakenFile:
    if batch.without_pdf:
        return TakenFile("", "text/html; charset=utf-8", content)
    return TakenFile(f"papiers-{str(batch.pk)[:8]}.pdf", "application/pdf", content)


def _locked(batch_id: UUID, actor: Actor, now: datetime) -> PaperBatch:
    rows = PaperBatch.objects.visible_to(actor, now).select_for_update(of=("self",))
    batch = rows.filter(pk=batch_id).first()
    if batch is None:
        raise NotVisible
    return batch


def told(batch: PaperBatch, actor: Actor, action: str, outcome: str = "done") -> None:
    """Which cases, how many papers, the hash of the file once there is one."""
    lines = batch.lines.exclude(state__in=[BatchLineState.REFUSEE, BatchLineState.ANNULEE])
    cases = lines.exclude(case=None).order_by("case").values_list("case", flat=True).distinct()
    objects: list[journal.Code] = list(cases)
    journal.record(
        actor=actor,
        action=action,
        chain_id=batch.cellule_id,
        target=batch,
        outcome=outcome,
        count=lines.count(),
        sha256=batch.digest,
        objects=objects,
    )
