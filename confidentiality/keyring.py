"""The keyring: the only file that can open what the database holds.

It lives outside the database (setting ``JALON_KEYRING``), so that a stolen dump opens nothing, and
so that destroying an epoch makes every key it wrapped, in every backup, useless for good.
"""

import base64
import binascii
import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
_FORMAT = 1
# Group reading is allowed: container platforms mount secrets 0440. Anything wider is a mistake.
_FORBIDDEN_MODE = 0o027


class EpochState(StrEnum):
    """What the key of an epoch may still do."""

    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt_only"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Epoch:
    """A key that wraps the keys of persons during some weeks; without key once destroyed."""

    id: int
    created: datetime
    state: EpochState
    key: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The epochs, and the master secret of the sub-keys. Immutable: a change is a new keyring.

    ``rotating``: the last epoch was made by a rotation that has not wrapped every key under it.
    """

    epochs: tuple[Epoch, ...]
    master: bytes = field(repr=False)
    rotating: bool = False

    def __post_init__(self) -> None:
        if len({epoch.id for epoch in self.epochs}) != len(self.epochs):
            raise ValueError("deux époques portent le même numéro")
        if sum(epoch.state is EpochState.ACTIVE for epoch in self.epochs) != 1:
            raise ValueError("une époque, et une seule, doit être active")
        if any((e.key is None) != (e.state is EpochState.DESTROYED) for e in self.epochs):
            raise ValueError("une époque est détruite si, et seulement si, elle n’a plus de clé")

    @classmethod
    def generate(cls) -> Self:
        """A new keyring, with one active epoch."""
        return cls(epochs=(_new_epoch(1),), master=secrets.token_bytes(KEY_BYTES))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the keyring at ``path``.

        Raises ImproperlyConfigured when the file is missing, readable by others, or garbled: the
        application must not start on a doubt about its keys.
        """
        try:
            mode = path.stat().st_mode
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ImproperlyConfigured(
                f"Trousseau de clés introuvable : « {path} ». Sans lui, rien n’est lisible."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(
                f"Trousseau de clés illisible : « {path} » ({type(error).__name__})."
            ) from None
        if mode & _FORBIDDEN_MODE:
            raise ImproperlyConfigured(
                f"Trousseau de clés trop ouvert : « {path} » est en mode {mode & 0o777:04o}, "
                "il doit être en mode 0600, 0400 ou 0440."
            )
        try:
            return cls._from_json(json.loads(text))
        # The content is never quoted, nor chained: the file is made of keys.
        except (AttributeError, KeyError, TypeError, ValueError):
            raise ImproperlyConfigured(
                f"Trousseau de clés abîmé : « {path} » n’a pas la forme attendue. "
                "Reprenez sa sauvegarde ; n’en créez pas un autre."
            ) from None

    def write(self, path: Path) -> None:
        """Replace the file at ``path`` in one move, mode 0600: never half a keyring."""
        temporary = self._write_beside(path)
        _give_to_the_same(path, temporary)
        temporary.replace(path)
        _sync_directory(path.parent)

    @property
    def active(self) -> Epoch:
        """The epoch under which new keys are wrapped."""
        return next(epoch for epoch in self.epochs if epoch.state is EpochState.ACTIVE)

    def key_of(self, epoch_id: int) -> bytes:
        """The key of an epoch. Raises ImproperlyConfigured when unknown or destroyed."""
        for epoch in self.epochs:
            if epoch.id == epoch_id:
                if epoch.key is None:
                    raise ImproperlyConfigured(f"L’époque {epoch_id} du trousseau est détruite.")
                return epoch.key
        raise ImproperlyConfigured(
            f"L’époque {epoch_id} est absente du trousseau : il n’est pas celui de cette base."
        )

    def subkey(self, purpose: str, scope: str) -> bytes:
        """A key for one purpose and one scope, derived by HKDF-SHA256 (RFC 5869).

        Deriving, never reusing: knowing the index key of a tenant says nothing about another.
        """
        info = b"".join(
            len(part).to_bytes(4, "big") + part for part in (purpose.encode(), scope.encode())
        )
        hkdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info)
        return hkdf.derive(self.master)

    def rotated(self) -> Self:
        """The same keyring with a new active epoch; the former one only decrypts.

        Marked as rotating in the same file: whoever finds it goes on, and makes no other epoch.
        """
        former = tuple(
            replace(epoch, state=EpochState.DECRYPT_ONLY)
            if epoch.state is EpochState.ACTIVE
            else epoch
            for epoch in self.epochs
        )
        newest = _new_epoch(max(e.id for e in self.epochs) + 1)
        return replace(self, epochs=(*former, newest), rotating=True)

    def settled(self) -> Self:
        """The same keyring once every key is wrapped under its active epoch."""
        return replace(self, rotating=False)

    def retired_at(self, epoch_id: int) -> datetime | None:
        """When an epoch stopped being active: the birth of the next. None while it is active."""
        later = [epoch for epoch in self.epochs if epoch.id > epoch_id]
        return min(later, key=lambda epoch: epoch.id).created if later else None

    def without(self, epoch_id: int) -> Self:
        """The same keyring, the key of one decrypt-only epoch destroyed; its line remains.

        Raises ValueError for the active epoch, ImproperlyConfigured when unknown or destroyed.
        """
        self.key_of(epoch_id)
        if epoch_id == self.active.id:
            raise ValueError("L’époque active ne se détruit pas : faites d’abord une rotation.")
        return replace(
            self,
            epochs=tuple(
                replace(epoch, state=EpochState.DESTROYED, key=None)
                if epoch.id == epoch_id
                else epoch
                for epoch in self.epochs
            ),
        )

    @classmethod
    def _from_json(cls, content: Mapping[str, Any]) -> Self:
        if content["format"] != _FORMAT:
            raise ValueError("format inconnu")
        epochs = tuple(
            Epoch(
                id=int(line["id"]),
                created=datetime.fromisoformat(line["created"]),
                state=EpochState(line["state"]),
                key=None if line["key"] is None else _decode(line["key"]),
            )
            for line in content["epochs"]
        )
        return cls(
            epochs=epochs,
            master=_decode(content["master"]),
            rotating=bool(content.get("rotating", False)),
        )

    def _to_json(self) -> dict[str, Any]:
        return {
            "format": _FORMAT,
            "master": _encode(self.master),
            "rotating": self.rotating,
            "epochs": [
                {
                    "id": epoch.id,
                    "created": epoch.created.isoformat(),
                    "state": epoch.state.value,
                    "key": None if epoch.key is None else _encode(epoch.key),
                }
                for epoch in self.epochs
            ],
        }

    def _write_beside(self, path: Path) -> Path:
        # mkstemp creates the file 0600 before the first byte is written.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._to_json(), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        return Path(name)


def ensure(path: Path) -> None:
    """Create a keyring at ``path`` when there is none; an existing one is never replaced."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = Keyring.generate()._write_beside(path)
    # A link, not a move: of two processes that start together, the second keeps the first's keys.
    with suppress(FileExistsError):
        path.hardlink_to(temporary)
    temporary.unlink()
    _sync_directory(path.parent)


def current() -> Keyring:
    """The keyring of the settings, read again when its file changes.

    Raises ImproperlyConfigured when the file is missing or garbled.
    """
    # Asked for each key of a list: no path is made here, a text compares faster.
    path = os.fspath(settings.JALON_KEYRING)
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return Keyring.load(Path(path))
    return _cached(path, stat.st_mtime_ns, stat.st_ino, stat.st_size)


@lru_cache(maxsize=1)
def _cached(path: str, mtime: int, inode: int, size: int) -> Keyring:
    return Keyring.load(Path(path))


@contextmanager
def editing(path: Path) -> Iterator[Keyring]:
    """The keyring, to be replaced by ``write``: one process at a time."""
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Keyring.load(path)
    finally:
        os.close(lock)


def _give_to_the_same(former: Path, new: Path) -> None:
    """Whoever could read the former keyring reads the new one, even when root has made it."""
    if not former.exists():
        return
    stat = former.stat()
    if os.geteuid() == 0:
        os.chown(new, stat.st_uid, stat.st_gid)
    new.chmod(stat.st_mode & 0o777)


def _new_epoch(epoch_id: int) -> Epoch:
    return Epoch(
        id=epoch_id,
        created=datetime.now(UTC),
        state=EpochState.ACTIVE,
        key=secrets.token_bytes(KEY_BYTES),
    )


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("clé illisible") from None
    if len(key) != KEY_BYTES:
        raise ValueError("clé de mauvaise longueur")
    return key


def _sync_directory(directory: Path) -> None:
    # Without it, a power cut may forget the name of a file whose content is safe.
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
