"""The examination of an installation."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from notifications.choices import MessageKind
from notifications.models import OutboxMessage
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


def test_a_message_that_nobody_sends_is_found() -> None:
    agent = factories.user()
    due = timezone.now() - timedelta(hours=2)
    OutboxMessage.objects.create(kind=MessageKind.SAISINE_RECEIVED, recipient=agent, not_before=due)

    text, code = _told()

    assert code == 1
    assert "NON  Messages" in text
