"""What each reader is told of what the parquet communicated: codes, a boolean, or nothing (I21)."""

from __future__ import annotations

from datetime import date

from django.db.models import TextChoices

from casework.choices.justice import NO_FRAME, neutral
from casework.choices.lists import Cadre, ParquetMotif, Programme
from casework.models import Case
from casework.presenters.labels import labels
from confidentiality.choices import FieldGroup as F
from veille.french import day_month_year, short_date

FLAG = "Cadre judiciaire à respecter : voir le coordonnateur."


def told(choices: type[TextChoices], code: str, fields: frozenset[F]) -> str:
    """The label of a code, or of its neutral value for those who may not read it."""
    read = code if F.JUDICIAL in fields else neutral(code)
    return str(choices(read).label) if read else ""


def plan_rows(case: Case, fields: frozenset[F]) -> list[tuple[str, str]]:
    """Programme for those who read decisions; cadre for the maire and the coordonnateur."""
    rows = []
    if F.DECISIONS in fields:
        rows.append(("Programme", told(Programme, case.programme, fields)))
    if F.JUDICIAL in fields and case.cadre:
        rows.append(("Cadre", told(Cadre, case.cadre, fields)))
    return rows


def judicial_rows(case: Case, fields: frozenset[F], today: date) -> list[tuple[str, str]]:
    """Coded lines, with the reference and the review. Empty for anybody else."""
    if F.JUDICIAL not in fields:
        return []
    rows = [
        (
            each.get_code_display(),
            f"{each.reference}, communiqué le {short_date(each.communicated_on, today)} ; à revoir "
            f"avant le {day_month_year(each.review_due_on)}",
        )
        for each in case.judicial_statuses.all()
    ]
    rows += [
        ("Communication du parquet", f"{each.reference}, {day_month_year(each.communicated_on)}")
        for each in case.parquet_communications.all()
    ]
    if case.parquet_motifs:
        rows.append(("Motifs communiqués", ", ".join(labels(ParquetMotif, case.parquet_motifs))))
    return rows


def judicial_flag(case: Case, fields: frozenset[F]) -> str:
    """One sentence for those who accompany; empty for those who read the codes."""
    if F.JUDICIAL in fields or F.JUDICIAL_FLAG not in fields:
        return ""
    return FLAG if case.judicial_statuses.exclude(code__in=sorted(NO_FRAME)).exists() else ""
