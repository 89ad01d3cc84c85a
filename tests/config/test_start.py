"""Starting an installation: what is prepared, and whether it answers."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from confidentiality import journal_key
from config.health import answers
from config.management.commands import prepare
from tests.servers import free_port


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that `prepare` calls, noted instead of run."""
    names: list[str] = []

    def note(name: str, **options: Any) -> None:
        names.append(name)

    monkeypatch.setattr(prepare, "call_command", note)
    return names


class TestPrepare:
    def test_it_refuses_a_real_installation(self, settings: Settings) -> None:
        settings.JALON_DEMO = False

        with pytest.raises(CommandError, match="démonstration"):
            call_command("prepare")

    @pytest.mark.django_db
    def test_an_empty_database_receives_fictitious_data(
        self, settings: Settings, called: list[str]
    ) -> None:
        settings.JALON_DEMO = True

        call_command("prepare")

        assert called == ["migrate", "demo"]

    @pytest.mark.django_db
    def test_a_database_in_use_is_left_alone(self, settings: Settings, called: list[str]) -> None:
        settings.JALON_DEMO = True
        get_user_model().objects.create_user("agent@exemple.fr")

        call_command("prepare")

        assert called == ["migrate"]

    @pytest.mark.django_db
    def test_the_key_of_the_journal_is_made_once_and_its_public_half_printed(
        self,
        settings: Settings,
        called: list[str],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        settings.JALON_DEMO = True
        settings.JALON_JOURNAL_KEY = tmp_path / "journal.key"

        call_command("prepare")
        first = capsys.readouterr().out
        call_command("prepare")

        assert journal_key.public_half(tmp_path / "journal.key").read_text() in first
        assert capsys.readouterr().out == ""


class TestHealth:
    def test_a_running_server_answers(self, live_server: LiveServer) -> None:
        assert answers("localhost", live_server.thread.port)

    def test_a_port_without_a_server_does_not(self) -> None:
        assert not answers("localhost", free_port())
