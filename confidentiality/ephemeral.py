"""What is kept sealed for a few minutes: opened in the session that made it, and nowhere else.

The key is derived from the keyring, the address and a secret of the session: a stolen table opens
nothing, nor does an address copied to somebody else, nor does another session of the same agent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from confidentiality import keyring
from confidentiality.encryption import Tampered, associated_data, seal, unseal

_PURPOSE = "ephemeral"


def close(place: str, address: UUID, secret: str, content: Mapping[str, str]) -> bytes:
    """Seal a few texts under an address and a secret; ``place`` names the table."""
    clear = json.dumps(content, ensure_ascii=False).encode()
    return seal(_key(address, secret), clear, _bound(place, address))


def reopen(place: str, address: UUID, secret: str, sealed: bytes) -> dict[str, str] | None:
    """What ``close`` sealed; None for another address, another secret, or altered bytes."""
    try:
        clear = unseal(_key(address, secret), sealed, _bound(place, address))
    except Tampered:
        return None
    content: dict[str, str] = json.loads(clear)
    return content


def _key(address: UUID, secret: str) -> bytes:
    return keyring.current().subkey(_PURPOSE, f"{address}:{secret}")


def _bound(place: str, address: UUID) -> bytes:
    return associated_data(place, "sealed", str(address), _PURPOSE)
