"""The timers of a case and of a saisine, kept up to date by the acts that change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from casework.deadlines import midnight
from casework.models import Case, Saisine
from casework.timers.computing import Days, days_of_case, days_of_saisine, wakes_on
from casework.timers.facts import read_case, read_saisine
from notifications import timers
from notifications.kept import Kept

_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def postponed() -> Iterator[None]:
    """Compute no deadline meanwhile: for an import, which ends with ``timers.rebuild()``."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


def refresh(case: Case, now: datetime | None = None) -> int:
    """Compute every deadline of one case again; how many timers changed.

    Called by the door at the end of each act on the case or on what belongs to it, under its lock,
    and by the clock. One query when nothing changes, two otherwise.
    """
    if _postponed.get():
        return 0
    found = read_case(case.pk)
    kept: list[Kept] | None = found[0].kept if found else None  # type: ignore[attr-defined]  # read beside
    return _keep(case, days_of_case(*found[1:]) if found else {}, now, kept)


def refresh_saisine(saisine: Saisine, now: datetime | None = None) -> int:
    """The same for a saisine; its case, if it has one, has its own."""
    return 0 if _postponed.get() else _keep(saisine, saisine_days(saisine), now)


def every_row() -> Iterator[Callable[[], int]]:
    """What computes again the timers of each case and each saisine, under its lock."""
    for case_id in Case.objects.for_system("deadlines").values_list("pk", flat=True).iterator():
        yield partial(_again, Case.objects.for_system("deadlines"), case_id, refresh)
    for pk in Saisine.objects.for_system("deadlines").values_list("pk", flat=True).iterator():
        yield partial(_again, Saisine.objects.for_system("deadlines"), pk, refresh_saisine)


def _again(rows: models.QuerySet[Any], pk: UUID, keep: Callable[[Any], int]) -> int:
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    return keep(row) if row is not None else 0


def case_days(case: Case) -> Days:
    """Every deadline of one case, from what the database holds now; nothing once it is gone."""
    found = read_case(case.pk)
    return days_of_case(*found[1:]) if found else {}


def saisine_days(saisine: Saisine) -> Days:
    """Every deadline of one saisine, from what the database holds now."""
    found = read_saisine(saisine.pk)
    return days_of_saisine(*found[1:]) if found else {}


def _keep(
    row: models.Model, days: Days, now: datetime | None, kept: list[Kept] | None = None
) -> int:
    today: date = timezone.localdate(now)
    wanted = {str(rule): midnight(wakes_on(rule, day, today)) for rule, day in days.items()}
    return timers.reconcile(row, wanted, kept)
