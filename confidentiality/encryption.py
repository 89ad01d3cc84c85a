"""What encrypts, and what recognises without revealing.

A random key per person (DEK) seals each value with AES-256-GCM; the active epoch of the keyring
wraps that key (AES key wrap, RFC 3394). Erasing a person is destroying one small row.
"""

import hashlib
import hmac
import secrets
import unicodedata
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from confidentiality import keyring

BLIND_INDEX_BYTES = 16
TAG_BYTES = 16
_VERSION = b"\x01"
_NONCE_BYTES = 12
_BLIND_INDEX_PURPOSE = "blind-index"
# Letters that Unicode does not decompose, and that civil registers write either way.
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)


class Tampered(Exception):
    """A ciphertext that does not belong where it was read, or was altered. Holds no content."""


class KeyMissing(Exception):
    """The key of the person is absent or destroyed: nothing may be read nor written."""


def new_data_key() -> bytes:
    """A random 256-bit key for one person."""
    return secrets.token_bytes(keyring.KEY_BYTES)


def wrap(dek: bytes) -> tuple[int, bytes]:
    """Wrap a person's key under the active epoch (RFC 3394): the epoch, the wrapped key."""
    ring = keyring.current()
    epoch = ring.active.id
    return epoch, aes_key_wrap(ring.key_of(epoch), dek)


def unwrap(epoch: int, wrapped: bytes) -> bytes:
    """Unwrap a person's key.

    Raises Tampered when it was altered, ImproperlyConfigured when the epoch is unknown or
    destroyed.
    """
    try:
        return aes_key_unwrap(keyring.current().key_of(epoch), wrapped)
    except InvalidUnwrap:
        raise Tampered("Une clé enveloppée a été altérée.") from None


def seal(dek: bytes, clear: bytes, aad: bytes) -> bytes:
    """Encrypt ``clear`` with AES-256-GCM, bound to ``aad``: version, 96-bit nonce, ciphertext.

    The nonce is random: a person has a few hundred values, far below the 2³² bound of
    NIST SP 800-38D, section 8.3.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(dek).encrypt(nonce, clear, _VERSION + aad)


def unseal(dek: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Decrypt what ``seal`` made with the same key and the same ``aad``; else raise Tampered."""
    if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE_BYTES + TAG_BYTES:
        raise Tampered("Une valeur chiffrée n’a pas la forme attendue.")
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(dek).decrypt(nonce, ciphertext, _VERSION + aad)
    except InvalidTag:
        raise Tampered("Une valeur chiffrée a été altérée ou déplacée.") from None


def associated_data(table: str, column: str, row: str, key_id: str) -> bytes:
    """The place of a value. Lengths come first: no two places share the same bytes."""
    return column_data(table, column) + row_data(row, key_id)


@lru_cache
def column_data(table: str, column: str) -> bytes:
    """The first half of ``associated_data``, the same for all the rows of a table."""
    return _joined(table, column)


def row_data(row: str, key_id: str) -> bytes:
    """Its second half, the same for all the columns of a row."""
    return _joined(row, key_id)


def blind_index(tenant_id: UUID, *parts: str) -> bytes:
    """A keyed fingerprint of folded parts: equal persons match inside one tenant, no further.

    HMAC-SHA256 under a key of the tenant, cut to 16 bytes. A match must still be verified by
    decryption: folding is many-to-one on purpose.
    """
    key = keyring.current().subkey(_BLIND_INDEX_PURPOSE, str(tenant_id))
    message = _joined(*(fold(part) for part in parts))
    return hmac.new(key, message, hashlib.sha256).digest()[:BLIND_INDEX_BYTES]


def fold(text: str) -> str:
    """Letters and digits only, without case nor accents: « Lœtitia-Anaïs » gives loetitiaanais."""
    # Decomposed again after casefold: a folded letter may itself be decomposable.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in folded.translate(_LIGATURES) if char.isalnum())


def _joined(*parts: str) -> bytes:
    joined = b""
    for part in parts:
        encoded = part.encode()
        joined += len(encoded).to_bytes(4, "big") + encoded
    return joined
