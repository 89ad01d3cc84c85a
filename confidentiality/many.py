"""The encrypted values of many rows, read without an instance for each: for what scans a tenant.

The same refusals as ``fields``, at a third of the time: no model is made but the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.db import models

from confidentiality.encryption import KeyMissing, Tampered, associated_data, unseal
from confidentiality.fields import EncryptedTextField, Sealed
from confidentiality.models import PersonKey

_KEY_COLUMNS = ("id", *PersonKey.TO_OPEN)


class Row:
    """One row: its primary key, its plain values in ``plain``, the others opened when asked."""

    __slots__ = ("_fields", "_key", "_table", "_tokens", "pk", "plain")

    def __init__(
        self,
        pk: Any,
        plain: tuple[Any, ...],
        tokens: dict[str, Sealed | None],
        key: PersonKey,
        fields: dict[str, EncryptedTextField[Any, Any]],
        table: str,
    ) -> None:
        self.pk, self.plain = pk, plain
        self._tokens, self._key, self._fields, self._table = tokens, key, fields, table

    def read(self, name: str) -> Any:
        """The clear value of one column; None when it is empty.

        Raises Tampered when the ciphertext was altered, moved, or put back after a change,
        KeySealed when the key is, KeyMissing after an erasure. The row and its key come from one
        statement: they agree.
        """
        sealed = self._tokens[name]
        if sealed is None:
            return None
        key, column = self._key, self._fields[name].column
        if key.wrapped is None:
            raise KeyMissing(f"{self._table}, ligne {self.pk} : la clé de la personne est absente.")
        place = associated_data(self._table, str(column), str(self.pk), str(key.pk))
        clear = unseal(key.data_key(), sealed.token, place)
        if not key.holds(place, sealed.token):
            raise Tampered(
                f"{self._table}.{column}, ligne {self.pk} : une valeur ancienne a été remise à sa "
                "place."
            )
        return self._fields[name].from_text(clear.decode())


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
    first, last = len(names), len(names) + len(keys)
    for pk, *values in rows.values_list("pk", *names, *keys, *plain):
        tokens = dict(zip(names, values[:first], strict=True))
        key = PersonKey.from_db(rows.db, _KEY_COLUMNS, values[first:last])
        yield Row(pk, tuple(values[last:]), tokens, key, fields, meta.db_table)
