"""The examination of an installation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from notifications.choices import MessageKind
from notifications.models import OutboxMessage
from tests.confidentiality.tampered import Sealer, some_lines
from tests.indicators import departement
from tests.veille import factories

pytestmark = pytest.mark.django_db


def _told() -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as stop:
        return out.getvalue(), int(str(stop.code))
    return out.getvalue(), 0


def test_a_sound_installation_says_so_line_by_line() -> None:
    text, code = _told()

    assert code == 0
    assert text.count("ok ") == len(text.splitlines()) >= 5


def test_a_missing_keyring_is_found(tmp_path: Path) -> None:
    with override_settings(JALON_KEYRING=tmp_path / "absent.json"):
        text, code = _told()

    assert code == 1
    assert "NON  Trousseau" in text


def test_a_machine_that_cannot_make_a_pdf_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veille.papers.pdf.missing", lambda: "apt-get install libpango-1.0-0")

    text, code = _told()

    assert code == 1
    assert "NON  Documents PDF : il manque : apt-get install libpango-1.0-0" in text


def test_a_message_that_nobody_sends_is_found() -> None:
    agent = factories.user()
    due = timezone.now() - timedelta(hours=2)
    OutboxMessage.objects.create(kind=MessageKind.SAISINE_RECEIVED, recipient=agent, not_before=due)

    text, code = _told()

    assert code == 1
    assert "NON  Messages" in text


def lines_written(ago: timedelta) -> None:
    with time_machine.travel(timezone.now() - ago, tick=False):
        some_lines(2)


def test_a_journal_that_nobody_signs_is_found() -> None:
    lines_written(timedelta(minutes=50))
    assert _told()[1] == 0

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        text, code = _told()

    assert code == 1
    assert "NON  Sceaux du journal" in text


def test_a_sealer_that_stopped_is_found(tmp_path: Path) -> None:
    sealer = Sealer(tmp_path)
    some_lines(1)
    sealer.seal()
    assert "toutes les lignes sont signées" in _told()[0]
    some_lines(1)
    assert _told()[1] == 0

    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        text, code = _told()

    assert code == 1
    assert "NON  Sceaux du journal" in text


def test_lines_that_should_be_gone_are_found(tmp_path: Path) -> None:
    lines_written(timedelta(days=370))
    Sealer(tmp_path).seal()

    text, code = _told()

    assert code == 1
    assert "NON  Conservation du journal" in text


def test_accounts_that_nobody_froze_are_found() -> None:
    made = departement.cellules()
    departement.count(made)

    with time_machine.travel(datetime(2027, 1, 15, tzinfo=UTC), tick=False):
        text, code = _told()

    assert code == 1
    assert "NON  Comptes des indicateurs" in text
