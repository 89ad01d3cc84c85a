"""The compiled locks of measures are their ``visible_to``, and that is what ``decide`` says.

What a measure adds to its case is one table, written from the access matrix of the domain (§11):
who reads the whole file of it, once they see the case.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import given, settings

from casework.choices.states import FOLLOW_UP_FINAL, FollowUpState, RappelState
from casework.models import (
    AccompagnementParental,
    Bilan,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    Transaction,
)
from casework.sight import lock_case_of, lock_measure
from confidentiality.actors import Actor
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.casework.test_sight import NOW, Situation, World, situations
from tests.forced import force

pytestmark = pytest.mark.django_db

# Function by letter: K coordonnateur, M maire, R référent, Q parquet, C member of the CDDF.
_LETTERS = {
    "K": Role.COORDONNATEUR,
    "M": Role.MAIRE,
    "R": Role.REFERENT,
    "Q": Role.PARQUET,
    "C": Role.CDDF,
}
READERS: dict[type[models.Model], str] = {
    RappelALOrdre: "KMQ",
    CddfReferral: "KMC",
    AccompagnementParental: "KMR",
    Transaction: "KM",
    Relais: "KM",
    Bilan: "KMR",
}
MAKERS: dict[type[models.Model], Callable[..., Any]] = {
    RappelALOrdre: people.rappel,
    CddfReferral: people.referral,
    AccompagnementParental: people.accompagnement,
    Transaction: people.transaction,
    Relais: people.relais,
    Bilan: people.bilan,
}


class Measured(World):
    """One measure of each kind on each case."""

    def __init__(self) -> None:
        super().__init__()
        self.measures: dict[type[models.Model], list[Any]] = {
            model: [make(case) for case in self.cases] for model, make in MAKERS.items()
        }
        # The parquet is told of a rappel once it is consulted, not while it is prepared.
        for row in self.measures[RappelALOrdre][::2]:
            force(row, state=RappelState.CONSULTATION)
            row.refresh_from_db()

    def expected(self, model: type[models.Model], situation: Situation) -> set[Any]:
        """Those of the cases that ``decide`` opens, for the functions of the table."""
        if situation.role not in {_LETTERS[letter] for letter in READERS[model]}:
            return set()
        seen = self.seen_by_policy(situation)
        rows = [row for row in self.measures[model] if row.case.reference in seen]
        if situation.role == Role.PARQUET:
            rows = [row for row in rows if row.state != RappelState.PROPOSE]
        return {row.pk for row in rows}


def locked(model: Any, rows: list[Any], actor: Actor, now: datetime) -> tuple[set[Any], set[Any]]:
    """What the two compiled statements let through: the case of a measure, then the measure."""
    visible = model.objects.visible_to
    cases = {row.pk for row in rows if lock_case_of(visible, row.pk, actor, now)}
    return cases, {row.pk for row in rows if lock_measure(visible, row.pk, actor, now)}


def test_every_lock_of_a_measure_is_its_sight_and_the_policy() -> None:
    """I11, I12, I14, I21: rappel, CDDF, accompagnement, transaction, relais, bilan."""
    world = Measured()
    seen: dict[type[models.Model], int] = dict.fromkeys(MAKERS, 0)

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(situations())
    def agree(situation: Situation) -> None:
        with transaction.atomic():
            actor = world.write(situation)
            for model, rows in world.measures.items():
                manager: Any = model._default_manager
                told = set(manager.visible_to(actor, NOW).values_list("pk", flat=True))
                cases, measures = locked(model, rows, actor, NOW)
                expected = world.expected(model, situation)
                assert told == expected, model
                assert (cases, measures) == (expected, expected), model
                seen[model] += bool(told)
            transaction.set_rollback(True)

    agree()
    assert min(seen.values()) >= 5, "each measure must be seen often enough to prove"


def test_a_mission_is_seen_by_who_holds_the_place_of_its_referent() -> None:
    """I14: one’s own mission of a case in sight, or the one whose place one holds."""
    world = World()
    seen = 0

    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(situations().filter(lambda each: each.role == Role.REFERENT))
    def agree(situation: Situation) -> None:
        nonlocal seen
        with transaction.atomic():
            actor = world.write(situation)
            holders = _holders(world, actor)
            rows = [
                people.follow_up(case, holder, state=FollowUpState.ACTIF)
                for case, holder in zip(world.cases, cycle(holders), strict=False)
            ]
            visible = ReferentFollowUp.objects.visible_to
            told = set(visible(actor, NOW).values_list("pk", flat=True))
            cases, measures = locked(ReferentFollowUp, rows, actor, NOW)
            open_cases = world.seen_by_policy(situation)
            held = _held_now(situation, holders)
            transaction.set_rollback(True)
        expected = {
            row.pk for row in rows if row.case.reference in open_cases and row.referent in held
        }
        assert told == cases == measures == expected
        seen += bool(told)

    agree()
    assert seen >= 10
    assert FollowUpState.ACTIF not in FOLLOW_UP_FINAL


def _holders(world: World, actor: Actor) -> list[Any]:
    """The hat itself, then the titulars whose place it holds or will hold, as drawn."""
    own = world.worn
    assert own.pk == actor.hat_id
    return [own, *world.titulars]


def _held_now(situation: Situation, holders: list[Any]) -> list[Any]:
    own, *titulars = holders
    held = [] if any(period.holds(NOW) for period in situation.away) else [own]
    for place, titular in zip(situation.places, titulars, strict=True):
        if place.suppleance.holds(NOW) and place.titular.holds(NOW):
            held.append(titular)
    return held
