"""A cellule, and the room where it sits."""

from __future__ import annotations

import pytest

from confidentiality.choices import Role
from tests.casework.seance_room import Room
from tests.veille import factories
from veille.models import Cellule


@pytest.fixture
def place() -> Cellule:
    return factories.cellule()


@pytest.fixture
def room() -> Room:
    cellule = factories.cellule()
    coordinator = factories.agent(Role.COORDONNATEUR, cellule)
    member = factories.agent(Role.MEMBRE, cellule)
    return Room(cellule, coordinator, member, factories.signed_in(coordinator))
