"""Nominative exports: asked for with a reason, agreed to by a second person, taken away once.

The disasters of this field were lists that left (threat T1). See docs/decisions/0035.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from casework.choices.exports import (
    ExportEnd,
    ExportFormat,
    ExportReason,
    ExportRefusal,
    ExportScope,
    ExportState,
)
from casework.exporting import BUILDERS
from casework.models import Case, Export, ExportFile, ExportLine
from casework.services.export_building import TABLE
from casework.services.export_endings import end, forget_file
from casework.services.export_rows import Closed, opened_rows
from casework.sight import decision_on_visible
from casework.timers.rules import Rule
from confidentiality import journal, sealed_files
from confidentiality.access_matrix import PAGE_ACTS
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.door import Sent, claim, refusing
from confidentiality.errors import NotPermitted, NotVisible, Refusal, Refused, refused
from confidentiality.models import User
from confidentiality.two_persons import LASTS, counterpart_of, is_counterpart
from notifications import timers, work
from notifications.choices import MessageKind, WorkKind
from notifications.outbox import leave
from veille.access import authorize
from veille.models import Designation

# Persons that one agent takes away alone in a day, all files together (security design, T1).
ALONE_AT_MOST = 20
# Persons in one file, whoever agrees: one page of the list of cases, the agenda of a long séance.
# A larger file would be the list of the cellule, that nothing in its work asks for.
IN_ALL_AT_MOST = 50
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks for."""

    cases: Collection[UUID]
    scope: str
    reason: str
    format: str


def ask(*, actor: Actor, wanted: Wanted, sent: Sent) -> Export:
    """Ask for a file. Above twenty persons in a day, a second person must agree first.

    One case out of sight refuses the whole request (NotVisible). Raises Refused, NotPermitted.
    """
    authorize(actor, "export.ask")
    with transaction.atomic():
        claim(sent.key, actor, "export.ask")
        # Two requests at once are counted one after the other.
        User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)
        chosen = _chosen(wanted, actor, sent.now)
        people = {case.young_person_id for case in chosen}
        alone = len(people | _taken_today(actor, sent.now)) <= ALONE_AT_MOST
        export = Export.objects.create(
            cellule_id=chosen[0].cellule_id,
            asked_by_id=actor.hat_id,
            asked_at=sent.now,
            reason=wanted.reason,
            scope=wanted.scope,
            format=wanted.format,
            people=len(people),
            state=ExportState.PREPAREE if alone else ExportState.ATTENDUE,
            until=sent.now + (work.KEPT if alone else LASTS),
        )
        ExportLine.objects.bulk_create(ExportLine(export=export, case=case) for case in chosen)
        timers.reconcile(export, {Rule.EXPORT: export.until})
        _told(export, actor, "export.ask", chosen)
        if alone:
            work.leave(WorkKind.EXPORT, export.pk)
        else:
            _ask_second_person(export, actor)
    return export


def approve(*, export_id: UUID, actor: Actor, sent: Sent) -> Export:
    """The second person agrees, within twenty-four hours: the file is then prepared.

    The maire for the coordonnateur, and the inverse. Raises NotVisible for anybody else.
    """
    authorize(actor, "export.approve")
    with transaction.atomic():
        claim(sent.key, actor, "export.approve")
        export = _locked(export_id, actor, sent.now)
        _require_second_person(export, actor, sent.now)
        with refusing(export):
            export.approved_by_id, export.approved_at = actor.hat_id, sent.now
            export.state, export.until = ExportState.PREPAREE, sent.now + work.KEPT
            export.validate_constraints()
        export.save()
        timers.reconcile(export, {Rule.EXPORT: export.until})
        _told(export, actor, "export.approve")
        work.leave(WorkKind.EXPORT, export.pk)
    return export


def decline(*, export_id: UUID, actor: Actor, reason: str, sent: Sent) -> Export:
    """The second person does not agree, and says why; whoever asked is told.

    Raises NotVisible for anybody else, Refused without a reason of the list.
    """
    authorize(actor, "export.decline")
    with transaction.atomic():
        claim(sent.key, actor, "export.decline")
        export = _locked(export_id, actor, sent.now)
        _require_second_person(export, actor, sent.now)
        if reason not in ExportRefusal.values:
            raise refused(
                "export_declined_without_reason",
                "Indiquez pourquoi vous refusez cet export.",
                "RGPD, art. 5, 1, c",
            )
        end(export, ExportState.DECLINEE, ExportEnd(reason), actor)
        leave(
            kind=MessageKind.EXPORT_DECLINED,
            recipient=export.asked_by.user,
            event=export.pk,
            delay=timedelta(0),
        )
    return export


def _require_second_person(export: Export, actor: Actor, now: datetime) -> None:
    asked_by = export.asked_by
    if not is_counterpart(actor, asked_by=asked_by.user_id, asked_as=Role(asked_by.role)):
        raise refused(
            "export_by_two",
            "Un export de plus de vingt personnes se décide à deux : le maire pour le "
            "coordonnateur, et l’inverse.",
            "RGPD, art. 32",
        )
    if export.state != ExportState.ATTENDUE or export.until <= now:
        raise refused("export_not_waiting", "Cet export n’attend plus d’accord.", "RGPD, art. 32")


@dataclass(frozen=True, slots=True)
class TakenFile:
    """The file, in clear, on its way out. Its name tells nobody."""

    name: str
    content_type: str
    content: bytes


def take(*, export_id: UUID, actor: Actor, sent: Sent) -> TakenFile:
    """Give the file once, to the hat that asked, if every row is still open to it.

    Two downloads at once give one file and one refusal. Raises NotVisible, or Refused with why
    nothing is left to take (shown with 410).
    """
    authorize(actor, "export.download")
    try:
        with transaction.atomic():
            return _take(export_id, actor, sent.now)
    except Closed as closed:
        why = closed.end
    with transaction.atomic():
        export = _locked(export_id, actor, sent.now)
        if export.state == ExportState.PRETE:
            end(export, ExportState.RETIREE, why, actor)
    raise Refused(gone(export, sent.now) or _NOTHING)


def _take(export_id: UUID, actor: Actor, now: datetime) -> TakenFile:
    # Locked, then compared: of two downloads at once, the second finds the file taken.
    export = _locked(export_id, actor, now)
    if export.asked_by_id != actor.hat_id:
        raise NotVisible
    over = gone(export, now)
    if over is not None or export.state != ExportState.PRETE:
        raise Refused(over or _NOTHING)
    opened = opened_rows(export, actor, now)
    kept = ExportFile.objects.filter(export=export).first()
    if kept is None:
        # No backup holds a file: this export came back without it.
        raise Closed(ExportEnd.PANNE)
    content = sealed_files.reopen(TABLE, export.pk, bytes(kept.sealed))
    export.state, export.taken_at = ExportState.REMISE, now
    export.save(update_fields=["state", "taken_at"])
    forget_file(export)
    _told(export, actor, "export.download", [case for case, _ in opened], "read")
    kind = ExportFormat(export.format)
    name = f"export-{str(export.pk)[:8]}.{kind.value}"
    return TakenFile(name, _CONTENT_TYPES[kind], content)


_CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OVER = "RGPD, art. 5, 1, f"
_AGAIN = ("Demander un autre export", "/exports/demander/")
_TAKEN = Refusal(
    "export_taken",
    "Ce fichier a déjà été téléchargé : il ne se prend qu’une fois, et n’existe plus ici.",
    _OVER,
    *_AGAIN,
)
_NOTHING = Refusal(
    "export_nothing_to_take", "Aucun fichier n’est à télécharger ici.", _OVER, *_AGAIN
)
_GONE = {
    ExportState.REMISE: _TAKEN,
    ExportState.EXPIREE: Refusal(
        "export_over",
        "Ce fichier est resté vingt-quatre heures, puis il a été effacé.",
        _OVER,
        *_AGAIN,
    ),
    ExportState.REFUSEE: Refusal(
        "export_refused",
        "Ce fichier n’a pas été fait : votre droit a changé depuis la demande.",
        _OVER,
        *_AGAIN,
    ),
    ExportState.DECLINEE: Refusal(
        "export_declined",
        "La seconde personne n’a pas donné son accord : aucun fichier n’a été fait.",
        _OVER,
        *_AGAIN,
    ),
    ExportState.RETIREE: Refusal(
        "export_withdrawn",
        "Ce fichier a été retiré : une situation a été effacée, ou ne vous est plus ouverte.",
        _OVER,
        *_AGAIN,
    ),
    ExportState.ECHOUEE: Refusal(
        "export_failed",
        "Ce fichier n’a pas pu être fait. Rien n’est perdu : demandez-le à nouveau.",
        _OVER,
        *_AGAIN,
    ),
}


def gone(export: Export, now: datetime) -> Refusal | None:
    """Why nothing is left to take of this export; None while there may be.

    The clock answers for itself: a file is over at its hour, erased or not.
    """
    if export.state == ExportState.PRETE and export.until <= now:
        return _GONE[ExportState.EXPIREE]
    return _GONE.get(ExportState(export.state))


def may_ask(actor: Actor) -> bool:
    """Whether this function asks for exports, or only reads who did."""
    return actor.role in PAGE_ACTS["export.ask"]


def mine(actor: Actor, now: datetime) -> QuerySet[Export]:
    """The exports of this hat."""
    return Export.objects.visible_to(actor, now).filter(asked_by=actor.hat_id)


def _chosen(wanted: Wanted, actor: Actor, now: datetime) -> Sequence[Case]:
    """The cases asked for, all in sight, all of one cellule. Raises NotVisible, Refused."""
    _require_coded(wanted)
    ids = set(wanted.cases)
    if len(ids) > IN_ALL_AT_MOST:
        raise refused(
            "export_too_large",
            "Cinquante situations au plus dans un export : choisissez-en moins.",
            "RGPD, art. 5, 1, c",
        )
    rows = Case.objects.visible_to(actor, now).filter(pk__in=ids).select_related("cellule")
    chosen = list(rows)
    if len(chosen) != len(ids):
        raise NotVisible
    for case in chosen:
        decision = decision_on_visible(actor, BUILDERS[wanted.reason].act, case)
        if not decision.allowed:
            raise NotPermitted(decision.refusal)
    if len({case.cellule_id for case in chosen}) > 1:
        raise refused(
            "export_two_cellules",
            "Un export porte sur une seule cellule : faites-en un par cellule.",
            "CSI, art. L. 132-5",
        )
    frozen = ", ".join(case.reference for case in chosen if case.freeze_code)
    if frozen:
        raise refused(
            "export_frozen",
            f"Une situation gelée ne sort pas ({frozen}) : attendez que le gel soit levé.",
            "RGPD, art. 18",
        )
    return chosen


def _require_coded(wanted: Wanted) -> None:
    known = (
        (wanted.reason, ExportReason),
        (wanted.scope, ExportScope),
        (wanted.format, ExportFormat),
    )
    if not wanted.cases or any(code not in choices.values for code, choices in known):
        raise refused(
            "export_without_reason",
            "Indiquez les situations, le motif et le format de l’export.",
            "RGPD, art. 5, 1, b",
        )


def _taken_today(actor: Actor, now: datetime) -> set[UUID]:
    """Persons in the files that this agent asked for in a day, under any hat."""
    counted = (ExportState.PREPAREE, ExportState.PRETE, ExportState.REMISE)
    lines = ExportLine.objects.filter(
        export__asked_by__user=actor.user.pk,
        export__asked_at__gt=now - _DAY,
        export__approved_by=None,
        export__state__in=counted,
    )
    return set(lines.values_list("case__young_person", flat=True))


def _locked(export_id: UUID, actor: Actor, now: datetime) -> Export:
    rows = Export.objects.visible_to(actor, now).select_for_update(of=("self",))
    export = rows.select_related("asked_by__user").filter(pk=export_id).first()
    if export is None:
        raise NotVisible
    return export


def _ask_second_person(export: Export, actor: Actor) -> None:
    """Told to those who may agree; where nobody may, the request ends by itself."""
    role = counterpart_of(actor.role)
    held = Designation.objects.in_force(export.asked_at).filter(role=role)
    cellule = export.cellule
    scope = {"cellule": cellule.pk} if role == Role.COORDONNATEUR else {}
    for hat in held.filter(collectivite=cellule.collectivite_id, **scope).select_related("user"):
        if hat.user_id != actor.user.pk:
            leave(
                kind=MessageKind.EXPORT_TO_APPROVE,
                recipient=hat.user,
                event=export.pk,
                delay=timedelta(0),
            )


def _told(
    export: Export, actor: Actor, action: str, cases: Sequence[Case] = (), outcome: str = "done"
) -> None:
    """Codes, a count, the hash of the file once there is one: what was shown, never to whom."""
    objects: list[journal.Code] = [case.pk for case in cases]
    journal.record(
        actor=actor,
        action=action,
        chain_id=export.cellule_id,
        target=export,
        outcome=outcome,
        reason=export.reason,
        count=export.people,
        requester=export.asked_by_id,
        sha256=export.digest,
        objects=objects,
    )
