"""The delays of a cellule in words, and the next deadlines of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from casework.choices.delays import RULES, Delay
from casework.deadlines import delays_of
from casework.timers.rules import VEILED, Rule
from confidentiality.choices import FieldGroup as F
from notifications import timers
from notifications.bounds import TimerRule
from veille.french import day_month_year, relative_days
from veille.models import Cellule


@dataclass(frozen=True, slots=True)
class DelayLine:
    """One line of the table: what it is, what the law says, what the cellule has chosen."""

    label: str
    article: str
    nature: str
    tone: str
    bounds: str
    default: str
    value: str
    changed: bool
    url: str = ""


def delay_lines(cellule: Cellule) -> list[DelayLine]:
    """Every delay of the domain, as it stands in one cellule."""
    chosen = delays_of(cellule)
    values = {code: chosen.value(code) for code in RULES}
    # Set for the whole collectivité, which answers for the file.
    values[Delay.ARCHIVE] = cellule.collectivite.archive_months
    return [_line(rule, values[rule.code]) for rule in RULES.values()]


def _line(rule: TimerRule, value: int) -> DelayLine:
    if rule.is_fixed:
        bounds = "fixe" if value == rule.maximum else f"{rule.words(rule.maximum)} au plus"
    else:
        bounds = f"{rule.minimum} à {rule.words(rule.maximum)}"
    return DelayLine(
        label=rule.label,
        article=rule.article,
        nature="légal" if rule.legal else "fixé" if rule.is_fixed else "réglable",
        tone="info" if rule.legal else "",
        bounds=bounds,
        default=rule.words(rule.default),
        value=rule.words(value),
        changed=value != rule.default,
        url="" if rule.is_fixed else reverse("casework:delay_set", args=[rule.code]),
    )


@dataclass(frozen=True, slots=True)
class DueLine:
    """« Bilan attendu avant le 3 décembre 2026, dans 10 jours »."""

    text: str
    words: str
    tone: str


_SENTENCES: dict[Rule, str] = {
    Rule.INFORMATION: "Jeune à informer avant le {day}",
    Rule.AGENDA: "Inscription à une séance avant le {day}",
    Rule.CONTACT: "Premier contact du référent attendu avant le {day}",
    Rule.BILAN: "Bilan demandé au référent le {day}",
    Rule.REDACTION: "Bilan attendu avant le {day}",
    Rule.PARQUET: "Relance du parquet le {day}",
    Rule.TRANSACTION: "Réponse à la transaction attendue avant le {day}",
    Rule.SUSPENSION: "Suspension à revoir le {day}",
    Rule.JUDICIAIRE: "Statut judiciaire à revoir à partir du {day}",
    Rule.DUREE: "Terme du suivi le {day}",
    Rule.ARCHIVE: "Archivage le {day}",
}
# What each deadline tells belongs to one of the groups that the policy opens or not.
_GROUPS: dict[Rule, F] = {
    Rule.INFORMATION: F.INFORMATION,
    Rule.CONTACT: F.STEPS,
    Rule.BILAN: F.BILAN,
    Rule.REDACTION: F.BILAN,
    Rule.PARQUET: F.RAPPEL,
    Rule.TRANSACTION: F.TRANSACTION,
    Rule.SUSPENSION: F.INFORMATION,
    Rule.JUDICIAIRE: F.JUDICIAL,
    Rule.AGENDA: F.CONSERVATION,
    Rule.DUREE: F.CONSERVATION,
    Rule.ARCHIVE: F.CONSERVATION,
}
_SOON = 7


def next_deadlines(case_id: UUID, fields: frozenset[F], today: date) -> list[DueLine]:
    """The deadlines that wait on a case, nearest first, as far as this agent may read them.

    A day that would tell a birthday is never among them.
    """
    waiting = timers.waiting_of(case_id)
    return list(
        _due_lines(((row.rule, timezone.localdate(row.due_at)) for row in waiting), fields, today)
    )


def _due_lines(
    days: Iterable[tuple[str, date]], fields: frozenset[F], today: date
) -> Iterable[DueLine]:
    for code, day in days:
        rule = Rule(code)
        if rule in VEILED or rule not in _SENTENCES or _GROUPS[rule] not in fields:
            continue
        ahead = (day - today).days
        yield DueLine(
            text=_SENTENCES[rule].format(day=day_month_year(day)),
            words=relative_days(day, today),
            tone="late" if ahead < 0 else "soon" if ahead <= _SOON else "",
        )
