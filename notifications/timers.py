"""Timers: what a rule must look at again, and when. Rows, never threads that sleep.

An application above declares its rules and says what each does (``register``), then keeps the
timers of its rows up to date (``reconcile``). ``run_due`` wakes up what is due: Celery's beat, the
thread of the embedded mode and the commands reach it by ``notifications.ticking``.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from time import monotonic
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from confidentiality.statements import put
from notifications.kept import Kept, kept_among
from notifications.models import Timer, TimerState

logger = logging.getLogger(__name__)

WAITING = TimerState.WAITING
# Attempts are counted to put those that fail behind the others, no further than this.
MOST_COUNTED = 1000
# Up to here by a statement already prepared for that number; more in batches.
_FEW = 8


@dataclass(frozen=True, slots=True)
class Acted:
    """The day had come, and this was done."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not yet: the row has changed, or something is missing. Look again then."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """The rule no longer bears on this row."""


Answer: TypeAlias = Acted | Later | Dropped


@dataclass(frozen=True, slots=True)
class Tick:
    """What a handler is told: the moment, and the timer that woke it up (for its messages)."""

    now: datetime
    timer_id: UUID
    due_at: datetime


Handler: TypeAlias = Callable[[Any, Tick], Answer]


# Whether a rule would act on a row at a moment, asked without acting.
Foresight: TypeAlias = Callable[[Any, datetime], bool]


@dataclass(frozen=True, slots=True)
class _Binding:
    rows: Callable[[], models.QuerySet[Any]]
    act: Handler
    foresees: Foresight


_bindings: dict[str, _Binding] = {}
_sweeps: dict[str, Callable[[datetime], None]] = {}
_rebuilders: dict[str, Callable[[], Iterable[Callable[[], int]]]] = {}


def register(
    code: str,
    *,
    rows: Callable[[], models.QuerySet[Any]],
    act: Handler,
    foresees: Foresight = lambda row, now: True,
) -> None:
    """Say what a rule does. ``act`` receives the row of ``rows``, locked, and may run twice.

    It computes again, from the present state of the row, whether the day has come; ``foresees``
    answers the same question, and does nothing.
    """
    _bindings[code] = _Binding(rows, act, foresees)


def register_sweep(code: str, look: Callable[[datetime], None]) -> None:
    """Before each run, let ``look`` schedule what no act schedules. One query or two, no more."""
    _sweeps[code] = look


def register_rebuild(code: str, each: Callable[[], Iterable[Callable[[], int]]]) -> None:
    """Say how the timers of every row of one kind are computed again, one row at a time."""
    _rebuilders[code] = each


def rebuild() -> int:
    """Compute every timer again: after an import, a restore, or a rule that has changed.

    One transaction per row; how many timers changed.
    """
    changed = 0
    for each in _rebuilders.values():
        for again in each():
            with transaction.atomic(durable=True):
                changed += again()
    return changed


def registered() -> frozenset[str]:
    """The rules that do something on their day."""
    return frozenset(_bindings)


def sweeps() -> frozenset[str]:
    """What looks around before each run."""
    return frozenset(_sweeps)


# Keeping the timers of a row


def reconcile(
    target: models.Model, wanted: Mapping[str, datetime], kept: list[Kept] | None = None
) -> int:
    """Make the timers of one row those of ``wanted`` (rule, moment); how many rows changed.

    One query when nothing changes, two otherwise; one less where they were read with the row
    (``kept_beside``). A moment at which the rule has already acted is not scheduled again. Called
    under the lock of the row, in the transaction of the act that changed it.
    """
    if kept is None:
        kept = kept_among(Timer.objects.filter(target_id=target.pk))
    changes = _Changes(target._meta.label_lower, {row.rule: row for row in kept if row.waits})
    done = {(row.rule, row.due_at) for row in kept if not row.waits}
    for rule, due_at in wanted.items():
        if (rule, due_at) not in done:
            changes.ask(rule, rule, target.pk, due_at)
    return changes.write(and_drop=True)


def keep_all(rule: str, model: type[models.Model], wanted: Mapping[UUID, datetime]) -> int:
    """Schedule one rule for many rows (row, moment), as ``reconcile`` does; nothing is dropped.

    For sweeps: what no longer applies is dropped by its handler, on its day.
    """
    if not wanted:
        return 0
    kept = kept_among(Timer.objects.filter(rule=rule, target_id__in=list(wanted)))
    changes = _Changes(model._meta.label_lower, {row.target_id: row for row in kept if row.waits})
    done = {(row.target_id, row.due_at) for row in kept if not row.waits}
    for target_id, due_at in wanted.items():
        if (target_id, due_at) not in done:
            changes.ask(target_id, rule, target_id, due_at)
    return changes.write(and_drop=False)


@dataclass(slots=True)
class _Changes:
    """What must be written so that the timers waiting become those that are asked for."""

    target_type: str
    waiting: dict[Any, Kept]
    rows: list[Timer] = field(default_factory=list)

    def ask(self, key: Any, rule: str, target_id: UUID, due_at: datetime) -> None:
        kept = self.waiting.pop(key, None)
        if kept is None or kept.due_at != due_at:
            pk = kept.pk if kept else uuid4()
            self.rows.append(Timer(pk, rule, self.target_type, target_id, due_at))

    def write(self, *, and_drop: bool) -> int:
        for kept in self.waiting.values() if and_drop else ():
            row = Timer(kept.pk, kept.rule, self.target_type, kept.target_id, kept.due_at)
            row.state, row.attempts = TimerState.DROPPED, kept.attempts
            self.rows.append(row)
        if len(self.rows) <= _FEW:
            put(self.rows, _MOVES)
        else:
            Timer.objects.bulk_create(
                self.rows, update_conflicts=True, unique_fields=["id"], update_fields=_MOVES
            )
        return len(self.rows)


# What changes of a timer that is already there.
_MOVES = ("due_at", "state", "attempts")


def schedule(rule: str, target: models.Model, due_at: datetime) -> Timer:
    """Look at one row at one moment; the timer of this rule that waits already is moved."""
    timer, _ = Timer.objects.update_or_create(
        rule=rule,
        target_id=target.pk,
        state=WAITING,
        defaults={"due_at": due_at, "target_type": target._meta.label_lower, "attempts": 0},
    )
    return timer


def drop(rule: str, target_id: UUID) -> int:
    """Forget that a rule waits for a row; how many timers that was."""
    waiting = Timer.objects.filter(rule=rule, target_id=target_id, state=WAITING)
    return waiting.update(state=TimerState.DROPPED)


def forget(target_ids: Iterable[UUID]) -> None:
    """Delete every timer of rows that are being erased: no identifier of them is left."""
    Timer.objects.filter(target_id__in=list(target_ids)).delete()


def waiting_of(target_id: UUID) -> list[Timer]:
    """What is to come for one row, nearest first."""
    return list(Timer.objects.filter(target_id=target_id, state=WAITING).order_by("due_at", "rule"))


# Running what is due


class Result(Enum):
    """What became of one timer in one run."""

    ACTED = "acted"
    LATER = "later"
    DROPPED = "dropped"
    FAILED = "failed"
    # Held by an agent or by another run: the next run finds it.
    BUSY = "busy"


@dataclass(slots=True)
class Run:
    """What one run did, by rule."""

    counts: dict[str, Counter[Result]] = field(default_factory=dict)

    def add(self, rule: str, result: Result) -> None:
        self.counts.setdefault(rule, Counter())[result] += 1

    def total(self, result: Result) -> int:
        return sum(count[result] for count in self.counts.values())


def foreseen(rules: Collection[str], now: datetime) -> Counter[str]:
    """How many rows each of these rules would act on at a moment. Changes nothing."""
    found: Counter[str] = Counter()
    due = Timer.objects.filter(state=WAITING, due_at__lte=now, rule__in=rules)
    for rule, target_id in due.values_list("rule", "target_id").iterator():
        binding = _bindings[rule]
        row = binding.rows().filter(pk=target_id).first()
        found[rule] += row is not None and binding.foresees(row, now)
    return +found


def run_due(
    as_of: datetime | None = None,
    *,
    limit: int = 500,
    seconds: float = 0,
    rules: Collection[str] | None = None,
) -> Run:
    """Act on what is due at ``as_of``, ``limit`` timers at most, for ``seconds`` when given.

    ``rules``: these only. Whoever runs by the clock calls ``notifications.ticking``, which doubts
    it first. One transaction per timer; one that fails is counted and left waiting, behind the
    others. May run in several processes at once, late, twice, and be killed at any moment. Raises
    RuntimeError inside a transaction.
    """
    now = as_of or timezone.now()
    until = monotonic() + seconds if seconds else None
    run = Run()
    for code, look in _sweeps.items():
        try:
            with transaction.atomic(durable=True):
                look(now)
        except Exception as error:
            # Whatever it is, the timers already there must not wait for it.
            _report(code, error)
            run.add(code, Result.FAILED)
    wanted = _bindings if rules is None else rules
    due = Timer.objects.filter(state=WAITING, due_at__lte=now, rule__in=wanted)
    # Those that failed come last: they would stop the others behind the limit.
    found = due.order_by("attempts", "due_at", "pk").values_list("pk", "rule", "target_id")
    for pk, rule, target_id in list(found[:limit]):
        if until is not None and monotonic() > until:
            break
        run.add(rule, _run_one(pk, target_id, _bindings[rule], now))
    return run


@transaction.atomic(durable=True)
def _run_one(pk: UUID, target_id: UUID, binding: _Binding, now: datetime) -> Result:
    """Lock the row, then its timer, in the order of every act: nobody waits for each other."""
    target = (
        binding.rows()
        .select_for_update(skip_locked=True, of=("self",))
        .filter(pk=target_id)
        .first()
    )
    if target is None and binding.rows().filter(pk=target_id).exists():
        return Result.BUSY
    timer = (
        Timer.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=pk, state=WAITING, due_at__lte=now)
        .first()
    )
    if timer is None:
        return Result.BUSY
    if target is None:
        _write(timer, Dropped())
        return Result.DROPPED
    try:
        with transaction.atomic():
            return _acted(timer, target, binding, now)
    except Exception as error:
        # Whatever it is: a rule that fails on one row must not stop the rows behind it.
        _report(timer.rule, error)
        Timer.objects.filter(pk=pk).update(attempts=Least(F("attempts") + 1, MOST_COUNTED))
        return Result.FAILED


def _acted(timer: Timer, target: Any, binding: _Binding, now: datetime) -> Result:
    """Written as done first: what the handler changes may schedule the same rule again."""
    tick = Tick(now=now, timer_id=timer.pk, due_at=timer.due_at)
    timer.state, timer.done_at, timer.attempts = TimerState.DONE, now, timer.attempts + 1
    timer.save(update_fields=["state", "done_at", "attempts"])
    answer = binding.act(target, tick)
    return _write(timer, answer)


def _write(timer: Timer, answer: Answer) -> Result:
    if isinstance(answer, Acted):
        timer.outcome = answer.outcome
        result = Result.ACTED
    elif isinstance(answer, Later):
        # What the handler did may have scheduled the rule again: its own answer stands.
        twins = Timer.objects.filter(rule=timer.rule, target_id=timer.target_id, state=WAITING)
        twins.exclude(pk=timer.pk).delete()
        timer.state, timer.done_at, timer.due_at = WAITING, None, answer.due_at
        result = Result.LATER
    else:
        timer.state, timer.done_at = TimerState.DROPPED, None
        result = Result.DROPPED
    # By its key and not by ``save``: the handler may have erased the row and its timers with it.
    Timer.objects.filter(pk=timer.pk).update(
        state=timer.state,
        done_at=timer.done_at,
        due_at=timer.due_at,
        outcome=timer.outcome,
    )
    return result


def _report(rule: str, error: Exception) -> None:
    # The kind of error and no more: its own words may quote a row.
    logger.error("Échéance « %s » : essai sans succès (%s).", rule, type(error).__name__)
