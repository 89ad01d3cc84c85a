"""Exports in words: one line of a list, where one request stands. Numbers and codes, no name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from casework.choices.exports import ExportState
from casework.models import Export
from casework.presenters.cases import Row
from confidentiality.actors import Actor
from confidentiality.two_persons import counterpart_of
from veille.french import long_moment, plural

_TONES = {
    ExportState.ATTENDUE: "warn",
    ExportState.PREPAREE: "info",
    ExportState.PRETE: "ok",
    ExportState.ECHOUEE: "err",
    ExportState.REFUSEE: "err",
    ExportState.RETIREE: "err",
}


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One request. ``url`` is empty for those who only control."""

    reference: str
    asked: str
    agent: str
    approved: str
    reason: str
    people: str
    state: str
    state_label: str
    tone: str
    url: str


def export_lines(exports: Iterable[Export], actor: Actor, now: datetime) -> list[ExportLine]:
    """One line each, newest first as they come."""
    return [_line(export, actor, now) for export in exports]


def _line(export: Export, actor: Actor, now: datetime) -> ExportLine:
    state = standing(export, now)
    return ExportLine(
        reference=export.reference,
        asked=long_moment(export.asked_at),
        agent=export.asked_by.label,
        approved=export.approved_by.label if export.approved_by else "",
        reason=export.get_reason_display(),
        people=people_words(export),
        state=state.value,
        state_label=str(state.label),
        tone=_TONES.get(state, ""),
        url=_url(export, actor),
    )


def standing(export: Export, now: datetime) -> ExportState:
    """Its state, the clock having passed or not."""
    waits = export.state in (ExportState.ATTENDUE, ExportState.PRETE)
    return ExportState.EXPIREE if waits and export.until <= now else ExportState(export.state)


def people_words(export: Export) -> str:
    """« 12 personnes »."""
    return plural(export.people, "personne", "personnes")


def export_rows(export: Export, now: datetime) -> list[Row]:
    """One request in full, for its author or for the second person."""
    rows = [
        Row("Référence", export.reference),
        Row("Demandé par", export.asked_by.label),
        Row("Le", long_moment(export.asked_at)),
        Row("Motif", export.get_reason_display()),
        Row("Étendue", f"{export.get_scope_display()}, {people_words(export)}"),
        Row("Format", export.get_format_display()),
        Row("État", str(standing(export, now).label)),
    ]
    if export.approved_by is not None:
        rows.append(Row("Accord de", export.approved_by.label))
    if standing(export, now) in (ExportState.ATTENDUE, ExportState.PRETE):
        rows.append(Row("Jusqu’au", long_moment(export.until)))
    if export.end_code:
        rows.append(Row("Raison", export.get_end_code_display()))
    if export.digest:
        # In groups, which a narrow screen may break.
        groups = [export.digest[at : at + 16] for at in range(0, len(export.digest), 16)]
        rows.append(Row("Empreinte SHA-256", " ".join(groups)))
    return rows


def _url(export: Export, actor: Actor) -> str:
    if export.asked_by_id == actor.hat_id:
        return reverse("casework:export", args=[export.pk])
    if export.state == ExportState.ATTENDUE and counterpart_of(actor.role) is not None:
        return reverse("casework:export_approve", args=[export.pk])
    return ""
