"""Building the file of an export, apart from the page that asked for it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casework.choices.exports import ExportEnd, ExportFormat, ExportState
from casework.exporting import BUILDERS, Opened, table_of
from casework.models import Export, ExportFile
from casework.services.export_endings import end
from casework.services.export_rows import Closed, opened_rows
from casework.spreadsheets import Mark, Sheet, to_csv, to_xlsx
from casework.timers.rules import Rule
from confidentiality import journal, sealed_files
from confidentiality.actors import Actor
from notifications import timers, work
from notifications.choices import MessageKind
from notifications.outbox import leave
from veille.hats import actor_of

TABLE = ExportFile._meta.db_table
_WRITERS = {ExportFormat.CSV: to_csv, ExportFormat.XLSX: to_xlsx}


def build(export_id: UUID) -> None:
    """Make and seal the file, for the requester as they are now (AC-22).

    A right that has ended since the request gives no file: the journal says why. Does nothing to an
    export that no longer waits for its file.
    """
    now = timezone.now()
    with transaction.atomic():
        export = _locked(export_id)
        if export is None:
            return
        actor = actor_of(export.asked_by)
        try:
            opened = opened_rows(export, actor, now)
        except Closed as closed:
            end(export, ExportState.REFUSEE, closed.end, actor)
            return
        _keep(export, _file(export, actor, opened), opened, actor)
        leave(
            kind=MessageKind.EXPORT_READY,
            recipient=export.asked_by.user,
            event=export.pk,
            delay=timedelta(0),
        )


def give_up(export_id: UUID) -> None:
    """The file could not be made, several times: said to whoever waits for it."""
    with transaction.atomic():
        export = _locked(export_id)
        if export is not None:
            end(export, ExportState.ECHOUEE, ExportEnd.PANNE, actor_of(export.asked_by))


def _locked(export_id: UUID) -> Export | None:
    rows = Export.objects.select_for_update(of=("self",)).select_related(
        "cellule", "asked_by__user", "asked_by__organisation"
    )
    return rows.filter(pk=export_id, state=ExportState.PREPAREE).first()


def _file(export: Export, actor: Actor, opened: list[Opened]) -> bytes:
    now = timezone.now()
    headings, rows = table_of(BUILDERS[export.reason], opened, timezone.localdate(now))
    mark = Mark(actor.label, export.cellule.name, now, export.pk)
    return _WRITERS[ExportFormat(export.format)](Sheet(mark, headings, rows))


def _keep(export: Export, content: bytes, opened: list[Opened], actor: Actor) -> None:
    now = timezone.now()
    sealed = sealed_files.close(TABLE, export.pk, content)
    ExportFile.objects.create(export=export, sealed=sealed)
    export.state, export.built_at, export.until = ExportState.PRETE, now, now + work.KEPT
    export.digest = sha256(content).hexdigest()
    export.save(update_fields=["state", "built_at", "until", "digest"])
    timers.reconcile(export, {Rule.EXPORT: export.until})
    journal.record(
        actor=actor,
        action="export.build",
        chain_id=export.cellule_id,
        target=export,
        reason=export.reason,
        count=export.people,
        sha256=export.digest,
        objects=[case.pk for case, _ in opened],
    )
