"""Keys of the bulletins: one secret of each year for the rounding, one pair that signs.

Both are derived from the keyring, so that a bulletin made again is the same to the byte. Whoever
holds the rounding key of a year and its true counts knows which way each figure was rounded; who
holds only what is published learns nothing from the algorithm.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from confidentiality import keyring
from confidentiality.journal_key import SealingKey

_ROUNDING = "indicators-rounding"
_SIGNING = "indicators-bulletins"


def rounding_key(year: int) -> bytes:
    """The secret that draws which way the figures of a year are rounded."""
    return keyring.current().subkey(_ROUNDING, str(year))


def signing_key() -> SealingKey:
    """The key that signs the bulletins of this installation."""
    return SealingKey.of(_private())


def is_signed(content: bytes, signature: str) -> bool:
    """Whether this installation signed these bytes."""
    try:
        _private().public_key().verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private() -> Ed25519PrivateKey:
    seed = keyring.current().subkey(_SIGNING, "ed25519")
    return Ed25519PrivateKey.from_private_bytes(seed)
