"""Work that a page asks for and does not wait for: rows, in the transaction of the act.

An application above says what each kind of work does (``register``). Celery’s workers, the thread
of the embedded mode and ``manage.py drain_outbox`` all call ``run_due``, at the same time if need
be. What a worker is told is a kind and an identifier: rights are read again when it is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from notifications.choices import WorkKind
from notifications.models import OutboxWork, WorkState

logger = logging.getLogger(__name__)

# Half an hour in all: somebody waits for it.
MOST_ATTEMPTS = 5
# How long what was made waits for whoever asked: an export, a report.
KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class _Binding:
    run: Callable[[UUID], None]
    give_up: Callable[[UUID], None]


_bindings: dict[str, _Binding] = {}


def register(
    kind: WorkKind, *, run: Callable[[UUID], None], give_up: Callable[[UUID], None]
) -> None:
    """Say what a kind of work does to a row, and what becomes of the row when it cannot be done.

    ``run`` may be called twice, and after its row is gone.
    """
    _bindings[kind] = _Binding(run, give_up)


def leave(kind: WorkKind, target_id: UUID) -> OutboxWork:
    """Ask for a work on a row, once. Raises RuntimeError outside a transaction."""
    if not transaction.get_connection(OutboxWork.objects.db).in_atomic_block:
        raise RuntimeError("Un travail se dépose dans la transaction de l’acte qui le demande.")
    left, _ = OutboxWork.objects.get_or_create(
        kind=kind, target_id=target_id, defaults={"not_before": timezone.now()}
    )
    return left


def run_due(limit: int = 20, now: datetime | None = None) -> int:
    """Do what waits, oldest first, ``limit`` at most; how many were done.

    What fails is put off, twice as long each time, and given up after five attempts.
    """
    now = now or timezone.now()
    due = OutboxWork.objects.filter(state=WorkState.WAITING, not_before__lte=now)
    waiting = due.order_by("not_before", "pk").values_list("pk", flat=True)
    return sum(_do(pk, now) for pk in list(waiting[:limit]))


@transaction.atomic(durable=True)
def _do(pk: UUID, now: datetime) -> bool:
    """One work, under the lock of its row; True when it was done."""
    rows = OutboxWork.objects.select_for_update(skip_locked=True)
    work = rows.filter(pk=pk, state=WorkState.WAITING, not_before__lte=now).first()
    if work is None:
        return False
    binding = _bindings[work.kind]
    work.attempts += 1
    try:
        with transaction.atomic():
            binding.run(work.target_id)
    except Exception as error:
        # Whatever it is, it must not stop the others. Its words may quote a row: not logged.
        _put_off(work, type(error).__name__, now)
        if work.state == WorkState.DEAD:
            binding.give_up(work.target_id)
    else:
        work.state, work.done_at = WorkState.DONE, now
    work.save()
    return work.state == WorkState.DONE


def _put_off(work: OutboxWork, reason: str, now: datetime) -> None:
    if work.attempts >= MOST_ATTEMPTS:
        work.state = WorkState.DEAD
        logger.error("%s : abandonné après %d essais (%s).", work, work.attempts, reason)
    else:
        work.not_before = now + timedelta(minutes=2 ** (work.attempts - 1))
        logger.warning("%s : essai %d sans succès (%s).", work, work.attempts, reason)
