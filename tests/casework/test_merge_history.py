"""The journal of a case tells what was joined to it and what was parted, to those who decide."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casework.models import Case
from casework.presenters.history import Entry, history
from casework.sight import decision_on
from confidentiality.actors import Actor
from confidentiality.choices import FieldGroup, Relation
from tests.casework import factories as people
from tests.casework.joined import LAST, Joined

pytestmark = pytest.mark.django_db

EVERYTHING = frozenset(FieldGroup)


@pytest.fixture
def scene() -> Joined:
    return Joined()


def told(case: Case, fields: frozenset[FieldGroup] = EVERYTHING) -> list[Entry]:
    return [
        each
        for each in history(case, fields, timezone.localdate())
        if "réuni" in each.title.lower()
    ]


def test_both_cases_say_that_they_were_joined_and_to_which(scene: Joined) -> None:
    scene.merge()

    for case, other in ((scene.kept, scene.other), (scene.other, scene.kept)):
        (line,) = told(scene.again(case))
        assert line.title.startswith("Situation réunie à une autre le ")
        assert other.reference in line.text
        assert LAST not in repr(line)


def test_both_say_that_they_were_parted_too(scene: Joined) -> None:
    scene.merge()
    scene.part()

    for case in (scene.kept, scene.other):
        titles = [line.title.split(" le ")[0] for line in told(scene.again(case))]
        assert sorted(titles) == ["Réunion annulée", "Situation réunie à une autre"]


def test_the_line_remains_once_the_merger_is_final(scene: Joined) -> None:
    scene.merge()
    scene.kept.merges.update(absorbed_case=None)

    (line,) = told(scene.again(scene.kept))

    assert line.text == ""


def test_a_referent_reads_nothing_of_it(scene: Joined) -> None:
    people.grant(scene.kept, scene.referent, Relation.MISSION)
    scene.merge()

    assert told(scene.kept, fields_of(scene.referent, scene.kept)) == []
    assert told(scene.kept, fields_of(scene.coordinator, scene.kept)) != []


def fields_of(actor: Actor, case: Case) -> frozenset[FieldGroup]:
    return decision_on(actor, "case.view", case, timezone.now()).fields
