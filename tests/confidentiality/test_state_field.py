"""A state is changed by a transition only, and read again without lifting the protection."""

from __future__ import annotations

from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from django.db import models
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from confidentiality.choices import CharteState
from confidentiality.models import Charte
from confidentiality.state_field import StateField
from tests.forced import force
from tests.veille import factories

PROJET, ADOPTEE = CharteState.PROJET, CharteState.ADOPTEE


def draft() -> Charte:
    return Charte(number=1, text="Clause C1.", state=PROJET)


def test_a_direct_write_is_refused() -> None:
    charte = draft()

    with pytest.raises(AttributeError):
        charte.state = ADOPTEE
    assert charte.state == PROJET


def test_writing_the_value_already_there_is_let_through() -> None:
    """``full_clean`` writes each cleaned value back."""
    charte = draft()

    charte.state = PROJET

    assert charte.state == PROJET


def test_a_protection_cannot_be_asked_away() -> None:
    assert StateField(protected=False).protected


def test_a_transition_moves_the_state_and_another_is_refused() -> None:
    charte = draft()

    charte.adopt(on=date(2026, 1, 5), reference="CLSPD-2026-1")

    assert charte.state == ADOPTEE
    with pytest.raises(TransitionNotAllowed):
        charte.replace(at=timezone.now())


@pytest.mark.django_db
def test_a_row_read_again_takes_the_new_state_and_stays_protected() -> None:
    charte = factories.charte_of(factories.cellule(charte=False), state=PROJET)
    force(charte, state=ADOPTEE)

    charte.refresh_from_db()

    assert charte.state == ADOPTEE
    with pytest.raises(AttributeError):
        charte.state = PROJET


@pytest.mark.django_db
def test_a_state_left_aside_is_read_when_it_is_asked() -> None:
    charte = factories.charte_of(factories.cellule(charte=False), state=PROJET)

    deferred = Charte.objects.defer("state").get(pk=charte.pk)

    assert deferred.state == PROJET
    with pytest.raises(AttributeError):
        deferred.state = ADOPTEE


@pytest.mark.django_db
def test_a_failed_refresh_leaves_the_protection_on() -> None:
    charte = factories.charte_of(factories.cellule(charte=False), state=PROJET)
    Charte.objects.filter(pk=charte.pk).delete()

    with pytest.raises(Charte.DoesNotExist):
        charte.refresh_from_db()
    with pytest.raises(AttributeError):
        charte.state = ADOPTEE


def test_a_refresh_protects_every_other_row_and_every_other_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mixin of the library lifts the protection of the whole process meanwhile."""
    charte, other = draft(), draft()
    inside, tried = Event(), Event()
    refused: list[str] = []

    def attempt(name: str, row: Charte) -> None:
        try:
            row.state = ADOPTEE
        except AttributeError:
            refused.append(name)

    def slow_refresh(row: models.Model, *_: Any) -> None:
        attempt("another row", other)
        inside.set()
        tried.wait(timeout=5)

    def from_elsewhere() -> None:
        inside.wait(timeout=5)
        attempt("another thread", charte)
        tried.set()

    monkeypatch.setattr(models.Model, "refresh_from_db", slow_refresh)
    thread = Thread(target=from_elsewhere)
    thread.start()
    charte.refresh_from_db()
    thread.join()

    assert refused == ["another row", "another thread"]
