"""Statements that every act sends: written by the ORM once, executed ever after.

Building and compiling the query set of who sees a case costs twenty times what the database takes
to answer it. Its SQL differs from one act to the next by a few values only: ``Compiled`` keeps the
SQL and puts the values in their place. The query set stays the only statement of the rule.
See docs/decisions/0021.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from secrets import randbelow
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, models
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=models.Model)

# How a value is written for each database, and a value met nowhere else, to find its places.
_FIELDS: dict[type, models.Field[Any, Any]] = {
    UUID: models.UUIDField(),
    datetime: models.DateTimeField(),
}
_SAMPLES: dict[type, Callable[[], Any]] = {
    UUID: uuid4,
    datetime: lambda: datetime.fromtimestamp(randbelow(10**9), UTC),
}


class NotAPlace(Exception):
    """A query set does more with a value than compare a column with it."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One statement: its SQL, its parameters, which of them change, and how a row is read."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]
    locks: bool
    read: Callable[[Sequence[Any]], Any]


class Compiled(Generic[Row]):
    """A query set of whole rows, compiled once; ``fetch`` executes it with other values.

    ``build`` makes the query set from named values of the kinds given (UUID or datetime). Whatever
    else it depends on must be fixed. Raises NotAPlace, at the first use, when a value is not found
    as it was given among the parameters.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Row]], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._plans: dict[str, _Plan | None] = {}

    def fetch(self, **values: Any) -> list[Row]:
        """The rows, with what the query set reads beside them. One query."""
        if connection.alias not in self._plans:
            self._plans[connection.alias] = self._plan()
        plan = self._plans[connection.alias]
        if plan is None:
            return []
        if plan.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A row is locked inside a transaction only.")
        adapted = self._adapted(values)
        params = list(plan.params)
        for place, name in plan.places:
            params[place] = adapted[name]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, params)
            return [plan.read(row) for row in cursor.fetchall()]

    def _plan(self) -> _Plan | None:
        """The statement; None for a query set that is known to be empty, whatever the values."""
        samples = self._samples()
        try:
            compiler, sql, params = _sql_of(self._build(**samples))
        except EmptyResultSet:
            return None
        names = {value: name for name, value in self._adapted(samples).items()}
        places = tuple((i, names[each]) for i, each in enumerate(params) if each in names)
        self._check(sql, params, places)
        locks = bool(compiler.query.select_for_update)
        return _Plan(sql, params, places, locks, _reader(compiler))

    def _check(
        self, sql: str, params: tuple[Any, ...], places: tuple[tuple[int, str], ...]
    ) -> None:
        """Build it again with other values: nothing may differ but what stands in the places."""
        samples = self._samples()
        _, again, others = _sql_of(self._build(**samples))
        adapted, expected = self._adapted(samples), list(params)
        for place, name in places:
            expected[place] = adapted[name]
        if again != sql or list(others) != expected or {name for _, name in places} != set(adapted):
            raise NotAPlace(f"{sorted(self._kinds)} : {sql}")

    def _samples(self) -> dict[str, Any]:
        return {name: _SAMPLES[kind]() for name, kind in self._kinds.items()}

    def _adapted(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: _FIELDS[kind].get_db_prep_value(values[name], connection)
            for name, kind in self._kinds.items()
        }


def _sql_of(rows: models.QuerySet[Any]) -> tuple[Any, str, tuple[Any, ...]]:
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    return compiler, sql, tuple(params)


def _reader(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes one instance, its related ones and its annotations: Django's ``ModelIterable``."""
    info, alias = compiler.klass_info, compiler.connection.alias
    model, wanted = info["model"], info["select_fields"]
    start, end = wanted[0], wanted[-1] + 1
    names = [column.target.attname for column, _, _ in compiler.select[start:end]]
    # The stubs are those of the next Django.
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]
    beside = list((compiler.annotation_col_map or {}).items())
    converters = compiler.get_converters([column for column, _, _ in compiler.select]).items()

    def read(found: Sequence[Any]) -> Any:
        values = list(found)
        for place, (functions, column) in converters:
            for function in functions:
                values[place] = function(values[place], column, connection)
        row = model.from_db(alias, names, values[start:end])
        for populator in related:
            populator.populate(values, row)
        for name, place in beside:
            setattr(row, name, values[place])
        return row

    return read


def insert(row: models.Model) -> None:
    """Write a new row: ``save(force_insert=True)`` for a table that nothing inherits from."""
    sql, fields = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields, add=True))
        if row.pk is None:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def update(row: models.Model, names: Iterable[str]) -> None:
    """Write some fields of a row: ``save(update_fields=…)``. Raises DatabaseError if it is gone."""
    sql, fields = _changes(type(row), tuple(names))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields, add=False))
        if cursor.rowcount != 1:
            raise DatabaseError("The row to update is not there.")


Fields: TypeAlias = "tuple[models.Field[Any, Any], ...]"


@lru_cache(maxsize=64)
def _insertion(model: type[models.Model]) -> tuple[str, Fields]:
    numbered = isinstance(model._meta.pk, models.AutoField)
    fields = tuple(field for field in _columns(model) if not (numbered and field is model._meta.pk))
    names = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = _quoted(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 (our own names)
    return (f"{sql} RETURNING {_quoted(model._meta.pk.column)}" if numbered else sql), fields


@lru_cache(maxsize=256)
def _changes(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Fields]:
    wanted = {field.name: field for field in _columns(model)}
    fields = tuple(wanted[name] for name in names)
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table, key = _quoted(model._meta.db_table), model._meta.pk
    where = f"{_quoted(key.column)} = %s"
    return f"UPDATE {table} SET {sets} WHERE {where}", (*fields, key)  # noqa: S608 (our own names)


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    if model._meta.parents:
        raise TypeError(f"{model.__name__} is written in several tables.")
    return list(model._meta.concrete_fields)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


def _values(row: models.Model, fields: Fields, *, add: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add), connection) for field in fields]
