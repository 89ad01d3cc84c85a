"""A job of papers in words: what it is about, where it stands, each paper. References, no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from casework.batches.held import reasons_of
from casework.batches.planning import Planned
from casework.choices.batches import UNDER_WAY, BatchLineState, BatchState
from casework.models import PaperBatch, PaperBatchLine
from casework.papers.registry import BY_SLUG
from casework.presenters.cases import Row
from veille.french import at_time, day_month_year, long_moment, of_, plural

_TONES = {
    BatchLineState.EN_ATTENTE: "info",
    BatchLineState.ECRITE: "ok",
    BatchLineState.REFUSEE: "err",
    BatchLineState.ANNULEE: "muted",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of a job."""

    title: str
    about: str
    state: str
    state_label: str
    tone: str
    number: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of the form. ``done``: what was made already, which is not ticked."""

    key: str
    label: str
    done: str


@dataclass(frozen=True, slots=True)
class Group:
    """The boxes of the sitting itself, or of one situation."""

    title: str
    choices: list[Choice]


def title_of(batch: PaperBatch) -> str:
    """« Papiers de la séance du 8 décembre 2026 »: also the title of the file."""
    if batch.seance is not None:
        return f"Papiers de la séance du {_day(batch.seance.held_at)}"
    place = of_(batch.cddf.commune.name) if batch.cddf else ""
    when = f" du {_day(batch.hearing_at)}" if batch.hearing_at else ", sans date"
    return f"Papiers du CDDF {place}{when}"


def back_of(batch: PaperBatch) -> tuple[str, str]:
    """Where the job was asked from: words and address."""
    if batch.seance_id is not None:
        return "Revenir à la séance", reverse("casework:seance_detail", args=[batch.seance_id])
    return "Revenir aux familles du CDDF", reverse("casework:cddf_list")


def rows_of(batch: PaperBatch) -> list[Row]:
    """What there is to say of the job itself."""
    rows = [
        Row("Numéro", batch.reference),
        Row("Demandé", long_moment(batch.asked_at)),
        Row("État", BatchState(batch.state).label),
    ]
    if batch.stopped_at:
        rows.append(Row("Arrêté", f"à {at_time(batch.stopped_at)}"))
    if batch.state == BatchState.PRET:
        rows.append(Row("Gardé jusqu’au", long_moment(batch.until)))
    return rows


def progress_of(batch: PaperBatch) -> str:
    """« 3 papiers écrits sur 7 »."""
    written = batch.lines.filter(state=BatchLineState.ECRITE).count()
    return f"{plural(written, 'papier écrit', 'papiers écrits')} sur {batch.lines.count()}"


def is_under_way(batch: PaperBatch) -> bool:
    """Whether the page has to be loaded again to know more."""
    return batch.state in UNDER_WAY


def lines_of(batch: PaperBatch) -> list[Line]:
    """Each paper, in the order of the file."""
    lines, reasons = batch.lines.select_related("case", "member__organisation"), reasons_of(batch)
    return [_line(each, reasons.get(each.pk, "")) for each in lines]


def _line(line: PaperBatchLine, reason: str) -> Line:
    state, template = BatchLineState(line.state), BY_SLUG.get(line.template)
    about = line.member.organisation.name if line.member else "Toute la séance"
    return Line(
        title=template.title if template else "Papier",
        about=line.case.reference if line.case else about,
        state=state.value,
        state_label=str(state.label),
        tone=_TONES[state],
        number=line.number,
        refusal=reason,
    )


def groups_of(planned: list[Planned]) -> list[Group]:
    """The form: the sitting first, then each situation by its reference."""
    return [
        Group(title, [_choice(each) for each in papers])
        for title, papers in groupby(planned, key=_heading)
    ]


def _heading(planned: Planned) -> str:
    return f"Situation {planned.case.reference}" if planned.case else "Pour la séance"


def _choice(planned: Planned) -> Choice:
    member = planned.member.organisation.name if planned.member else ""
    whom = member or planned.party
    return Choice(
        planned.key,
        f"{planned.template.title} : {whom}" if whom else planned.template.title,
        f"déjà fait le {day_month_year(planned.done_on)}" if planned.done_on else "",
    )


def _day(moment: datetime) -> str:
    return day_month_year(timezone.localdate(moment))
