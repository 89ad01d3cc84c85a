"""Running the timers by the clock, once it has been doubted: a wrong clock must destroy nothing.

Celery's beat, the thread of the embedded mode, ``manage.py tick`` and ``manage.py retention`` all
come through here, at the same time if need be. See docs/decisions/0031.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from confidentiality import clock
from confidentiality.models import JournalEntry
from notifications import timers
from notifications.models import TickMark
from notifications.timers import Run

logger = logging.getLogger(__name__)

# Why nothing was done, or not everything; read by whoever runs the installation.
SENTENCES = {
    "clocks_differ": (
        "L’horloge de ce processus et celle de la base diffèrent de plus de cinq minutes : "
        "réglez-les."
    ),
    "clock_went_back": "L’horloge est en retard sur la dernière ligne du journal : réglez-la.",
    "clock_jumped": (
        "Plus de quarante-huit heures depuis le dernier passage : si l’horloge est juste, lancez "
        "« manage.py retention --confirm-jump »."
    ),
    "mass": (
        "Trop de situations, de demandes ou de comptes seraient effacés en un seul passage : "
        "vérifiez avec « manage.py retention --dry-run », puis lancez « manage.py retention "
        "--confirm-mass »."
    ),
}


@dataclass(frozen=True, slots=True)
class Guard:
    """Rules that destroy, and what says that too much is about to be destroyed."""

    rules: frozenset[str]
    is_too_much: Callable[[datetime], bool]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What somebody has looked at, and wants done all the same."""

    jump: bool = False
    mass: bool = False


NOTHING = Confirmed()


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one passage did. ``doubt``: why nothing, or not everything, was done (a code)."""

    run: Run = field(default_factory=Run)
    doubt: str = ""


_guards: list[Guard] = []


def register_guard(guard: Guard) -> None:
    """Say which rules destroy, and when that is too much at once."""
    _guards.append(guard)


def tick(
    as_of: datetime | None = None,
    *,
    limit: int = 500,
    seconds: float = 0,
    rules: Collection[str] | None = None,
    confirmed: Confirmed = NOTHING,
) -> Ticked:
    """Run what is due, by the clock of the database or at ``as_of``, unless there is a doubt.

    A doubtful clock stops everything; too much to destroy stops the rules that destroy. Logged, and
    left to somebody who confirms.
    """
    now = as_of or clock.database_now()
    doubt = "" if confirmed.jump else doubt_on(now)
    if doubt:
        return Ticked(doubt=_reported(doubt))
    wanted = frozenset(timers.registered() if rules is None else rules)
    held = frozenset() if confirmed.mass else _held(now, wanted)
    if held:
        doubt = _reported("mass")
    run = timers.run_due(now, limit=limit, seconds=seconds, rules=wanted - held)
    _mark(confirmed)
    return Ticked(run, doubt)


def doubt_on(now: datetime) -> str:
    """Why this moment is not to be believed (a code of ``SENTENCES``); empty when it is."""
    mark = TickMark.objects.first()
    if mark is None:
        return clock.doubt(now, last_run=None)
    return clock.doubt(now, last_run=mark.at, after_entry=mark.after_entry)


def believes_clock() -> bool:
    """For what destroys without a timer, the old lines of the journal: the same doubt, before it.

    A first run has nothing to compare a pause with: lines are due months after they were written.
    """
    now = clock.database_now()
    mark = TickMark.objects.first() or TickMark(at=now)
    return not clock.doubt(now, last_run=mark.at, after_entry=mark.after_entry)


def doubts_on(now: datetime) -> list[str]:
    """Everything that would hold a passage at this moment: for whoever looks before running."""
    found = [doubt_on(now)] if doubt_on(now) else []
    return [*found, "mass"] if _held(now, timers.registered()) else found


def last_run() -> datetime | None:
    """When the timers last ran, by the clock of the database."""
    return TickMark.objects.values_list("at", flat=True).first()


def accept_clock() -> None:
    """The clock is right, whatever the last run and the journal say: count from now."""
    _mark(Confirmed(jump=True))


def _held(now: datetime, wanted: frozenset[str]) -> frozenset[str]:
    held: set[str] = set()
    for guard in _guards:
        if guard.rules & wanted and guard.is_too_much(now):
            held |= guard.rules
    return frozenset(held)


@transaction.atomic
def _mark(confirmed: Confirmed) -> None:
    """Lines of the journal dated by a wrong clock count no more once somebody has looked."""
    values: dict[str, object] = {"at": clock.database_now()}
    if confirmed.jump:
        last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
        values["after_entry"] = last or 0
    TickMark.objects.update_or_create(pk=1, defaults=values)


def _reported(doubt: str) -> str:
    logger.error("Échéances : %s", SENTENCES[doubt])
    return doubt
