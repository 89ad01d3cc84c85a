"""Reading what was declared. Who reads a value follows from its class, here and nowhere else.

Institutions: exact, by everybody who has figures. Persons: by the service that declared it, until
the releases publish it under disclosure control.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.figures import Share, number
from indicators.models import Declaration
from indicators.models.declarations import DeclarationQuerySet
from indicators.plan import DepartmentalPlan, Expected


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a text indicator: where the state of play is, never the text itself."""

    title: str
    reference: str

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})"


Value = int | Share | Document
# Indicator, year, service.
Key = tuple[str, int, str]


def value_of(row: Declaration) -> Value:
    """The value of one version."""
    if row.value is not None:
        return row.value
    if row.numerator is not None and row.denominator is not None:
        return Share(row.numerator, row.denominator)
    return Document(row.document_title, row.document_reference)


def words(value: Value) -> str:
    """« 1 234 », « 75 % (3 sur 4) », « Titre (référence) »."""
    if isinstance(value, int):
        return number(value)
    return f"{value} ({value.detail})" if isinstance(value, Share) else str(value)


def of_service(
    plan: DepartmentalPlan, service: str, years: Iterable[int]
) -> dict[Key, Declaration]:
    """What one service declared: for that service only, whatever its class."""
    return _by_key(_latest(plan, years).filter(service=service))


def of_institutions(plan: DepartmentalPlan, years: Iterable[int]) -> dict[Key, Declaration]:
    """What was declared about institutions, by every service: exact, and shown.

    A value is kept back when either the plan of that time or the present one says persons.
    """
    shown = {each.code for _, each in plan.pairs() if not each.is_about_persons}
    found = _by_key(_latest(plan, years))
    return {key: row for key, row in found.items() if key[0] in shown and not row.about_persons}


def filled(plan: DepartmentalPlan, year: int) -> dict[Key, bool]:
    """Which values of a year are there, and whether the last version came late; no value."""
    rows = _latest(plan, [year]).values_list("indicator", "year", "service", "late")
    return {(code, of, service): late for code, of, service, late in rows}


def missing_of(plan: DepartmentalPlan, service: str, year: int) -> list[Expected]:
    """What one service has left to declare for a year."""
    there = filled(plan, year)
    return [
        each
        for each in plan.expected()
        if each.service == service and (each.indicator.code, year, service) not in there
    ]


def declarations_about_persons(year: int) -> DeclarationQuerySet:
    """The last versions of what was declared about persons for a year: for the releases only.

    No page reads it: these counts are published rounded and protected with all the others of the
    same release, or not at all.
    """
    return Declaration.objects.filter(year=year, about_persons=True).latest_versions()


def _latest(plan: DepartmentalPlan, years: Iterable[int]) -> DeclarationQuerySet:
    return Declaration.objects.filter(plan__code=plan.code, year__in=list(years)).latest_versions()


def _by_key(rows: Iterable[Declaration]) -> dict[Key, Declaration]:
    return {(row.indicator, row.year, row.service): row for row in rows}
