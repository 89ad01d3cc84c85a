"""Backups in two sets that never travel together: the data, and the keys that open them.

The ledger of erasures is in neither: it must outlive both. See docs/decisions/0030.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import CommandError
from django.db import connection, connections

from casework.models import ExportFile, PaperBatchFile
from confidentiality.keyring import Keyring
from confidentiality.models import ErasureHead, PersonKey

MANIFEST = "manifest.json"
_FORMAT = 1
_FILES = {"sqlite": "jalon.sqlite3", "postgresql": "jalon.dump"}
_KEYS = "keyring.json"
# Files that wait a day at most: a backup would keep them a month, and their key for ever.
_LEFT_OUT = (ExportFile._meta.db_table, PaperBatchFile._meta.db_table)
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one set holds. ``kind``: the make of the database, or « keys »."""

    format: int
    kind: str
    made_at: str
    file: str
    size: int
    sha256: str
    epochs: list[int]


def back_up(data: Path, keys: Path, now: datetime) -> None:
    """Write both sets, each in a folder of its own, new or empty. Raises CommandError."""
    for folder in (data, keys):
        _make_empty(folder)
    file = data / _FILES[connection.vendor]
    if connection.vendor == "sqlite":
        _copy_sqlite(_sqlite_file(), file)
        _forget_files(file)
    else:
        left_out = [f"--exclude-table-data={table}" for table in _LEFT_OUT]
        form = ("--format=custom", "--no-owner", "--no-privileges", *left_out)
        _run("pg_dump", *form, f"--file={file}")
    file.chmod(0o600)
    used = PersonKey.objects.order_by("epoch").values_list("epoch", flat=True).distinct()
    _describe(file, connection.vendor, now, list(used))
    ring = Keyring.load(settings.JALON_KEYRING)
    ring.write(keys / _KEYS)
    opened = [epoch.id for epoch in ring.epochs if epoch.key is not None]
    _describe(keys / _KEYS, "keys", now, opened)


def restore(data: Path, keys: Path, *, replace: bool) -> None:
    """Put a set of data back, and the keyring where there is none. Nothing reads it yet.

    Verified first. Raises CommandError for another set, or for a database that holds anything,
    unless ``replace``. A keyring in place is kept: that of the backup may bring a destroyed epoch
    back.
    """
    manifest = read(data, connection.vendor)
    if connection.introspection.table_names() and not replace:
        raise CommandError(
            "La base n’est pas vide. Pour la remplacer entièrement : --replace.", returncode=1
        )
    keyring = Path(settings.JALON_KEYRING)
    if not keyring.exists():
        ring = Keyring.load(keys / read(keys, "keys").file)
        keyring.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring.write(keyring)
    _load(data / manifest.file)
    _quarantine()


def unreadable_epochs(data: Path) -> list[int]:
    """The epochs that the data need and that the keyring in place does not hold any more."""
    ring = Keyring.load(settings.JALON_KEYRING)
    opened = {epoch.id for epoch in ring.epochs if epoch.key is not None}
    return sorted(set(read(data, connection.vendor).epochs) - opened)


def read(folder: Path, kind: str) -> Manifest:
    """The manifest of a set, whose file is the one that was written. Raises CommandError."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        with (folder / manifest.file).open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except (OSError, TypeError, ValueError):
        raise CommandError(f"« {folder} » n’est pas une sauvegarde complète.") from None
    if manifest.format != _FORMAT or manifest.kind != kind:
        raise CommandError(f"« {folder} » n’est pas le jeu attendu ({kind}).")
    if digest != manifest.sha256:
        raise CommandError(f"« {folder / manifest.file} » a été modifié depuis la sauvegarde.")
    return manifest


def _make_empty(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise CommandError(f"Le dossier « {folder} » n’est pas vide.")


def _describe(file: Path, kind: str, now: datetime, epochs: list[int]) -> None:
    with file.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    made = Manifest(_FORMAT, kind, now.isoformat(), file.name, file.stat().st_size, digest, epochs)
    path = file.with_name(MANIFEST)
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(made), indent=2), encoding="utf-8")


def _load(file: Path) -> None:
    if connection.vendor == "sqlite":
        connections.close_all()
        _copy_sqlite(file, _sqlite_file())
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connections.close_all()
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={connection.settings_dict['NAME']}",
        str(file),
        names_database=False,
    )


def _quarantine() -> None:
    """Refused to everybody until the erasures are replayed; nobody is signed in any more."""
    tables = connection.introspection.table_names()
    if ErasureHead._meta.db_table in tables:
        ErasureHead.objects.update(replay_due=True)
    Session.objects.all().delete()


def _sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite’s own backup: whole, even while somebody writes."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
        if other.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise CommandError(f"« {target} » est abîmée.")


def _forget_files(file: Path) -> None:
    """Empty, in a copy, what no backup holds; rewritten, so that no free page keeps it."""
    with closing(sqlite3.connect(file)) as copy:
        for table in _LEFT_OUT:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 (the name of our own table)
        copy.commit()
        copy.execute("VACUUM")


def _run(program: str, *arguments: str, names_database: bool = True) -> None:
    """Run a program of PostgreSQL on the database of the settings. Raises CommandError."""
    to: dict[str, object] = connection.settings_dict
    env = {
        **os.environ,
        "PGHOST": str(to["HOST"]),
        "PGPORT": str(to["PORT"] or 5432),
        "PGUSER": str(to["USER"]),
        "PGPASSWORD": str(to["PASSWORD"]),
    }
    last = [str(to["NAME"])] if names_database else []
    command: Sequence[str] = [_program(program), *arguments, *last]
    done = subprocess.run(  # noqa: S603  # our own arguments
        command, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommandError(f"{program} a échoué : {done.stderr.strip()}")


def _program(name: str) -> str:
    """The newest one: it reads the dumps and the servers of the versions before it."""
    installed = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise CommandError(f"{name} est introuvable : installez le client de PostgreSQL.")
    return found
