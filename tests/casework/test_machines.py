"""The machines are those of the domain (§9): same steps, same sources, same targets."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from casework.choices.states import (
    AccompagnementState,
    BilanState,
    CaseState,
    CddfState,
    FollowUpState,
    RappelState,
    RelaisState,
    RightsState,
    SaisineState,
    TransactionState,
)
from casework.models import (
    AccompagnementParental,
    Bilan,
    Case,
    CddfReferral,
    RappelALOrdre,
    ReferentFollowUp,
    Relais,
    RightsRequest,
    Saisine,
    Transaction,
)
from confidentiality.choices import CharteState
from confidentiality.models import Charte
from indicators.choices import BulletinState
from indicators.models import Bulletin
from tests.casework.machines import CONDITIONS, ENDS, ROWS, TABLE, Step
from tests.forced import force
from veille.choices import SeanceState, ViolationRisk, ViolationState
from veille.models import Seance, Violation

# What the database wants with the state that another session writes.
_NEEDED: dict[type[models.Model], dict[str, object]] = {Violation: {"risk": ViolationRisk.AUCUN}}

every_machine = pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)


def in_the_domain(model: type[models.Model]) -> set[Step]:
    steps = set()
    for line in TABLE[model].strip().splitlines():
        left, target = line.split(">")
        method, *sources = left.split()
        steps |= {(method, source, target.strip()) for source in sources}
    return steps


def in_the_code(model: type[models.Model]) -> set[Step]:
    found = model.get_all_state_transitions(model())  # type: ignore[attr-defined]  # by django-fsm
    return {(step.name, str(step.source), str(step.target)) for step in found}


def states_of(model: type[models.Model]) -> set[str]:
    return {value for value, _ in model._meta.get_field("state").flatchoices}  # type: ignore[union-attr]  # a choice field


@every_machine
def test_the_steps_are_those_of_the_domain(model: type[models.Model]) -> None:
    assert in_the_code(model) == in_the_domain(model)


@every_machine
def test_each_step_has_its_conditions(model: type[models.Model]) -> None:
    found: dict[str, set[str]] = {}
    for step in model.get_all_state_transitions(model()):  # type: ignore[attr-defined]
        found.setdefault(step.name, set()).update(each.refusal.code for each in step.conditions)

    told = {name: set(codes.split()) for name, codes in CONDITIONS[model].items()}
    assert {name: codes for name, codes in found.items() if codes} == told


@every_machine
def test_every_state_is_reached_from_the_first(model: type[models.Model]) -> None:
    start, _ = ENDS[model]
    reached, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        following = {step[2] for step in in_the_domain(model) if step[1] == state} - reached
        reached |= following
        waiting += following

    assert reached == states_of(model)
    assert model().state == start  # type: ignore[attr-defined]  # every machine has one


@every_machine
def test_only_final_states_have_no_way_out(model: type[models.Model]) -> None:
    left = {source for _, source, target in in_the_domain(model) if source != target}

    assert states_of(model) - left == ENDS[model][1]


@every_machine
@pytest.mark.django_db
def test_a_state_is_never_written_directly(model: type[models.Model]) -> None:
    row: Any = ROWS[model]()
    other = next(state for state in sorted(states_of(model)) if state != row.state)

    with pytest.raises(AttributeError):
        row.state = other
    row.refresh_from_db()
    with pytest.raises(AttributeError):
        row.state = other


@every_machine
@pytest.mark.django_db
def test_a_state_changed_elsewhere_is_read_again(model: type[models.Model]) -> None:
    row: Any = ROWS[model]()
    stale: Any = model._default_manager.get(pk=row.pk)
    # The states without a condition on dates: one for each machine.
    others: dict[type[models.Model], str] = {
        Saisine: SaisineState.RETIREE,
        Case: CaseState.INSCRIT,
        RappelALOrdre: RappelState.SANS_OBJET,
        CddfReferral: CddfState.SANS_OBJET,
        AccompagnementParental: AccompagnementState.SANS_OBJET,
        Transaction: TransactionState.REFUSEE,
        ReferentFollowUp: FollowUpState.ACCEPTE,
        Relais: RelaisState.REFUSE,
        RightsRequest: RightsState.IDENTITE_VERIFIEE,
        Bilan: BilanState.REDIGE,
        Charte: CharteState.REMPLACEE,
        Seance: SeanceState.CONVOQUEE,
        Violation: ViolationState.QUALIFIEE,
        Bulletin: BulletinState.AUDITE,
    }
    other = others[model]
    force(row, state=other, **_NEEDED.get(model, {}))

    stale.refresh_from_db()

    assert stale.state == other


@every_machine
@pytest.mark.django_db
def test_the_database_refuses_a_state_that_does_not_exist(model: type[models.Model]) -> None:
    row = ROWS[model]()

    with pytest.raises(IntegrityError), transaction.atomic():
        force(row, state="inconnu")
