"""The keys that sign: the journal, the contributions. Ed25519, each in a file of its own.

They are no part of the keyring, and only the sealer holds them: whoever takes the web server cannot
sign a journal, nor accounts, that he rewrote. The public half goes to whoever verifies.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.core.exceptions import ImproperlyConfigured

# Its owner, and nobody else: 0600 or 0400.
_FORBIDDEN_MODE = 0o077
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The private key of the sealer. ``id`` is the beginning of the hash of its public half."""

    id: str
    public_pem: str
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, private: Ed25519PrivateKey) -> Self:
        public = private.public_key()
        digest = hashlib.sha256(public.public_bytes_raw()).hexdigest()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return cls(digest[:_ID_LENGTH], pem.decode("ascii"), private)

    @classmethod
    def load(cls, path: Path, *, of: str = "du journal") -> Self:
        """Read the key at ``path`` (PEM, PKCS 8, without password). ``of``: what it signs.

        Raises ImproperlyConfigured when the file is missing, open to another account, or garbled.
        """
        try:
            mode, content = path.stat().st_mode, path.read_bytes()
        except OSError as error:
            raise ImproperlyConfigured(
                f"Clé {of} illisible : « {path} » ({type(error).__name__})."
            ) from None
        if mode & _FORBIDDEN_MODE:
            raise ImproperlyConfigured(
                f"Clé {of} trop ouverte : « {path} » est en mode {mode & 0o777:04o}, elle "
                "doit être en mode 0600 ou 0400."
            )
        try:
            private = load_pem_private_key(content, password=None)
        # The content is never quoted, nor chained: it is a key.
        except (ValueError, TypeError, UnsupportedAlgorithm):
            private = None
        if not isinstance(private, Ed25519PrivateKey):
            raise ImproperlyConfigured(
                f"Clé {of} abîmée : « {path} » n’est pas une clé Ed25519 sans mot de passe."
            )
        return cls.of(private)

    def sign(self, content: bytes) -> str:
        """Signature of ``content``, in hexadecimal."""
        return self._private.sign(content).hex()


def ensure(path: Path, *, of: str = "du journal") -> SealingKey:
    """Make a key at ``path`` and its public half beside it, unless there is one already."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        # mkstemp creates the file 0600 before the first byte is written.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        # A link, not a move: of two that start together, the second keeps the key of the first.
        with suppress(FileExistsError):
            path.hardlink_to(name)
        Path(name).unlink()
    key = SealingKey.load(path, of=of)
    public_half(path).write_text(key.public_pem, encoding="ascii")
    return key


def public_half(path: Path) -> Path:
    """Where ``ensure`` leaves the public half of a key."""
    return path.with_suffix(".pub")
