"""What an export says of a case: columns, each opened by one group of the access matrix.

Every file about persons is made by a builder of ``BUILDERS``; the matrix of tests declares them one
by one. A builder names its line of the policy and the columns that its reason needs, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from django.db.models import TextChoices

from casework.choices.exports import ExportReason
from casework.choices.lists import DecisionCode, Motif, Need, Schooling
from casework.models import Case
from confidentiality.choices import FieldGroup as F
from veille.grammar import listed

# A case, with the groups that the policy opened to whoever takes the file away.
Opened: TypeAlias = tuple[Case, frozenset[F]]


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    group: F
    read: Callable[[Case, date], str]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _words(choices: type[TextChoices], codes: Iterable[str]) -> str:
    known = set(codes)
    return listed([str(each.label) for each in choices if each.value in known])


def _motifs(case: Case, today: date) -> str:
    return _words(Motif, {code for each in case.saisines.all() for code in each.motifs})


def _parents(case: Case, today: date) -> str:
    rows = case.young_person.representatives.select_related("young_person__key")
    return listed([f"{row.last_name} {row.first_name} {row.phone or ''}".strip() for row in rows])


class Column(Enum):
    """Every column that an export may have, in the order of the file."""

    REFERENCE = _Column("Référence", F.IDENTITY, lambda case, today: case.reference)
    LAST_NAME = _Column("Nom", F.IDENTITY, lambda case, today: case.young_person.last_name)
    FIRST_NAME = _Column("Prénom", F.IDENTITY, lambda case, today: case.young_person.first_name)
    AGE = _Column("Âge", F.IDENTITY, lambda case, today: str(case.young_person.age(today)))
    COMMUNE = _Column("Commune", F.IDENTITY, lambda case, today: case.young_person.commune.name)
    BIRTH_DATE = _Column(
        "Date de naissance", F.BIRTH_DATE, lambda case, today: _day(case.young_person.birth_date)
    )
    ADDRESS = _Column("Adresse", F.CONTACT, lambda case, today: case.young_person.address or "")
    PHONE = _Column("Téléphone", F.CONTACT, lambda case, today: case.young_person.phone or "")
    EMAIL = _Column("Courriel", F.CONTACT, lambda case, today: case.young_person.email or "")
    PARENTS = _Column("Représentants légaux", F.REPRESENTATIVES, _parents)
    SCHOOLING = _Column(
        "Situation scolaire ou professionnelle",
        F.SCHOOLING,
        lambda case, today: str(Schooling(case.young_person.schooling).label),
    )
    MOTIFS = _Column("Motifs", F.MOTIFS, _motifs)
    NEEDS = _Column("Besoins", F.NEEDS, lambda case, today: _words(Need, case.needs))
    STATE = _Column("Étape", F.IDENTITY, lambda case, today: case.get_state_display())
    DECISIONS = _Column(
        "Décisions", F.DECISIONS, lambda case, today: _words(DecisionCode, case.decision_codes)
    )
    INFORMED = _Column(
        "Jeune informé le", F.INFORMATION, lambda case, today: _day(case.informed_on)
    )

    @property
    def heading(self) -> str:
        return self.value.heading

    @property
    def group(self) -> F:
        return self.value.group


@dataclass(frozen=True, slots=True)
class Builder:
    """One kind of file: the act that the policy is asked for each case, the columns it needs."""

    act: str
    columns: tuple[Column, ...]


C = Column
_WHO = (C.REFERENCE, C.LAST_NAME, C.FIRST_NAME)
BUILDERS: dict[str, Builder] = {
    ExportReason.SEANCE: Builder(
        "case.export",
        (*_WHO, C.AGE, C.COMMUNE, C.SCHOOLING, C.MOTIFS, C.NEEDS, C.STATE, C.DECISIONS, C.INFORMED),
    ),
    ExportReason.COURRIERS: Builder(
        "case.export", (*_WHO, C.ADDRESS, C.PHONE, C.EMAIL, C.PARENTS, C.STATE)
    ),
    # Neither facts nor anything of the parquet: an authority has its own files.
    ExportReason.AUTORITE: Builder(
        "case.export",
        (*_WHO, C.BIRTH_DATE, C.COMMUNE, C.ADDRESS, C.PARENTS, C.STATE, C.DECISIONS),
    ),
}


def table_of(
    builder: Builder, opened: Iterable[Opened], today: date
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings and texts of a file: a cell that the policy does not open is never read.

    A column that is open for nobody is not in the file.
    """
    rows = list(opened)
    shown = [each for each in builder.columns if any(each.group in fields for _, fields in rows)]
    return (
        tuple(each.heading for each in shown),
        tuple(
            tuple(each.value.read(case, today) if each.group in fields else "" for each in shown)
            for case, fields in rows
        ),
    )
