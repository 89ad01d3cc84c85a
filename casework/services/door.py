"""The door, for cases and for what belongs to a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from casework.choices.lists import FreezeReason
from casework.guards.cases import information_holds_nothing, rights_hold_nothing
from casework.models import Case
from casework.services import counting
from casework.sight import (
    VisibleRows,
    decision_on,
    decision_on_visible,
    lock_case_of,
    lock_measure,
    lock_visible,
)
from casework.timers import refresh
from confidentiality import journal
from confidentiality.actors import Actor
from confidentiality.door import Sent, acting, ticking
from confidentiality.errors import Conflict, NotPermitted, NotVisible
from confidentiality.guards import require
from confidentiality.policy import Decision

Measure = TypeVar("Measure", bound=models.Model)


@contextmanager
def on_case(*, case_id: UUID, actor: Actor, act: str, sent: Sent) -> Iterator[Case]:
    """Change one case through the door. See ``confidentiality.door.acting`` for the refusals."""

    with acting(
        rows=lambda pk: lock_visible(pk, actor, sent.now),
        pk=case_id,
        actor=actor,
        act=act,
        sent=sent,
        permits=lambda case: decision_on_visible(actor, act, case),
        chain=lambda case: case.cellule_id,
        after=lambda case: _followed(case, sent.now),
    ) as case:
        _require_moving(case, act)
        yield case


def _followed(case: Case, at: datetime) -> None:
    """What an act on a case leaves behind it: what the plan counts of it, its deadlines."""
    counting.write(case)
    refresh(case, at)


# What may still be done to a frozen case: what lifts the freeze, and asking for one’s rights.
_LIFTS = {
    FreezeReason.INFORMATION: {
        "case.record_information",
        "case.defer_information",
        "paper.information",
        "rights.receive",
    },
    FreezeReason.DROITS: {"rights.receive"},
}


def _require_moving(case: Case, act: str) -> None:
    """Nothing changes on a frozen case (RGPD art. 18; invariants I30, I66)."""
    if is_held(case, act):
        require(case, information_holds_nothing, rights_hold_nothing)


def is_held(case: Case, act: str) -> bool:
    """Whether a freeze stops this act on the case, or on a measure of it."""
    return bool(case.freeze_code) and act not in _LIFTS[FreezeReason(case.freeze_code)]


@contextmanager
def on_measure(
    *,
    rows: VisibleRows,
    pk: UUID,
    actor: Actor,
    act: str,
    sent: Sent,
    permits: Callable[[Any], Decision] | None = None,
) -> Iterator[Any]:
    """Change one measure through the door, its case being locked first.

    The case is always locked before its measures: its guards read them, theirs read it, and two
    acts never wait for each other. ``rows``: the ``visible_to`` of the measures. ``permits``
    replaces the policy of the case where a right exists before any grant (a mission to accept).
    """

    with transaction.atomic():
        now = sent.now
        case = lock_case_of(rows, pk, actor, now)
        if case is None:
            raise NotVisible
        with acting(
            rows=lambda key: lock_measure(rows, key, actor, now),
            pk=pk,
            actor=actor,
            act=act,
            sent=sent,
            permits=permits or (lambda _: _decision_by_case(actor, act, case, now)),
            chain=lambda measure: measure.case.cellule_id,
            after=lambda _: _followed(case, now),
        ) as measure:
            # The locked row itself: what its guards read of the case is not read again.
            measure.case = case
            _require_moving(case, act)
            yield measure


def _decision_by_case(actor: Actor, act: str, case: Case, now: datetime) -> Decision:
    """The policy of a locked case, which the agent may see by a measure of it only."""
    if lock_visible(case.pk, actor, now):
        return decision_on_visible(actor, act, case)
    return decision_on(actor, act, case, now)


@contextmanager
def by_clock(*, case_id: UUID, act: str, at: datetime) -> Iterator[Case]:
    """Change one case because its day has come: scheduled work, that no agent asked for."""
    with ticking(
        rows=Case.objects.for_system("scheduled work"),
        pk=case_id,
        act=act,
        at=at,
        chain=lambda case: case.cellule_id,
        after=lambda case: refresh(case, at),
    ) as case:
        yield case


@contextmanager
def measure_by_clock(
    *, rows: models.QuerySet[Measure], pk: UUID, act: str, at: datetime
) -> Iterator[Measure]:
    """Change one measure because its day has come, its case being locked first."""
    with transaction.atomic():
        case = _case_of(rows, pk)
        with ticking(
            rows=rows,
            pk=pk,
            act=act,
            at=at,
            chain=lambda measure: measure.case.cellule_id,
            after=lambda _: refresh(case, at),
        ) as measure:
            yield measure


def _case_of(rows: models.QuerySet[Any], pk: UUID) -> Case:
    """Lock the case of one of these rows; raises NotVisible when there is none."""
    case_id = rows.filter(pk=pk).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotVisible
    cases = Case.objects.for_system("lock before its measures")
    return cases.select_for_update(of=("self",)).get(pk=case_id)


def tell_move(case: Case, act: str, actor: Actor, *, before: str) -> None:
    """The line of a case that moved in the act of something else: a request, a séance."""
    journal.record(
        actor=actor,
        action=act,
        chain_id=case.cellule_id,
        target=case,
        before=before,
        after=case.state,
    )


def locked_case(
    case_id: UUID, actor: Actor, act: str, sent: Sent, *, beside_others: bool = False
) -> Case:
    """A visible case, locked and fresh, on which this agent may begin something of this kind.

    ``beside_others``: what several agents may add at once, whatever became of the case (a step).
    """
    case = lock_visible(case_id, actor, sent.now)
    if case is None:
        raise NotVisible
    decision = decision_on_visible(actor, act, case)
    if not decision.allowed:
        raise NotPermitted(decision.refusal)
    if sent.version is not None and case.version != sent.version and not beside_others:
        raise Conflict(case)
    _require_moving(case, act)
    return case
