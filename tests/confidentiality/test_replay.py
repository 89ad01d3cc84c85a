"""``manage.py fsck``: a history that does not lead to the state of its row is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from confidentiality.choices import CharteState
from confidentiality.events import changing, events_of
from confidentiality.models import Charte, Event
from confidentiality.replay import replay
from tests.forced import force
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def charte() -> Charte:
    charte = factories.charte_of(factories.cellule(charte=False), state=CharteState.PROJET)
    with changing(charte, actor=None, act="charte.adopt", at=timezone.now()):
        charte.adopt(on=date(2026, 1, 5), reference="CLSPD-2026-1")
    return charte


def test_a_lawful_history_leads_to_the_state_of_its_row(charte: Charte) -> None:
    done = replay()

    assert (done.rows, done.events, done.faults) == (1, 1, [])


def _jump(charte: Charte) -> None:
    force(charte, state=CharteState.PROJET)


def _lost(charte: Charte) -> None:
    events_of(charte).delete()


def _edited(charte: Charte) -> None:
    events_of(charte).update(after=CharteState.EN_VIGUEUR)


def _other_start(charte: Charte) -> None:
    events_of(charte).update(before=CharteState.EN_VIGUEUR)


def _version(charte: Charte) -> None:
    Charte.objects.filter(pk=charte.pk).update(version=7)


def _numbered(charte: Charte) -> None:
    Event.objects.filter(object_id=charte.pk).update(version=3)


@pytest.mark.parametrize("tamper", [_jump, _lost, _edited, _other_start, _version, _numbered])
def test_fsck_finds(charte: Charte, tamper: Callable[[Charte], None]) -> None:
    tamper(charte)
    said = StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("fsck", stdout=said)

    assert str(charte.pk) in said.getvalue()


def test_fsck_is_quiet_when_all_is_well(charte: Charte) -> None:
    said = StringIO()

    call_command("fsck", stdout=said)

    assert "0 écarts" in said.getvalue()
