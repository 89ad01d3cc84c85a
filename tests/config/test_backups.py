"""Backup, erasure, restore: nothing starts before the ledger is replayed, and nobody comes back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path as File
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from pytest_django import Settings

from casework.choices.states import CaseState
from casework.models import YoungPerson
from casework.services import conservation
from confidentiality import erasures, keyring, rotation
from confidentiality.choices import Role
from confidentiality.erasures import Standing
from confidentiality.models import ErasureHead, PersonKey
from confidentiality.verification import verify
from config.starting import EX_CONFIG
from tests.casework.path import Path
from tests.confidentiality.rings import aged
from tests.processes import ran
from tests.veille import factories
from tests.wherever import found, shapes
from veille.models import EliminationAgreement

pytestmark = pytest.mark.django_db(transaction=True)

CELERY = ("-m", "celery", "--app", "config")
SERVERS = {
    "web": ("-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"),
    "worker": (*CELERY, "worker", "--pool", "solo"),
    "clock": (*CELERY, "beat", "--schedule", "{folder}/beat"),
    "tick": ("manage.py", "tick"),
    "retention": ("manage.py", "retention"),
    "messages": ("manage.py", "drain_outbox"),
    "fsck": ("manage.py", "fsck"),
    "backup": ("manage.py", "backup", "/nonexistent/backup"),
    "shell": ("manage.py", "shell", "--no-imports", "-c", "print('open')"),
}


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: File) -> File:
    settings.JALON_KEYRING = tmp_path / "keys" / "keyring.json"
    keyring.ensure(settings.JALON_KEYRING)
    erasures.first_start()
    return tmp_path / "keys" / "keyring.json"


def lived(word: str) -> Path:
    """A young person of this name, followed to the end."""
    path = Path().to(CaseState.CLOS)
    person = path.case.young_person
    person.last_name = word
    with transaction.atomic():
        person.save()
    return path


def erased(path: Path) -> None:
    """Archived, sealed and eliminated under an agreement of the archives."""
    EliminationAgreement.objects.create(
        collectivite=path.cellule.collectivite, reference="AD62-2026-14", since=date(2020, 1, 1)
    )
    conservation.archive(case_id=path.case.pk, at=timezone.now())
    assert conservation.dispose(case_id=path.case.pk, at=timezone.now()) == "case.eliminate"


def restored(backup: File) -> None:
    connections.close_all()
    call_command("restore", str(backup), "--replace", verbosity=0)


def named() -> set[str]:
    return {person.last_name for person in YoungPerson.objects.for_system("who is there")}


def stored() -> Iterator[bytes]:
    """Every file in which the database keeps anything: tables, indexes, logs of writes."""
    if connection.vendor == "sqlite":
        file = File(connection.settings_dict["NAME"])
        files = list(file.parent.glob(f"{file.name}*"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
            oid = cursor.fetchone()[0]
        data = File(os.environ["JALON_DB_HOST"]) / "data"
        files = [*(data / "base" / str(oid)).iterdir(), *(data / "pg_wal").glob("0*")]
    yield from (each.read_bytes() for each in files if each.is_file())


def test_i58_a_restored_backup_starts_nothing_until_the_erased_are_erased_again(
    tmp_path: File,
) -> None:
    word, other = f"Canari{uuid4().hex}é", f"Témoin{uuid4().hex}"
    path = lived(word)
    lived(other)
    wrapped = bytes(path.case.young_person.key.wrapped)
    call_command("backup", str(tmp_path / "backup"))
    erased(path)
    restored(tmp_path / "backup")
    assert named() == {word, other}

    codes = {
        name: ran(*(word.format(folder=tmp_path) for word in command)).returncode
        for name, command in SERVERS.items()
    }
    assert codes == dict.fromkeys(SERVERS, EX_CONFIG)
    assert ran("manage.py", "keys", "status").returncode == 0

    done = ran("manage.py", "erasure_replay")
    assert done.returncode == 0, done.stderr
    assert "1 personne effacée" in done.stdout
    assert named() == {other}
    assert found(shapes(word), stored()) == set()
    # What is in clear would have been found.
    assert found({b"@exemple.fr"}, stored())
    assert verify().findings == ()
    assert ran(*SERVERS["shell"]).stdout == "open\n"
    if connection.vendor == "sqlite":
        assert found({wrapped}, stored()) == set()


def test_a_copy_of_the_backup_is_worth_nothing_once_its_epoch_is_destroyed(
    tmp_path: File, ring: File
) -> None:
    path, other = lived(f"Canari{uuid4().hex}"), f"Témoin{uuid4().hex}"
    lived(other)
    gone = path.case.young_person.key_id
    call_command("backup", str(tmp_path / "backup"))
    erased(path)
    rotation.rotate(timezone.now())
    aged(e1=60, e2=36)
    for role in (Role.TECHNIQUE, Role.DPO):
        rotation.destroy(1, actor=factories.agent(role), now=timezone.now())
    assert named() == {other}

    restored(tmp_path / "backup")

    with pytest.raises(ImproperlyConfigured, match="détruite"):
        PersonKey.objects.get(pk=gone).data_key()
    assert rotation.status(timezone.now()).orphans == PersonKey.objects.count()
    assert "détruite" in ran("manage.py", "doctor").stdout


class TestBackup:
    def test_data_and_keys_are_two_sets_for_their_owner_only(self, tmp_path: File) -> None:
        lived(f"Canari{uuid4().hex}")
        call_command("backup", str(tmp_path / "data"), f"--keys={tmp_path / 'keys elsewhere'}")

        data, keys = tmp_path / "data" / "data", tmp_path / "keys elsewhere"
        held = json.loads((data / "manifest.json").read_text())
        assert {each.name for each in data.iterdir()} == {held["file"], "manifest.json"}
        assert {each.name for each in keys.iterdir()} == {"keyring.json", "manifest.json"}
        files = [*data.iterdir(), *keys.iterdir()]
        assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
        assert held["epochs"] == [1]
        # Neither the keys nor the ledger travel with the data.
        content = (data / held["file"]).read_bytes()
        assert keyring.current().key_of(1) not in content
        assert erasures.ledger_path().read_bytes() not in content

    def test_a_folder_that_holds_something_is_refused(self, tmp_path: File) -> None:
        call_command("backup", str(tmp_path / "backup"))

        with pytest.raises(CommandError, match="n’est pas vide"):
            call_command("backup", str(tmp_path / "backup"))


class TestRestore:
    def backup(self, tmp_path: File) -> File:
        call_command("backup", str(tmp_path / "backup"))
        return tmp_path / "backup"

    def test_a_database_that_holds_anything_is_kept(self, tmp_path: File) -> None:
        with pytest.raises(CommandError, match="--replace"):
            call_command("restore", str(self.backup(tmp_path)))

    @pytest.mark.parametrize("damage", ["changed", "cut", "lost", "other"])
    def test_a_set_that_is_not_what_was_written_is_refused(
        self, tmp_path: File, damage: str
    ) -> None:
        backup = self.backup(tmp_path)
        manifest = backup / "data" / "manifest.json"
        held = json.loads(manifest.read_text())
        file = backup / "data" / held["file"]
        match damage:
            case "changed":
                file.write_bytes(file.read_bytes()[:-1] + b"?")
            case "cut":
                manifest.write_text(manifest.read_text()[:40])
            case "lost":
                file.unlink()
            case _:
                manifest.write_text(json.dumps(held | {"kind": "mysql"}))

        with pytest.raises(CommandError, match=str(backup)):
            call_command("restore", str(backup), "--replace")
        assert YoungPerson.objects.for_system("still there").count() == 0

    def test_even_if_nobody_was_erased_since_a_restore_waits_for_the_replay(
        self, tmp_path: File
    ) -> None:
        restored(self.backup(tmp_path))

        assert erasures.standing() is Standing.BEHIND
        call_command("erasure_replay")
        assert erasures.standing() is Standing.CURRENT

    def test_a_lost_keyring_comes_back_and_one_in_place_is_kept(
        self, tmp_path: File, ring: File
    ) -> None:
        backup = self.backup(tmp_path)
        before = ring.read_bytes()
        ring.unlink()

        restored(backup)
        assert json.loads(ring.read_bytes()) == json.loads(before)
        rotation.rotate(timezone.now())
        restored(backup)
        assert keyring.current().active.id == 2


class TestLostLedger:
    def replay(self, role: Role) -> tuple[int, str]:
        actor = factories.agent(role)
        done = ran(
            *("manage.py", "erasure_replay", "--new-ledger", "--as", actor.user.email),
            typed=f"{factories.PASSWORD}\n",
        )
        return done.returncode, done.stdout + done.stderr

    def test_nothing_starts_without_the_ledger_until_two_persons_open_another(
        self, ledger: File
    ) -> None:
        ledger.unlink()
        assert ran(*SERVERS["tick"]).returncode == EX_CONFIG
        assert ran("manage.py", "erasure_replay").returncode == EX_CONFIG
        assert not ledger.exists()

        assert self.replay(Role.DPO)[0] == 4
        assert ran(*SERVERS["tick"]).returncode == EX_CONFIG
        code, told = self.replay(Role.TECHNIQUE)

        assert code == 0, told
        assert ran(*SERVERS["tick"]).returncode == 0
        assert ErasureHead.objects.get().seq == 0

    def test_a_ledger_in_good_order_is_not_replaced(self, ledger: File) -> None:
        before = ledger.read_bytes()

        code, told = self.replay(Role.DPO)

        assert code == 1
        assert "gardez-le" in told
        assert ledger.read_bytes() == before

    def test_a_wrong_password_opens_nothing(self, ledger: File) -> None:
        ledger.unlink()
        actor = factories.agent(Role.DPO)
        command = ("manage.py", "erasure_replay", "--new-ledger", "--as", actor.user.email)

        done = ran(*command, typed="autre chose\n")

        assert done.returncode == 1
        assert "incorrect" in done.stderr


def test_the_demonstration_settles_by_itself(settings: Settings, ledger: File) -> None:
    settings.JALON_DEMO = True
    factories.user()
    for damage in ("behind", "lost"):
        if damage == "lost":
            ledger.unlink()
        else:
            ErasureHead.objects.update(replay_due=True)
        call_command("prepare")
        assert erasures.standing() is Standing.CURRENT


def test_what_the_retention_of_backups_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from config.settings.environment import at_least

    monkeypatch.setenv("JALON_BACKUP_DAYS", "90")
    assert at_least(35, "JALON_BACKUP_DAYS") == 90
    monkeypatch.setenv("JALON_BACKUP_DAYS", "34")
    with pytest.raises(ImproperlyConfigured, match="35 au moins"):
        at_least(35, "JALON_BACKUP_DAYS")
    assert timedelta(days=35) == timedelta(days=at_least(35, "JALON_ABSENT"))
