"""The copy itself: sections of lines, always in the same order, with a digest of what they say.

The same data give the same copy, hence the same digest: the journal keeps it, and the paper bears
its beginning. Nothing here depends on the day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from casework.disclosure.decisions import Audience, reasons
from casework.disclosure.found import Found
from casework.disclosure.notice import FROM_JUSTICE, OTHER_CELLULES, about_the_file
from casework.disclosure.parts import CASE, PERSON, READINGS, REQUESTS, Part, other_requests
from casework.disclosure.words import Line, records_of
from casework.models import Case, RightsRequest
from casework.services.readings import consultations_of
from confidentiality.choices import Role
from veille.french import day_month_year, plural
from veille.grammar import from_to
from veille.models import CelluleGrant


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a sentence, records of lines (one for each row) and plain sentences."""

    title: str
    intro: str = ""
    records: tuple[tuple[Line, ...], ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is handed over. ``reference``: of the request, the only one in an address or a title."""

    reference: str
    sections: tuple[Section, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the whole, in hexadecimal."""
        told = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def short_digest(self) -> str:
        """Enough of it to compare a paper with the journal."""
        return self.digest[:16]


def compose(request: RightsRequest, found: Found, to: frozenset[Audience]) -> Bundle:
    """Everything that these may receive, and what they may not, with the reason."""
    tenant = request.cellule.collectivite
    sections = [
        Section("Ce que la loi veut que vous sachiez", records=(tuple(about_the_file(tenant)),))
    ]
    for part, rows in PERSON:
        sections += _section(part, records_of(part.model, rows(found), to))
    for case in found.cases:
        sections += _of_case(request, case, to)
    sections.append(_withheld(found, to))
    return Bundle(request.reference, tuple(sections))


def _section(
    part: Part, records: tuple[tuple[Line, ...], ...], reference: str = ""
) -> Iterator[Section]:
    """One section when there is something to say."""
    kept = tuple(lines for lines in records if lines)
    if kept:
        title = f"{part.title}, situation {reference}" if reference else part.title
        yield Section(title, part.why, kept)


def _of_case(request: RightsRequest, case: Case, to: frozenset[Audience]) -> Iterator[Section]:
    for part, rows in CASE:
        told = records_of(part.model, rows(case), to)
        yield from _section(part, told, case.reference)
    asked = other_requests(request, case)
    yield from _section(REQUESTS, records_of(REQUESTS.model, asked, to), case.reference)
    yield from _readers(case)


def _readers(case: Case) -> Iterator[Section]:
    """Recipients that hold the whole cellule, then who opened the file: functions, no name."""
    held = CelluleGrant.objects.filter(content_object=case.cellule_id)
    lines = {
        Line(
            f"{Role(each.designation.role).label}, {each.designation.organisation.name}",
            _span(each),
        )
        for each in held.select_related("designation__organisation")
    }
    ordered = tuple(sorted(lines, key=lambda line: (line.label, line.value)))
    yield from _section(
        Part("", "Qui tient la cellule et peut lire", READINGS.purposes, ("R2",)),
        (ordered,),
        case.reference,
    )
    read = tuple(
        Line(
            f"{each.organisation}, {each.role.lower()}",
            _often(each.count, each.first_on, each.last_on),
        )
        for each in consultations_of(case)
    )
    yield from _section(READINGS, (read,), case.reference)


def _span(grant: CelluleGrant) -> str:
    since = f"depuis le {day_month_year(grant.since.date())}"
    return f"{since}, jusqu’au {day_month_year(grant.until.date())}" if grant.until else since


def _often(count: int, first_on: date, last_on: date) -> str:
    return f"{plural(count, 'lecture', 'lectures')}, {from_to(first_on, last_on)}"


def _withheld(found: Found, to: frozenset[Audience]) -> Section:
    """What is not in the copy: constant sentences, and what only this file calls for."""
    sentences = [OTHER_CELLULES, *reasons(to)]
    if any(_holds_justice(case) for case in found.cases):
        sentences.insert(0, FROM_JUSTICE)
    if found.closed:
        sentences.insert(0, "Un suivi antérieur, archivé et fermé, n’est pas dans cette copie.")
    return Section("Ce qui n’est pas dans cette copie, et pourquoi", sentences=tuple(sentences))


def _holds_justice(case: Case) -> bool:
    return bool(
        case.parquet_motifs
        or case.judicial_statuses.exists()
        or case.parquet_communications.exists()
    )
