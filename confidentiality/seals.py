"""Which ciphertexts of a person are in force: an older one, put back in its place, is refused.

Authentication binds a ciphertext to its place, not to a moment: the value of last year, copied from
a backup, would open again. So the key of each person carries the tag of every value now in force,
sealed under that key. See docs/decisions/0028.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from confidentiality.encryption import TAG_BYTES, associated_data, seal, unseal, unwrap

# Enough to tell the few dozen places of one person apart.
_PLACE_BYTES = 16
_RECORD_BYTES = _PLACE_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Seals:
    """The tag of the ciphertext in force at each place. Immutable: a change is another one."""

    tags: Mapping[bytes, bytes]

    @classmethod
    def opened(cls, dek: bytes, sealed: bytes, key_id: str) -> Self:
        """Read what ``sealed`` made for the same key; nothing is in force before the first value.

        Raises Tampered when it was altered, or belongs to another key.
        """
        if not sealed:
            return cls({})
        clear = unseal(dek, sealed, _place_of_seals(key_id))
        records = [clear[at : at + _RECORD_BYTES] for at in range(0, len(clear), _RECORD_BYTES)]
        return cls({record[:_PLACE_BYTES]: record[_PLACE_BYTES:] for record in records})

    def sealed(self, dek: bytes, key_id: str) -> bytes:
        """What the row of the key holds."""
        clear = b"".join(place + tag for place, tag in sorted(self.tags.items()))
        return seal(dek, clear, _place_of_seals(key_id))

    def holds(self, place: bytes, token: bytes) -> bool:
        """Whether this ciphertext is the one in force at this place."""
        return self.tags.get(_short(place)) == token[-TAG_BYTES:]

    def changed(self, changes: Mapping[bytes, bytes | None]) -> Self:
        """The same with other ciphertexts in force; None for a place that is emptied."""
        tags = dict(self.tags)
        for place, token in changes.items():
            if token is None:
                tags.pop(_short(place), None)
            else:
                tags[_short(place)] = token[-TAG_BYTES:]
        return type(self)(tags)


class KeySealed(Exception):
    """Reading with a sealed key: the content awaits its destruction (invariant I56)."""


class WrappedKey:
    """The key of one person as its row holds it, and what it opens: each once."""

    __slots__ = ("_data_key", "_in_force", "epoch", "key_id", "sealed", "seals", "wrapped")

    def __init__(
        self, key_id: str, epoch: int, wrapped: bytes, seals: bytes, *, sealed: bool
    ) -> None:
        self.key_id, self.epoch, self.wrapped, self.seals = key_id, epoch, wrapped, seals
        self.sealed = sealed
        self._data_key: bytes | None = None
        self._in_force: Seals | None = None

    def data_key(self) -> bytes:
        """Raises KeySealed once sealed, and what ``encryption.unwrap`` raises."""
        if self.sealed:
            raise KeySealed("La clé de cette personne est scellée.")
        if self._data_key is None:
            self._data_key = unwrap(self.epoch, self.wrapped)
        return self._data_key

    def in_force(self) -> Seals:
        """Which ciphertexts of the person are in force."""
        if self._in_force is None:
            self._in_force = Seals.opened(self.data_key(), self.seals, self.key_id)
        return self._in_force


def _short(place: bytes) -> bytes:
    return sha256(place).digest()[:_PLACE_BYTES]


def _place_of_seals(key_id: str) -> bytes:
    return associated_data("confidentiality_personkey", "seals", key_id, key_id)
