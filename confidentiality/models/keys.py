"""The key of one person, wrapped: the row whose destruction is the erasure."""

import uuid
from typing import Any

from django.db import models

from confidentiality import encryption


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

    def data_key(self) -> bytes:
        """The unwrapped key, kept on this instance. Raises what ``encryption.unwrap`` raises."""
        if self._data_key is None:
            self._data_key = encryption.unwrap(self.epoch, bytes(self.wrapped))
        return self._data_key
