"""Every machine, every state, every transition, every role: what is open is done, the rest is not.

First the declarations, compared with a list written by hand; then the services themselves, on rows
put in each state of their machine and tried by an agent of each role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django_fsm.signals import post_transition

from casework.machines import MachineSheet, Transition, machines
from confidentiality import policy
from confidentiality.access_matrix import CASE_ACTS, PAGE_ACTS, RELATIONS
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.errors import NotPermitted, NotVisible, Refusal, Refused
from confidentiality.models import ActKey, Event, JournalEntry
from confidentiality.policy import ActorFacts, CaseFacts, Period
from notifications.models import OutboxMessage
from tests.casework.allowed import BACKBONE
from tests.casework.path import Path
from tests.casework.placed import place
from tests.casework.taken import MODELS, MOVING, taken_by
from tests.casework.test_services_acts import plain
from tests.casework.timed import TIMED
from tests.casework.tried import Tried

SHEETS = {sheet.model: sheet for sheet in machines()}
_MODELS: dict[str, Any] = {model.__name__: model for model in apps.get_models()}
_NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
_ALWAYS = Period(_NOW - timedelta(days=300))

every_machine = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)


# --- What is declared -------------------------------------------------------------------------


def roles_of(step: Transition) -> frozenset[Role]:
    """Who may try, as the policy says; nobody when the clock alone takes it."""
    act = step.move.act
    return CASE_ACTS.get(act) or PAGE_ACTS.get(act) or frozenset()


def permitted(role: Role, act: str) -> bool:
    """The answer of the policy to an agent of this role, whom everything else allows."""
    if not act:
        return False
    facts = ActorFacts(role=role, active=True, designation=_ALWAYS)
    case = None
    if act in CASE_ACTS:
        grants = tuple((relation, _ALWAYS) for relation in RELATIONS[role])
        case = CaseFacts(grants=grants, signatures=(_ALWAYS,))
    return policy.decide(facts, act, case, _NOW).allowed


def leaves(sheet: MachineSheet, step: Transition, state: str) -> bool:
    """What the machine says of a row in this state, whatever its conditions."""
    row = _MODELS[sheet.model](state=state)
    return bool(getattr(type(row), step.name)._django_fsm.has_transition(row.state))


@every_machine
def test_a_transition_is_open_to_its_roles_from_its_sources(sheet: MachineSheet) -> None:
    open_to, declared = set(), set()
    for step in sheet.transitions:
        sources = {each.code for each in step.sources}
        for role in Role:
            for state in sheet.states:
                tried = (step.name, role, state.code)
                if permitted(role, step.move.act) and leaves(sheet, step, state.code):
                    open_to.add(tried)
                if role in roles_of(step) and state.code in sources:
                    declared.add(tried)

    assert open_to == declared
    if sheet.model in BACKBONE:
        assert open_to == BACKBONE[sheet.model]


@every_machine
def test_each_transition_is_of_the_policy_or_of_the_clock(sheet: MachineSheet) -> None:
    for step in sheet.transitions:
        assert bool(roles_of(step)) is not step.move.automatic, step.name


def test_every_transition_of_every_machine_is_taken_below() -> None:
    """Those of the bulletins are in tests/indicators/test_bulletins.py: they know no case."""
    everything = {
        f"{sheet.model}.{step.name}"
        for sheet in SHEETS.values()
        for step in sheet.transitions
        if sheet.model != "Bulletin"
    }

    reached = {name for tried in MOVING for name in taken_by(tried)} | set(TIMED)
    assert everything - reached == set()
    assert reached - everything == set()


# --- What is done -----------------------------------------------------------------------------


@contextmanager
def transitions() -> Iterator[list[str]]:
    """The names of the transitions taken meanwhile."""
    seen: list[str] = []

    def note(sender: Any, name: str, **_: Any) -> None:
        seen.append(f"{sender.__name__}.{name}")

    post_transition.connect(note)
    try:
        yield seen
    finally:
        post_transition.disconnect(note)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever happens inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def agents_of(path: Path) -> dict[Role, Actor]:
    """One agent of each of the nine roles, of the cellule of the path."""
    known = (path.member, path.coordinator, path.mayor, path.referent, path.parquet)
    found = {actor.role: actor for actor in (*known, path.cddf_member, path.dpo)}
    return {role: found.get(role) or path.agent(role) for role in Role}


def read_again(row: Any) -> Any:
    return type(row)._default_manager.filter(pk=row.pk)


def traces(row: Any) -> tuple[Any, ...]:
    """The row, and how much was written beside it."""
    counted = (Event, JournalEntry, OutboxMessage, ActKey)
    columns = plain(read_again(row).values_list().get())
    return (columns, *(model._default_manager.count() for model in counted))


DONE, REFUSED, DENIED = "done", "refused", "denied"


def outcome(act: Callable[[], object], said: str) -> str:
    """Do the act. Refused, it gives its reasons; done, it is taken back."""
    reasons: tuple[Refusal | None, ...] = ()
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except Refused as error:
        found, reasons = REFUSED, error.refusals or (None,)
    except NotPermitted as error:
        found, reasons = DENIED, (error.refusal,)
    except NotVisible:
        found = DENIED
    else:
        return DONE
    assert all(each is not None and each.sentence.strip() for each in reasons), said
    return found


def _id(tried: Tried) -> str:
    return f"{tried.act} {' > '.join(tried.moves or ())} {getattr(tried.door, '__name__', '')}"


every_act = pytest.mark.parametrize("tried", MOVING, ids=_id)


@every_act
@pytest.mark.django_db
def test_an_act_is_done_from_its_states_by_its_roles_and_never_otherwise(tried: Tried) -> None:
    path = tried.path()
    row = read_again(getattr(path, tried.row)).get()
    sheet = SHEETS[MODELS[tried.row]]
    agents = agents_of(path)
    first = taken_by(tried)[0].partition(".")[2]
    steps = [step for step in sheet.transitions if step.name == first]
    roles = roles_of(steps[0])
    sources = {source.code for step in steps for source in step.sources}

    with transitions() as seen, taken_back():
        tried.do(path, getattr(path, tried.by), path.sent)
        after = read_again(row).get().state
    assert sorted(seen) == sorted(taken_by(tried))
    assert (row.state, after) == tried.moves

    for state in sheet.states:
        with taken_back():
            fresh = read_again(row).get()
            if state.code != fresh.state:
                place(fresh, state.code, path)
            before = traces(row)
            for role, actor in agents.items():
                said = f"{tried.act} by {role} from {state.code}"
                found = outcome(partial(tried.do, path, actor, path.sent), said)
                if role not in roles:
                    assert found == DENIED, said
                elif state.code not in sources:
                    assert found in (REFUSED, DENIED), said
            assert traces(row) == before, f"{tried.act} from {state.code}"


# --- What nobody does -------------------------------------------------------------------------


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.django_db
def test_what_the_clock_does_is_done_from_its_states_and_never_otherwise(name: str) -> None:
    timed = TIMED[name]
    path = Path()
    row = timed.row(path)
    sheet = SHEETS[name.partition(".")[0]]
    [step] = [each for each in sheet.transitions if f"{sheet.model}.{each.name}" == name]
    sources = {each.code for each in step.sources}
    assert step.move.automatic

    with transitions() as seen, taken_back():
        timed.do(row, path)
    assert seen == [name]

    for state in sheet.states:
        if state.code in sources:
            continue
        with taken_back():
            place(read_again(row).get(), state.code, path)
            before, said = traces(row), f"{name} from {state.code}"
            assert outcome(partial(timed.do, row, path), said) == REFUSED, said
            assert traces(row) == before, said
