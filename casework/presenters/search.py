"""The answer to a search, in strings: only what every case that the function opens shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from casework.likeness import Wanted
from casework.models import Case
from casework.presenters.labels import tone
from casework.presenters.saisines import person_name, sentence, tone_of
from casework.search import Resemblance
from veille.french import day_month_year


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One case or saisine that may be about the person. ``born`` is empty for who may not know."""

    url: str
    name: str
    born: str
    age: str
    commune: str
    kind: str
    reference: str
    state: str
    state_label: str
    tone: str
    reason: str


def found_lines(found: list[Resemblance], today: date, *, births: bool) -> list[FoundLine]:
    """Nearest first, as they come."""
    return [_line(each, today, births=births) for each in found]


def _line(each: Resemblance, today: date, *, births: bool) -> FoundLine:
    row, person = each.about, each.person
    case = isinstance(row, Case)
    page = "casework:case_detail" if case else "casework:saisine_detail"
    return FoundLine(
        url=reverse(page, args=[row.reference if case else row.pk]),
        name=person_name(person),
        born=day_month_year(person.birth_date) if births else "",
        age=f"{person.age(today)}\N{NO-BREAK SPACE}ans",
        commune=person.commune.name,
        kind="Situation" if case else "Saisine",
        reference=row.reference,
        state=row.state,
        state_label=row.get_state_display(),
        tone=tone(row.state) if case else tone_of(row.state),
        reason=sentence(each.likeness.reason),
    )


def asked_words(wanted: Wanted) -> str:
    """« Lavieille Enzo, 4 mars 2010 »: what was typed, shown to whom typed it."""
    name = f"{wanted.last_name} {wanted.first_name}".strip()
    return f"{name}, {day_month_year(wanted.birth_date)}" if wanted.birth_date else name
