"""One stored value, in plain French: labels of codes, dates, functions instead of agents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import TextChoices
from django.utils import timezone

from casework.choices.facts import FAITS
from casework.choices.lists import DecisionCode, Motif, Need, Strength
from casework.choices.measures import ObjectiveResult, Provision, Recommendation
from casework.choices.rights import RECTIFIABLE, WithdrawalReason
from casework.disclosure.decisions import Audience, given
from casework.disclosure.withheld import INSTEAD, told_code
from casework.models import AgendaItem, Case, Fait
from casework.timers.rules import Rule
from confidentiality.choices import Relation, Role
from veille.french import day_month_year, long_moment, number
from veille.grammar import capital, inside
from veille.models import Cddf, Delegation, Designation, Seance


@dataclass(frozen=True, slots=True)
class Line:
    """One value: what it is, what it says."""

    label: str
    value: str


# Columns that the models name for agents, or do not name.
_LABELS = {
    "absence_count": "absences",
    "approved_by": "lecture approuvée par",
    "asked_by": "lecture demandée par",
    "cddf": "conseil",
    "closing_code": "motif de la fin du suivi",
    "codes": "décision",
    "decided_by": "décidé par",
    "delegation": "délégation",
    "designation": "fonction",
    "due_at": "date",
    "due_on": "pour le",
    "fait": "fait",
    "informed_on": "information donnée le",
    "organisation": "organisme",
    "permission": "à quel titre",
    "pilot": "organisme qui pilote",
    "presented_in": "présenté à la séance",
    "proposed_by": "proposé par",
    "referent": "référent de parcours",
    "resumes": "reprend le suivi",
    "rule": "échéance",
    "seance": "séance du",
}
_LISTS: dict[str, type[TextChoices]] = {
    "casework.Saisine.motifs": Motif,
    "casework.Saisine.strengths": Strength,
    "casework.Case.decision_codes": DecisionCode,
    "casework.Case.needs": Need,
    "casework.Decision.codes": DecisionCode,
    "casework.RappelALOrdre.provisions": Provision,
    "casework.CddfReferral.recommendations": Recommendation,
    "casework.CddfReferral.engagements": Recommendation,
    "casework.CddfInformedParty.recommendations": Recommendation,
}
# Codes kept in a column that names no list.
_CODES: dict[str, type[TextChoices]] = {"notifications.Timer.rule": Rule}


# Said in one line for each row: the first column is its name, the others what is said of it.
_ONE_LINE = {
    "casework.CaseGrant": ("designation", "permission", "since", "until"),
    "notifications.Timer": ("rule", "due_at"),
}


def records_of(
    model: str, rows: Iterable[models.Model], to: frozenset[Audience]
) -> tuple[tuple[Line, ...], ...]:
    """The lines of each row; one record for all of them where each row is one line."""
    if model not in _ONE_LINE:
        return tuple(tuple(lines_of(row, to)) for row in rows)
    name, *others = _ONE_LINE[model]
    lines = []
    for row in rows:
        told = {column: _on_a_day(row, f"{model}.{column}", to) for column in given(model, to)}
        said = [f"{_PREFIX.get(column, '')}{told[column]}" for column in others if told.get(column)]
        lines.append(Line(told[name], ", ".join(said)))
    return (tuple(lines),)


def _on_a_day(row: models.Model, place: str, to: frozenset[Audience]) -> str:
    """The same words, the hour left out: a right or a deadline is of a day."""
    column = place.rpartition(".")[2]
    value = getattr(row, column)
    if isinstance(value, datetime):
        return day_month_year(timezone.localdate(value))
    return _told(row, place, column, to)


_PREFIX = {"since": "du ", "until": "au ", "due_at": "le "}


def lines_of(row: models.Model, to: frozenset[Audience]) -> list[Line]:
    """Every value of a row that these may receive. What is empty is not written."""
    model = f"{row._meta.app_label}.{type(row).__name__}"
    lines = []
    for column in given(model, to):
        told = _told(row, f"{model}.{column}", column, to)
        if told:
            lines.append(Line(_label(row, column), told))
    return lines


def _label(row: models.Model, column: str) -> str:
    field = row._meta.get_field(column)
    return capital(str(_LABELS.get(column) or getattr(field, "verbose_name", column)))


def _told(row: models.Model, place: str, column: str, to: frozenset[Audience]) -> str:
    field: Any = row._meta.get_field(column)
    if field.many_to_many:
        return _joined(word_of(each) for each in getattr(row, column).order_by("happened_on", "pk"))
    value = getattr(row, column)
    # Nothing was counted is nothing to say.
    if not value:
        return ""
    if place in _LISTS:
        return _listed(_LISTS[place], place, value, to)
    if place in _OTHERS:
        return _joined(_OTHERS[place](value, to))
    choices = dict(field.flatchoices) or dict(_CODES[place].choices if place in _CODES else ())
    if choices:
        code = told_code(place, value, to)
        return INSTEAD if code is None else str(choices.get(code, ""))
    return word_of(value)


def _listed(
    choices: type[TextChoices], place: str, codes: Iterable[str], to: frozenset[Audience]
) -> str:
    kept = [told_code(place, code, to) for code in codes]
    words = [str(each.label) for each in choices if each.value in kept]
    return _joined([*words, *([INSTEAD] if None in kept else [])])


def _objectives(value: dict[str, str], to: frozenset[Audience]) -> Iterable[str]:
    """« Scolarité : atteint », in the order of the list of needs."""
    for need in Need:
        if need.value in value:
            yield f"{need.label} : {inside(str(ObjectiveResult(value[need.value]).label))}"


def _withdrawn(value: dict[str, str], to: frozenset[Audience]) -> Iterable[str]:
    """« Décrochage : inexact »: a motif that was recorded by mistake is told as such."""
    for motif in Motif:
        if motif.value in value:
            code = told_code("casework.Saisine.motifs", motif.value, to)
            label = INSTEAD if code is None else str(motif.label)
            yield f"{label} : {inside(str(WithdrawalReason(value[motif.value]).label))}"


def _rectified(value: list[str], to: frozenset[Audience]) -> Iterable[str]:
    return (RECTIFIABLE[name] for name in value)


# What a list of codes does not say by itself.
_OTHERS: dict[str, Callable[[Any, frozenset[Audience]], Iterable[str]]] = {
    "casework.Bilan.objectives": _objectives,
    "casework.Saisine.withdrawn_motifs": _withdrawn,
    "casework.RightsRequest.rectified": _rectified,
}


def _joined(words: Iterable[str]) -> str:
    return " ; ".join(word for word in words if word)


def word_of(value: object) -> str:
    """A value that is no code. An agent is a function and an organisation, never a name."""
    if isinstance(value, bool):
        return "Oui"
    for kind, words in _WORDS.items():
        if isinstance(value, kind):
            return words(value)
    return str(value)


def _permission(value: Permission) -> str:
    return str(Relation(value.codename).label)


_WORDS: dict[type, Callable[[Any], str]] = {
    datetime: long_moment,
    date: day_month_year,
    int: number,
    Decimal: lambda value: f"{value:.2f}".replace(".", ","),
    Designation: lambda hat: f"{Role(hat.role).label}, {hat.organisation.name}",
    Permission: _permission,
    Fait: lambda fait: f"{FAITS[fait.code].label}, le {day_month_year(fait.happened_on)}",
    Seance: lambda seance: long_moment(seance.held_at),
    AgendaItem: lambda item: long_moment(item.seance.held_at),
    Case: lambda case: f"situation {case.reference}",
    Cddf: lambda cddf: f"CDDF, {cddf.commune.name}",
    Delegation: lambda delegation: f"arrêté {delegation.arrete_number}",
}
