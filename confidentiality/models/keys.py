"""The key of one person, wrapped: the row whose destruction is the erasure."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction

from confidentiality import encryption
from confidentiality.seals import WrappedKey


class PersonKeyManager(models.Manager["PersonKey"]):
    """Keys are made here, never by hand."""

    def create_for_person(self) -> "PersonKey":
        """A fresh key, wrapped under the active epoch of the keyring, already saved."""
        epoch, wrapped = encryption.wrap(encryption.new_data_key())
        return self.create(epoch=epoch, wrapped=wrapped)


class PersonKey(models.Model):
    """The data key of one person, wrapped under an epoch of the keyring (RFC 3394).

    Without this row, or without its epoch, every value of the person is lost for good. ``seals``
    tells, sealed under the same key, which ciphertexts of the person are in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    epoch = models.PositiveIntegerField("époque", db_index=True)
    wrapped = models.BinaryField("clé enveloppée")
    seals = models.BinaryField("valeurs en vigueur", default=bytes, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    sealed_at = models.DateTimeField("scellée le", null=True, blank=True)

    # What it takes to open a value: columns to fetch with it when few are.
    TO_OPEN: ClassVar = ("epoch", "wrapped", "seals", "sealed_at")

    objects = PersonKeyManager()

    class Meta:
        verbose_name = "clé d’une personne"
        verbose_name_plural = "clés des personnes"
        default_permissions = ()

    _opened: WrappedKey | None = None

    def __str__(self) -> str:
        return "Clé d’une personne"

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: never the unwrapped key."""
        state: dict[str, Any] = super().__getstate__()
        state.pop("_opened", None)
        return state

    def seal(self, at: datetime) -> None:
        """Nobody reads with this key any more; its destruction awaits the archives."""
        self.sealed_at = self.sealed_at or at
        self.save(update_fields=["sealed_at"])

    def data_key(self) -> bytes:
        """The unwrapped key, kept on this instance.

        Raises KeySealed once sealed, and what ``encryption.unwrap`` raises.
        """
        return self._present().data_key()

    def holds(self, place: bytes, token: bytes) -> bool:
        """Whether a ciphertext is the one in force at its place."""
        return self._present().in_force().holds(place, token)

    def put_in_force(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Say which ciphertext is now in force at each place, None for one that is emptied.

        In the transaction that writes them: RuntimeError outside. Compared and swapped, so that of
        two agents who write at once neither forgets what the other wrote.
        """
        if not transaction.get_connection(self._state.db).in_atomic_block:
            raise RuntimeError("Une valeur chiffrée s’écrit dans une transaction.")
        if not self._swap(changes):
            rows = PersonKey.objects.using(self._state.db).select_for_update().filter(pk=self.pk)
            present = rows.values_list("seals", flat=True).first()
            if present is None:
                raise encryption.KeyMissing("La clé de la personne est absente.")
            self.seals = present
            self._swap(changes)

    def _swap(self, changes: Mapping[bytes, bytes | None]) -> bool:
        present = bytes(self.seals)
        changed = self._present().in_force().changed(changes).sealed(self.data_key(), str(self.pk))
        rows = PersonKey.objects.using(self._state.db).filter(pk=self.pk, seals=present)
        if not rows.update(seals=changed):
            return False
        self.seals = changed
        return True

    def _present(self) -> WrappedKey:
        """What this row holds now, opened at most once."""
        sealed, seals = self.sealed_at is not None, bytes(self.seals)
        if self._opened is None or (self._opened.sealed, self._opened.seals) != (sealed, seals):
            wrapped = bytes(self.wrapped)
            self._opened = WrappedKey(str(self.pk), self.epoch, wrapped, seals, sealed=sealed)
        return self._opened
