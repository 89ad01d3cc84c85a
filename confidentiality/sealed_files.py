"""Files that wait to be taken away: sealed each under its own sub-key of the keyring."""

from __future__ import annotations

from uuid import UUID

from confidentiality import keyring
from confidentiality.encryption import associated_data, seal, unseal

_PURPOSE = "export"


def close(place: str, address: UUID, clear: bytes) -> bytes:
    """Seal one file (AES-256-GCM), bound to its row; ``place`` names the table."""
    return seal(_key(address), clear, _bound(place, address))


def reopen(place: str, address: UUID, sealed: bytes) -> bytes:
    """What ``close`` sealed. Raises Tampered for altered bytes, or those of another row."""
    return unseal(_key(address), sealed, _bound(place, address))


def _key(address: UUID) -> bytes:
    return keyring.current().subkey(_PURPOSE, str(address))


def _bound(place: str, address: UUID) -> bytes:
    return associated_data(place, "sealed", str(address), _PURPOSE)
