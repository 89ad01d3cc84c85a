"""What is true of every case at every moment, whatever was tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count

from casework.choices.lists import CLOSED_WITHOUT_ARCHIVE, ClosingReason
from casework.choices.states import (
    CDDF_FINAL,
    ENDED,
    FOLLOW_UP_FINAL,
    RAPPEL_FINAL,
    SEALED,
    CaseState,
)
from casework.models import (
    AccompagnementParental,
    Case,
    CaseGrant,
    MotivatedReading,
    RappelALOrdre,
    Tombstone,
    Transaction,
)
from casework.sight import decision_on
from confidentiality.actors import Actor
from confidentiality.choices import Relation, Role
from confidentiality.models import Event, PersonKey
from confidentiality.replay import replay
from tests.casework.counted import naive_count, written

_BY_THE_MAYOR: tuple[tuple[Any, str], ...] = (
    (RappelALOrdre, "decided_by"),
    (Transaction, "proposed_by"),
    (AccompagnementParental, "proposed_by"),
)


# What the acts of a history make; the rest is written by the factories.
_LIVED = ("casework.", "veille.seance")


def check_case(case: Case, now: datetime) -> None:
    """The invariants that one case bears on itself."""
    case.validate_constraints()
    events = list(Event.objects.filter(object_id=case.pk).order_by("version"))
    assert [each.version for each in events] == list(range(1, case.version + 1))
    if events:
        assert events[-1].after == case.state
    what_is_engaged_is_informed(case)
    if case.closing_code in CLOSED_WITHOUT_ARCHIVE:
        assert case.state in (CaseState.CLOS, CaseState.A_ELIMINER, CaseState.PURGE)
        assert case.archived_on is None
    if case.state in (CaseState.ARCHIVE, CaseState.A_ELIMINER) and case.closed_on:
        assert case.purge_due_on is not None
    if case.state == CaseState.ARCHIVE and case.closed_on and case.purge_due_on:
        # Sealed, nobody reads the birth date any more.
        born = case.young_person.birth_date
        longest = min(case.closed_on + relativedelta(months=36), born + relativedelta(years=25))
        assert case.purge_due_on <= max(longest, case.closed_on)
    if case.state == CaseState.CLOS:
        what_is_closed_is_over(case, now)


def what_is_engaged_is_informed(case: Case) -> None:
    """I30."""
    if case.engaged_on is not None:
        assert case.informed_on is not None
        told = case.representatives_informed_on is not None or case.representatives_not_informed
        assert told or not case.young_person.is_minor(case.engaged_on)
    else:
        assert not case.rappels.exclude(state="propose").exists()
        assert not case.follow_ups.exists()


def what_is_closed_is_over(case: Case, now: datetime) -> None:
    """I06 and I48: no measure under way, no access left, a bilan or a reason."""
    ended_by_law = (ClosingReason.LIMITE_AGE, ClosingReason.OPPOSITION)
    if case.closing_code not in ended_by_law:
        assert not case.rappels.exclude(state__in=RAPPEL_FINAL).exists()
        assert not case.cddf_referrals.exclude(state__in=CDDF_FINAL).exists()
        assert not case.follow_ups.exclude(state__in=FOLLOW_UP_FINAL).exists()
    ended = (Relation.MISSION, Relation.TASK, Relation.CONSULTATION, Relation.SITTING)
    running = CaseGrant.objects.filter(permission__codename__in=ended, content_object=case)
    assert not running.exclude(until__lte=now).exists()
    if case.closing_code == ClosingReason.OBJECTIFS:
        assert case.bilans.filter(presented_on__isnull=False).exists()


def check_sight(case: Case, agents: Sequence[Actor], now: datetime) -> None:
    """The query and the policy answer alike; what is sealed is seen by nobody (I55, I56)."""
    for actor in agents:
        seen = Case.objects.visible_to(actor, now).filter(pk=case.pk).exists()
        allowed = decision_on(actor, "case.view", case, now).allowed
        assert seen == allowed, (actor.role, case.state)
        if case.state in SEALED and seen:
            reading = MotivatedReading.objects.open_at(now).filter(case=case)
            assert case.state == CaseState.ARCHIVE
            assert reading.filter(asked_by=actor.hat_id).exists()


def check_all() -> None:
    """What no act of anybody may break, over every row."""
    for model, name in _BY_THE_MAYOR:
        rows = model._base_manager.exclude(**{name: None})
        assert not rows.exclude(**{f"{name}__role": Role.MAIRE}).exists(), model
    twice = (
        Case.objects.for_system("one open case per person and cellule")
        .exclude(state__in=ENDED)
        .values("young_person", "cellule")
        .annotate(cases=Count("pk"))
        .filter(cases__gt=1)
    )
    assert not twice.exists()


def check_history() -> None:
    """Every machine lived here: as many events as versions, and they lead to the state of the row.

    The institutions are made by the factories, already in their state. What the plan counts is what
    the rows say, corrections included, as long as none of them was erased or sealed.
    """
    lived = [each for each in replay().faults if each.object_type.startswith(_LIVED)]
    assert lived == [], lived[:3]
    if not Tombstone.objects.exists() and not PersonKey.objects.exclude(sealed_at=None).exists():
        assert written() == naive_count()
