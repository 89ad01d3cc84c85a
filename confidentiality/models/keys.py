"""The key of one person, wrapped: the row whose destruction is the erasure."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models

from confidentiality import encryption


class KeySealed(Exception):
    """Reading with a sealed key: the content awaits its destruction (invariant I56)."""


class PersonKeyManager(models.Manager["PersonKey"]):
    """Keys are made here, never by hand."""

    def create_for_person(self) -> "PersonKey":
        """A fresh key, wrapped under the active epoch of the keyring, already saved."""
        epoch, wrapped = encryption.wrap(encryption.new_data_key())
        return self.create(epoch=epoch, wrapped=wrapped)


class PersonKey(models.Model):
    """The data key of one person, wrapped under an epoch of the keyring (RFC 3394).

    Without this row, or without its epoch, every value of the person is lost for good.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    epoch = models.PositiveIntegerField("époque", db_index=True)
    wrapped = models.BinaryField("clé enveloppée")
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    sealed_at = models.DateTimeField("scellée le", null=True, blank=True)

    objects = PersonKeyManager()

    class Meta:
        verbose_name = "clé d’une personne"
        verbose_name_plural = "clés des personnes"
        default_permissions = ()

    _data_key: bytes | None = None

    def __str__(self) -> str:
        return "Clé d’une personne"

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: never the unwrapped key."""
        state: dict[str, Any] = super().__getstate__()
        state.pop("_data_key", None)
        return state

    def seal(self, at: datetime) -> None:
        """Nobody reads with this key any more; its destruction awaits the archives."""
        self.sealed_at = self.sealed_at or at
        self._data_key = None
        self.save(update_fields=["sealed_at"])

    def data_key(self) -> bytes:
        """The unwrapped key, kept on this instance.

        Raises KeySealed once sealed, and what ``encryption.unwrap`` raises.
        """
        if self.sealed_at is not None:
            raise KeySealed("La clé de cette personne est scellée.")
        if self._data_key is None:
            self._data_key = encryption.unwrap(self.epoch, bytes(self.wrapped))
        return self._data_key
