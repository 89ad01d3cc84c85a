"""Two records side by side, for the coordonnateur who reads both and decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from casework.models import Case, Saisine
from casework.presenters.saisines import sentence
from casework.search import Resemblance
from veille.french import day_month_year


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what this record says, what the other says."""

    label: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        return self.here != self.there


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One record that may be about the same person. ``case_id`` is empty for a saisine."""

    case_id: str
    title: str
    here: str
    there: str
    url: str
    reason: str
    lines: tuple[Compared, ...]


def side_by_side(row: Case | Saisine, found: list[Resemblance], today: date) -> list[Duplicate]:
    """What resembles, nearest first, each compared with ``row``."""
    return [_duplicate(row, each, today) for each in found]


def _duplicate(row: Case | Saisine, each: Resemblance, today: date) -> Duplicate:
    other = each.about
    case = isinstance(other, Case)
    page = "casework:case_detail" if case else "casework:saisine_detail"
    values = zip(_LABELS, _told(row, today), _told(other, today), strict=True)
    return Duplicate(
        case_id=str(other.pk) if case else "",
        title=f"{'Situation' if case else 'Saisine'} {other.reference}",
        here=row.reference,
        there=other.reference,
        url=reverse(page, args=[other.reference if case else other.pk]),
        reason=sentence(each.likeness.reason),
        lines=tuple(Compared(*line) for line in values),
    )


_LABELS = ("Nom", "Prénom", "Naissance", "Commune", "Étape", "Depuis")


def _told(row: Case | Saisine, today: date) -> tuple[str, ...]:
    person = row.young_person
    since = row.opened_on if isinstance(row, Case) else row.created_at
    return (
        person.last_name,
        person.first_name,
        f"{day_month_year(person.birth_date)} ({person.age(today)} ans)",
        person.commune.name,
        row.get_state_display(),
        day_month_year(since),
    )
