"""The encrypted values of many rows, read without an instance for each: for what scans a tenant.

The same refusals as ``fields``, at a third of the time: no model is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.db import models

from confidentiality.encryption import KeyMissing, Tampered, column_data, row_data, unseal
from confidentiality.fields import EncryptedTextField, Sealed
from confidentiality.models import PersonKey
from confidentiality.seals import WrappedKey

_KEY_COLUMNS = ("id", *PersonKey.TO_OPEN)
_PIECE = 500
# The place of each column among the values, its field, its half of the associated data.
Columns = dict[str, tuple[int, EncryptedTextField[Any, Any], bytes]]


class Row:
    """One row: its primary key, its plain values in ``plain``, the others opened when asked."""

    __slots__ = ("_columns", "_key", "_place", "_table", "_tokens", "pk", "plain")

    def __init__(
        self,
        pk: Any,
        plain: tuple[Any, ...],
        tokens: list[Sealed | None],
        key: WrappedKey | None,
        columns: Columns,
        table: str,
    ) -> None:
        self.pk, self.plain, self._tokens = pk, plain, tokens
        self._key, self._columns, self._table = key, columns, table
        self._place = b"" if key is None else row_data(str(pk), key.key_id)

    def read(self, name: str) -> Any:
        """The clear value of one column; None when it is empty.

        Raises Tampered when the ciphertext was altered, moved, or put back after a change,
        KeySealed when the key is, KeyMissing after an erasure. The row and its key come from one
        statement: they agree.
        """
        at, field, column = self._columns[name]
        sealed, key = self._tokens[at], self._key
        if sealed is None:
            return None
        if key is None:
            raise KeyMissing(f"{self._table}, ligne {self.pk} : la clé de la personne est absente.")
        place = column + self._place
        clear = unseal(key.data_key(), sealed.token, place)
        if not key.in_force().holds(place, sealed.token):
            raise Tampered(
                f"{self._table}.{field.column}, ligne {self.pk} : une valeur ancienne a été "
                "remise à sa place."
            )
        return field.from_text(clear.decode())


def read_many(
    rows: models.QuerySet[Any], *names: str, plain: tuple[str, ...] = ()
) -> Iterator[Row]:
    """Each row of a query, with its encrypted columns ``names`` still sealed.

    The columns must belong to one person: the same ``key`` path for all.
    """
    meta = rows.model._meta
    fields = {name: cast(EncryptedTextField[Any, Any], meta.get_field(name)) for name in names}
    [path] = {field.key_path.replace(".", "__") for field in fields.values()}
    keys = [f"{path}__{column}" for column in _KEY_COLUMNS]
    columns = {
        name: (at, field, column_data(meta.db_table, str(field.column)))
        for at, (name, field) in enumerate(fields.items())
    }
    first, last = len(names), len(names) + len(keys)
    read = rows.values_list("pk", *names, *keys, *plain)
    # By pieces: five thousand rows kept at once cost more to the collector than to AES.
    for pk, *values in read.iterator(chunk_size=_PIECE):
        key = _key(*values[first:last])
        yield Row(pk, tuple(values[last:]), values[:first], key, columns, meta.db_table)


def _key(key_id: Any, epoch: int, wrapped: Any, seals: Any, sealed_at: Any) -> WrappedKey | None:
    """What opens the values of a row; None once it was erased."""
    if wrapped is None:
        return None
    sealed = sealed_at is not None
    return WrappedKey(str(key_id), epoch, bytes(wrapped), bytes(seals), sealed=sealed)
