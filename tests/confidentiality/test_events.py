"""Each change of a machine leaves its event; the database refuses the change without it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from confidentiality.choices import CharteState
from confidentiality.events import changing, events_of, put_back
from confidentiality.models import Charte, Event
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def charte() -> Charte:
    return factories.charte_of(factories.cellule(charte=False), state=CharteState.PROJET)


def adopt(charte: Charte) -> None:
    with changing(charte, actor=None, act="charte.adopt", at=timezone.now()):
        charte.adopt(on=date(2026, 1, 5), reference="CLSPD-2026-1")


def test_a_change_makes_one_version_and_one_event(charte: Charte) -> None:
    before = charte.version

    adopt(charte)

    event = events_of(charte).get()
    assert (event.version, charte.version) == (before + 1, before + 1)
    assert (event.before, event.after) == (CharteState.PROJET, CharteState.ADOPTEE)
    assert event.pk == charte.event_id


def test_an_event_keeps_what_the_act_replaced_and_nothing_else(charte: Charte) -> None:
    former = {"adopted_on": charte.adopted_on, "adoption_reference": charte.adoption_reference}

    adopt(charte)

    assert set(events_of(charte).get().former) == set(former)


def test_what_an_act_replaced_can_be_put_back(charte: Charte) -> None:
    former = (charte.state, charte.adopted_on, charte.adoption_reference)
    adopt(charte)

    put_back(charte, events_of(charte).get())

    assert (charte.state, charte.adopted_on, charte.adoption_reference) == former


def test_the_database_refuses_a_state_that_changes_without_its_event(charte: Charte) -> None:
    with pytest.raises(IntegrityError, match="événement"), transaction.atomic():
        Charte.objects.filter(pk=charte.pk).update(
            state=CharteState.ADOPTEE, version=charte.version + 1
        )


def test_the_database_refuses_a_state_that_changes_without_its_version(charte: Charte) -> None:
    Event.objects.create(
        object_type="confidentiality.charte",
        object_id=charte.pk,
        version=charte.version + 1,
        act="charte.adopt",
        before=charte.state,
        after=CharteState.ADOPTEE,
        at=timezone.now(),
    )

    with pytest.raises(IntegrityError, match="version"), transaction.atomic():
        Charte.objects.filter(pk=charte.pk).update(state=CharteState.ADOPTEE)


@pytest.mark.parametrize(
    "wrong", [{"before": "abrogee"}, {"after": "abrogee"}, {"object_id": uuid4()}, {"version": 9}]
)
def test_the_event_of_another_change_does_not_open_this_one(
    charte: Charte, wrong: dict[str, object]
) -> None:
    told = {
        "object_type": "confidentiality.charte",
        "object_id": charte.pk,
        "version": charte.version + 1,
        "act": "charte.adopt",
        "before": charte.state,
        "after": CharteState.ADOPTEE,
        "at": timezone.now(),
    }
    Event.objects.create(**{**told, **wrong})

    with pytest.raises(IntegrityError), transaction.atomic():
        Charte.objects.filter(pk=charte.pk).update(
            state=CharteState.ADOPTEE, version=charte.version + 1
        )


def test_two_acts_cannot_make_the_same_version(charte: Charte) -> None:
    twin = Charte.objects.get(pk=charte.pk)
    adopt(charte)

    with pytest.raises(IntegrityError), transaction.atomic():
        adopt(twin)
