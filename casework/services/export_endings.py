"""What ends an export without a download: its delay, an erased case, a right that is gone."""

from __future__ import annotations

from datetime import datetime

from casework.choices.exports import ExportEnd, ExportState
from casework.models import Case, Export, ExportFile
from confidentiality import journal
from confidentiality.actors import Actor
from notifications import timers


def end(export: Export, state: ExportState, why: ExportEnd, actor: Actor | None) -> None:
    """Erase the file, if there is one, and say why in the journal. The row is locked already."""
    forget_file(export)
    export.state, export.end_code = state, why
    export.save(update_fields=["state", "end_code"])
    journal.record(
        actor=actor,
        action=f"export.{_ACTS[state]}",
        chain_id=export.cellule_id,
        target=export,
        why=why,
        count=export.people,
    )


_ACTS = {
    ExportState.EXPIREE: "expire",
    ExportState.REFUSEE: "refuse",
    ExportState.DECLINEE: "decline",
    ExportState.RETIREE: "withdraw",
    ExportState.ECHOUEE: "fail",
}


def forget_file(export: Export) -> None:
    """The file and its timer: nothing is left to take away."""
    ExportFile.objects.filter(export=export).delete()
    timers.reconcile(export, {})


def withdraw_exports_of(case: Case) -> None:
    """Before a case is erased: every file that holds it goes, whatever else it holds."""
    holding = Export.objects.going_on().filter(lines__case=case)
    for export in Export.objects.select_for_update().filter(pk__in=holding.values("pk")):
        end(export, ExportState.RETIREE, ExportEnd.EFFACEMENT, None)


def expire(export: Export, at: datetime) -> bool:
    """After twenty-four hours, by the clock. Whether it had to be ended."""
    if export.state not in (ExportState.ATTENDUE, ExportState.PREPAREE, ExportState.PRETE):
        return False
    if at < export.until:
        return False
    end(export, ExportState.EXPIREE, ExportEnd.DELAI, None)
    return True
