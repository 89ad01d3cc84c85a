"""« À faire »: one sentence for each kind of work that waits, with its first deadline. No name.

Each line counts rows that a hat sees, and leads to where it is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from casework.timers.rules import Rule
from notifications.models import Timer, TimerState
from veille.french import day_month_year, plural


@dataclass(frozen=True, slots=True)
class Todo:
    """One line. ``due``: the first of its deadlines."""

    text: str
    url: str
    link: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Kind:
    """What is counted and where it leads: ``page``, or the page of the most urgent ``row``."""

    one: str
    many: str
    link: str
    page: str = ""
    row: str = ""


# Rows, then the name of their deadline (a date or a moment), when they have one.
_Rows = QuerySet[Any]


def lines(kind: Kind, rows: _Rows, due: str | None, now: datetime) -> Iterable[Todo]:
    """One line, or none. One query."""
    if due is None:
        found = [(pk, None) for pk in rows.order_by("pk").values_list("pk", flat=True)]
    else:
        found = list(rows.order_by(F(due).asc(nulls_last=True)).values_list("pk", due))
    return line_of(kind, found, now)


def line_of(kind: Kind, found: list[tuple[Any, Any]], now: datetime) -> Iterable[Todo]:
    if not found:
        return
    first, when = found[0]
    day = timezone.localdate(when) if isinstance(when, datetime) else when
    count = len(found)
    words = plural(count, kind.one, kind.many) + _deadline(day, count, timezone.localdate(now))
    url = reverse(kind.row, args=[first]) if kind.row else reverse(kind.page)
    alone = count == 1 or not kind.row
    yield Todo(f"{words}.", url, kind.link if alone else "Commencer", day)


def _deadline(day: date | None, count: int, today: date) -> str:
    if day is None:
        return ""
    if day < today:
        return f", échéance dépassée depuis le {day_month_year(day)}"
    words = "aujourd’hui" if day == today else f"le {day_month_year(day)}"
    return f", échéance {words}" if count == 1 else f", première échéance {words}"


def timed(kind: Kind, rule: Rule, rows: _Rows, until: date, now: datetime) -> Iterable[Todo]:
    """Cases whose timer of one rule comes before a day, by its date. One query."""
    due = Timer.objects.filter(
        rule=rule,
        state=TimerState.WAITING,
        target_id__in=rows.order_by().values("pk"),
        due_at__date__lte=until,
    )
    found = list(due.order_by("due_at").values_list("target_id", "due_at"))
    return line_of(kind, found, now)
