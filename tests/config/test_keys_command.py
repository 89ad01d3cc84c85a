"""``manage.py keys``: what it prints, its exit codes, who must type a password."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from confidentiality import keyring, rotation
from confidentiality.actors import Actor
from confidentiality.choices import Role
from confidentiality.keyring import Keyring
from confidentiality.models import JournalEntry, PersonKey
from config.doctor import examine
from config.passwords import FAILURES
from tests.confidentiality.rings import aged
from tests.veille import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def path(settings: Settings, tmp_path: Path) -> Path:
    settings.JALON_KEYRING = tmp_path / "keys" / "keyring.json"
    keyring.ensure(settings.JALON_KEYRING)
    return tmp_path / "keys" / "keyring.json"


def keys(*arguments: str) -> tuple[int, str]:
    """The exit code of the command, and what it printed."""
    out = io.StringIO()
    try:
        call_command("keys", *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def destroy(
    actor: Actor, monkeypatch: pytest.MonkeyPatch, password: str = factories.PASSWORD
) -> tuple[int, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return keys("destroy", "1", "--as", actor.user.email)


def ready() -> None:
    rotation.rotate(timezone.now())
    aged(e1=60, e2=36)


def test_rotate_says_what_it_did() -> None:
    PersonKey.objects.create_for_person()

    code, text = keys("rotate")

    assert code == 0
    assert "Époque 2 (nouvelle)\u202f: 1 clé enveloppée." in text


def test_rotate_gives_code_three_when_a_key_was_altered() -> None:
    PersonKey.objects.create_for_person()
    PersonKey.objects.update(wrapped=bytes(40))

    assert keys("rotate")[0] == 3


def test_status_counts_and_shows_no_secret(path: Path) -> None:
    PersonKey.objects.create_for_person()

    code, text = keys("status")

    assert code == 0
    assert "Époque 1\u202f: active" in text
    assert "1 clé." in text
    content = path.read_text()
    assert [word for word in text.split() if len(word) > 20 and word in content] == []


def test_status_and_the_doctor_see_an_old_epoch() -> None:
    aged(e1=45)

    assert keys("status")[0] == 3
    assert [check.label for check in examine() if not check.sound] == ["Époque active"]


def test_two_accounts_each_with_a_password_destroy_an_epoch(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready()
    one, other = factories.agent(Role.TECHNIQUE), factories.agent(Role.DPO)

    assert destroy(one, monkeypatch)[0] == 4
    assert destroy(one, monkeypatch)[0] == 1
    assert Keyring.load(path).key_of(1)
    assert destroy(other, monkeypatch)[0] == 0
    assert Keyring.load(path).epochs[0].key is None


def test_a_wrong_password_is_refused_journaled_and_counted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready()
    actor = factories.agent(Role.TECHNIQUE)

    for _ in range(FAILURES):
        assert destroy(actor, monkeypatch, "autre chose")[0] == 1

    assert JournalEntry.objects.filter(action="session.failed").count() == FAILURES
    assert destroy(actor, monkeypatch)[0] == 1
    assert Keyring.load(path).key_of(1)


def test_an_agent_of_another_function_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    ready()

    code, text = destroy(factories.agent(Role.COORDONNATEUR), monkeypatch)

    assert code == 1
    assert "délégué à la protection" in text


def test_what_the_rules_refuse_is_said_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = destroy(factories.agent(Role.DPO), monkeypatch)

    assert code == 1
    assert "époque active" in text


def test_a_doubtful_clock_destroys_no_epoch(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready()
    monkeypatch.setattr("confidentiality.clock.doubt", lambda *args, **given: "clock_jumped")

    code, text = destroy(factories.agent(Role.DPO), monkeypatch)

    assert code == 1
    assert "horloge est douteuse" in text


def test_create_makes_a_keyring_once(path: Path) -> None:
    before = path.read_bytes()

    assert keys("create")[0] == 0
    assert path.read_bytes() == before
