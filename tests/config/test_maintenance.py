"""An interruption to come: three days before, the day itself, and never a mail."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from config.maintenance import Maintenance, announce, announced, banner
from tests.veille.factories import agent, signed_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "Jalon ne répondra pas"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.JALON_VAR = tmp_path
    return tmp_path


def at(days: int, hours: int = 2) -> Maintenance:
    eight = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    since = eight + days * DAY
    return Maintenance(since, since + hours * HOUR)


def said() -> str:
    return banner(RequestFactory().get("/"))["maintenance"]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (4 * DAY, ""),
        (3 * DAY, "le "),
        (2 * HOUR, "aujourd’hui"),
        (-HOUR, "aujourd’hui"),
        (-2 * HOUR, ""),
    ],
)
def test_it_is_said_from_three_days_before_until_its_end(before: timedelta, told: str) -> None:
    maintenance = at(10)

    sentence = maintenance.sentence(maintenance.since - before)

    assert bool(sentence) == bool(told)
    if told:
        assert sentence.startswith(f"Maintenance {told}")
        assert "\u202f:" in sentence


def test_one_that_lasts_past_midnight_says_both_days() -> None:
    maintenance = at(10, hours=20)
    sentence = maintenance.sentence(maintenance.since - DAY)

    assert "jusqu’au" in sentence
    assert "Enregistrez" not in sentence


@pytest.mark.django_db
def test_every_page_says_it_and_nobody_is_written_to(mailoutbox: list[object]) -> None:
    reader = signed_in(agent())
    assert WORDS not in reader.get("/accueil/").content.decode()
    announce(at(1))

    assert WORDS in reader.get("/accueil/").content.decode()
    assert mailoutbox == []


class TestCommand:
    def words(self, moment: Maintenance) -> list[str]:
        return [f"{each:%d/%m/%Y %H h}" for each in (moment.since, moment.until)]

    def test_it_announces_then_takes_back(self) -> None:
        since, until = self.words(at(2))
        call_command("maintenance", "--from", since, "--until", until)
        assert announced() == at(2)
        assert WORDS in said()

        call_command("maintenance", "--withdraw")
        assert announced() is None
        assert said() == ""

    def test_it_tells_what_is_announced(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("maintenance")
        assert "Aucune" in capsys.readouterr().out
        announce(at(2))
        call_command("maintenance")
        assert "Annoncée" in capsys.readouterr().out

    def test_what_cannot_be_is_refused_and_changes_nothing(self) -> None:
        ahead, before = self.words(at(2)), self.words(at(-3))
        for since, until in (ahead[::-1], before, ("demain", ahead[1]), ("", ahead[1])):
            with pytest.raises(CommandError):
                call_command("maintenance", "--from", since, "--until", until)
        assert announced() is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"since": 3, "until": "x"}'])
def test_a_file_that_cannot_be_read_stops_no_page(text: str, folder: Path) -> None:
    (folder / "maintenance.json").write_text(text)

    assert said() == ""
