"""Motivated readings as pages tell them: who read which reference, why, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from casework.choices.conservation import ReadingEnd, ReadingVerdict
from casework.models import MotivatedReading
from casework.presenters.cases import Row
from casework.services.motivated_readings import may_review
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.encryption import KeyMissing
from confidentiality.models import JournalEntry
from confidentiality.two_persons import is_counterpart
from veille.french import at_time, day_month_year, long_moment
from veille.models import Designation
from veille.services.trace_labels import action_label, kind_label

_ERASED = "Effacée avec la clé de la personne"


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading in the list. ``url`` and ``action`` lead to what this agent may do with it."""

    reference: str
    case: str
    reader: str
    reason: str
    when: str
    standing: str
    tone: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One page looked at under a reading."""

    at: datetime
    what: str
    about: str


def reading_words(reading: MotivatedReading | None) -> str:
    """« Ouverte jusqu’à 15 h 42, pour : … » ; empty without a reading."""
    if reading is None or reading.until is None:
        return ""
    return (
        f"Ouverte jusqu’à {at_time(reading.until)}, pour : "
        f"{reading.get_reason_display().lower()}. Chaque page lue est inscrite dans les traces. "
        "Rien ne se modifie, ne s’imprime ni ne s’exporte."
    )


def reading_lines(
    readings: Iterable[MotivatedReading], actor: Actor, now: datetime
) -> list[ReadingLine]:
    """The readings of a page, those that wait for somebody first."""
    rows = sorted(readings, key=lambda each: each.opened_at is None or bool(each.reviewed_at))
    return [_line(each, actor, now) for each in rows]


def _line(reading: MotivatedReading, actor: Actor, now: datetime) -> ReadingLine:
    standing, tone = _standing(reading, now)
    action, url = _next(reading, actor, now)
    return ReadingLine(
        reference=reading.trace_reference,
        case=reading.case.reference,
        reader=_who(reading.asked_by),
        reason=reading.get_reason_display(),
        when=long_moment(reading.opened_at or reading.asked_at),
        standing=standing,
        tone=tone,
        action=action,
        url=url,
    )


def _standing(reading: MotivatedReading, now: datetime) -> tuple[str, str]:
    if reading.until is None:
        return _standing_unopened(reading, now)
    if now < reading.until:
        return f"Ouverte jusqu’à {at_time(reading.until)}", "warn"
    if reading.verdict:
        unjustified = reading.verdict == ReadingVerdict.NON_JUSTIFIEE
        return str(reading.get_verdict_display()), "err" if unjustified else "ok"
    due = reading.review_due_on
    if due is not None and due < timezone.localdate(now):
        return f"Relecture en retard depuis le {day_month_year(due)}", "err"
    return f"À relire au plus tard le {_day(due)}", "warn"


def _standing_unopened(reading: MotivatedReading, now: datetime) -> tuple[str, str]:
    """A request that waits says until when; one that is over says how."""
    if reading.end_code:
        return str(reading.get_end_code_display()), ""
    if timezone.localdate(now) > reading.waits_through:
        return str(ReadingEnd.ECHUE.label), ""
    return f"Attend une seconde personne, jusqu’au {_day(reading.waits_through)}", ""


def _next(reading: MotivatedReading, actor: Actor, now: datetime) -> tuple[str, str]:
    page = reverse("casework:reading", args=[reading.pk])
    if reading.until is None:
        if reading.end_code:
            return "Voir", page
        lapsed = timezone.localdate(now) > reading.waits_through
        return ("", "") if lapsed else answer_to(reading, actor)
    if now < reading.until:
        case = reverse("casework:case_detail", args=[reading.case.reference])
        return ("Lire", case) if reading.asked_by_id == actor.hat_id else ("Voir", page)
    waits = reading.reviewed_at is None and may_review(reading, actor)
    return ("Relire" if waits else "Voir", page)


def answer_to(reading: MotivatedReading, actor: Actor) -> tuple[str, str]:
    """What this agent may do with a request that waits, and where; empty for anybody else."""
    asked_by = reading.asked_by
    if reading.asked_by_id == actor.hat_id:
        return "Retirer la demande", reverse("casework:archive_withdraw", args=[reading.pk])
    if is_counterpart(actor, asked_by=asked_by.user_id, asked_as=Role(asked_by.role)):
        return "Répondre", reverse("casework:archive_approve", args=[reading.pk])
    return "", ""


def reading_rows(reading: MotivatedReading, *, words: bool) -> list[Row]:
    """One reading, line by line. ``words``: with the justification, for whoever reviews it."""
    rows = [
        Row("Situation", reading.case.reference),
        Row("Lue par", _who(reading.asked_by)),
        Row("Motif", str(reading.get_reason_display())),
        Row("Référence de la demande", reading.reference),
    ]
    if words:
        rows.append(Row("Justification", _justification(reading)))
    if reading.approved_by is not None:
        rows.append(Row("Approuvée par", _who(reading.approved_by)))
    if reading.opened_at is not None and reading.until is not None:
        rows.append(Row("Ouverte", f"{long_moment(reading.opened_at)}, pour soixante minutes"))
        rows.append(Row("À relire au plus tard le", _day(reading.review_due_on)))
    if reading.end_code and reading.ended_at is not None:
        rows.append(Row("Fin", str(reading.get_end_code_display())))
        if reading.refusal_code:
            rows.append(Row("Motif du refus", str(reading.get_refusal_code_display())))
        rows.append(Row("Finie", long_moment(reading.ended_at)))
    if reading.reviewed_by is not None and reading.reviewed_at is not None:
        rows.append(Row("Conclusion", str(reading.get_verdict_display())))
        rows.append(
            Row("Relue", f"{long_moment(reading.reviewed_at)}, par {_who(reading.reviewed_by)}")
        )
    return rows


def seen_lines(lines: Iterable[JournalEntry]) -> list[SeenLine]:
    """The pages looked at, as the journal tells them."""
    return [
        SeenLine(
            line.at,
            action_label(line.action),
            " ".join(part for part in (_kind(line), str(line.codes.get("reference", ""))) if part),
        )
        for line in lines
    ]


def _kind(line: JournalEntry) -> str:
    return kind_label(line.object_type) if line.object_type else ""


def _justification(reading: MotivatedReading) -> str:
    """Gone with the key of the person, while the reading itself is still to be reviewed."""
    if reading.young_person is None:
        return _ERASED
    try:
        return reading.justification or "Aucune : lecture d’une version antérieure"
    except KeyMissing:
        return _ERASED


def _who(hat: Designation) -> str:
    return f"{hat.user.full_name}, {str(Role(hat.role).label).lower()}"


def _day(day: date | None) -> str:
    return day_month_year(day) if day else ""
