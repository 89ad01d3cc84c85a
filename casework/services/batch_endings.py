"""What takes the papers of a job back: a right that is gone, an erased case."""

from __future__ import annotations

from casework.choices.batches import BatchLineState, BatchState
from casework.choices.exports import ExportEnd
from casework.models import Case, PaperBatch
from confidentiality import journal
from confidentiality.actors import Actor


def cancel_waiting(batch: PaperBatch) -> None:
    """What is not written will not be. The job is locked already."""
    for line in batch.lines.filter(state=BatchLineState.EN_ATTENTE):
        line.state = BatchLineState.ANNULEE
        line.save(update_fields=["state"])


def withdraw(batch: PaperBatch, why: ExportEnd, actor: Actor | None) -> None:
    """Erase what it holds and stop what waits; the numbers stay. The row is locked already."""
    batch.files.all().delete()
    cancel_waiting(batch)
    batch.state, batch.end_code = BatchState.RETIRE, why
    batch.save(update_fields=["state", "end_code"])
    journal.record(
        actor=actor,
        action="papers.withdraw",
        chain_id=batch.cellule_id,
        target=batch,
        why=why,
    )


def withdraw_batches_of(case: Case) -> None:
    """Before a case is erased: every file that holds it goes, whatever else it holds."""
    holding = PaperBatch.objects.holding().filter(lines__case=case)
    for batch in PaperBatch.objects.select_for_update().filter(pk__in=holding.values("pk")):
        withdraw(batch, ExportEnd.EFFACEMENT, None)
