"""A cellule, one of its cases, its DPO, and the room where it sits."""

from __future__ import annotations

import pytest

from casework.choices.states import CaseState
from casework.models import Case
from confidentiality.actors import Actor
from confidentiality.choices import Role
from tests.casework import factories as people
from tests.casework.seance_room import Room
from tests.veille import factories
from veille.models import Cellule


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


@pytest.fixture
def cellule(place: Cellule) -> Cellule:
    """The same, where nothing else is a place."""
    return place


@pytest.fixture
def case(place: Cellule) -> Case:
    """Under way."""
    return people.case(place, state=CaseState.EN_COURS)


@pytest.fixture
def dpo(place: Cellule) -> Actor:
    return factories.agent(Role.DPO, place)


@pytest.fixture
def room() -> Room:
    cellule = factories.cellule()
    coordinator = factories.agent(Role.COORDONNATEUR, cellule)
    member = factories.agent(Role.MEMBRE, cellule)
    return Room(cellule, coordinator, member, factories.signed_in(coordinator))
