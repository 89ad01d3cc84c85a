"""Statements that every act sends: written by the ORM once, executed ever after.

Building and compiling the query set of who sees a case costs twenty times what the database takes
to answer it. Its SQL differs from one act to the next by a few values only: ``Compiled`` keeps the
SQL and puts the values in their place. The query set stays the only statement of the rule.
See docs/decisions/0021. ``together`` lets PostgreSQL answer several of them at once (0022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from secrets import randbelow
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
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


@dataclass(frozen=True, slots=True)
class Asked(Generic[Row]):
    """What a statement was asked: it has left, its answer is read by ``rows``, once."""

    _cursor: Any
    _read: Callable[[Sequence[Any]], Row]

    def rows(self) -> list[Row]:
        """The rows, with what the query set reads beside them."""
        if self._cursor is None:
            return []
        with self._cursor:
            found = self._cursor.fetchall()
        if under_way := _together.get():
            # The server answers in order: whatever left before has its answer too.
            under_way.finish()
        return [self._read(row) for row in found]


class Compiled(Generic[Row]):
    """A query set of rows, compiled once; ``fetch`` executes it with other values.

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
        return self.ask(**values).rows()

    def ask(self, **values: Any) -> Asked[Row]:
        """Send the query, read its answer later: with others of ``together``, one round trip."""
        db = connections[DEFAULT_DB_ALIAS]
        if db.alias not in self._plans:
            self._plans[db.alias] = self._plan()
        plan = self._plans[db.alias]
        if plan is None:
            return Asked(None, _unread)
        if plan.locks and not db.in_atomic_block:
            raise TransactionManagementError("A row is locked inside a transaction only.")
        adapted = self._adapted(values, db)
        params = list(plan.params)
        for place, name in plan.places:
            params[place] = adapted[name]
        return Asked(_sent(db, plan.sql, params), plan.read)

    def _plan(self) -> _Plan | None:
        """The statement; None for a query set that is known to be empty, whatever the values."""
        samples = self._samples()
        try:
            compiler, sql, params = _sql_of(self._build(**samples))
        except EmptyResultSet:
            return None
        names = {value: name for name, value in self._adapted(samples, connection).items()}
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
        adapted, expected = self._adapted(samples, connection), list(params)
        for place, name in places:
            expected[place] = adapted[name]
        if again != sql or list(others) != expected or {name for _, name in places} != set(adapted):
            raise NotAPlace(f"{sorted(self._kinds)} : {sql}")

    def _samples(self) -> dict[str, Any]:
        return {name: _SAMPLES[kind]() for name, kind in self._kinds.items()}

    def _adapted(self, values: dict[str, Any], db: Any) -> dict[str, Any]:
        return {
            name: _FIELDS[kind].get_db_prep_value(values[name], db)
            for name, kind in self._kinds.items()
        }


def _sql_of(rows: models.QuerySet[Any]) -> tuple[Any, str, tuple[Any, ...]]:
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    return compiler, sql, tuple(params)


def _reader(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes one instance, its related ones and its annotations: Django's ``ModelIterable``."""
    info, db = compiler.klass_info, compiler.connection
    model, wanted = info["model"], info["select_fields"]
    start, end = wanted[0], wanted[-1] + 1
    names = [column.target.attname for column, _, _ in compiler.select[start:end]]
    # The stubs are those of the next Django.
    related = get_related_populators(info, compiler.select, db.alias)  # type: ignore[call-arg]
    beside = list((compiler.annotation_col_map or {}).items())
    converters = compiler.get_converters([column for column, _, _ in compiler.select]).items()

    def read(found: Sequence[Any]) -> Any:
        values = list(found)
        for place, (functions, column) in converters:
            for function in functions:
                values[place] = function(values[place], column, db)
        row = model.from_db(db.alias, names, values[start:end])
        for populator in related:
            populator.populate(values, row)
        for name, place in beside:
            setattr(row, name, values[place])
        return row

    return read


def _unread(_: Sequence[Any]) -> Any:
    raise AssertionError("An empty query set has no row to read.")


@dataclass(slots=True)
class _Together:
    """Statements that have left on one connection, and what is to be done with their answers."""

    pipeline: Any = None
    answers: list[Callable[[], None]] = field(default_factory=list)
    ours: bool = False
    explain: Callable[[DatabaseError], Exception | None] = lambda error: None

    def finish(self) -> None:
        """Read what has been answered. Raises what the statements would have raised."""
        answers, self.answers = self.answers, []
        for answer in answers:
            answer()

    def send(self, cursor: Any, sql: str, params: list[Any]) -> None:
        self.ours = True
        try:
            cursor.execute(sql, params)
        finally:
            self.ours = False

    def answered(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        """What the ORM sends is answered at once: it reads counts that a pipeline gives late."""
        result = execute(sql, params, many, context)
        if not self.ours:
            with context["connection"].wrap_database_errors:
                self.pipeline.sync()
        return result


_together: ContextVar[_Together | None] = ContextVar("together", default=None)


@contextmanager
def together(*, last: bool = False) -> Iterator[None]:
    """Send what is written inside without waiting, until something is read or the block ends.

    PostgreSQL: one pipeline of psycopg, where the server answers in order and stops at the first
    error, raised as its statement would have, at the next read or at the end of the block: what
    explains it to an agent stands around it. SQLite has nothing to wait for; the ORM waits.

    ``last``: nothing follows in the transaction. If no other block holds it, COMMIT leaves with the
    rest: what is locked is not held for the time of one more answer.
    """
    db = connections[DEFAULT_DB_ALIAS]
    if db.vendor != "postgresql":
        yield
        return
    under_way = _Together()
    try:
        with db.wrap_database_errors, db.connection.pipeline() as under_way.pipeline:
            token = _together.set(under_way)
            try:
                with db.execute_wrapper(under_way.answered):
                    yield
            finally:
                _together.reset(token)
            if last and len(db.atomic_blocks) == 1 and db.commit_on_exit and not db.needs_rollback:
                db.connection.execute("COMMIT")  # Django commits in its turn: nothing is left.
        under_way.finish()
    except DatabaseError as error:
        if meant := under_way.explain(error):
            raise meant from None
        raise


def rest_is(explain: Callable[[DatabaseError], Exception | None]) -> None:
    """Say what the errors of the present block mean, now that what came before was read."""
    (_together.get() or _Together()).explain = explain


def _sent(db: BaseDatabaseWrapper, sql: str, params: list[Any]) -> Any:
    """The cursor of a statement that has left; on a pipeline, its answer is not there yet."""
    cursor, under_way = db.cursor(), _together.get()
    if under_way:
        under_way.send(cursor, sql, params)
    else:
        cursor.execute(sql, params)
    return cursor


def _write(
    db: BaseDatabaseWrapper, sql: str, params: list[Any], answer: Callable[[Any], None]
) -> None:
    """Send a statement; ``answer`` reads its cursor, at once or when the block ends."""
    cursor, under_way = _sent(db, sql, params), _together.get()
    if under_way:
        under_way.answers.append(partial(answer, cursor))
    else:
        answer(cursor)


def insert(row: models.Model) -> None:
    """Write a new row: ``save(force_insert=True)`` for a table that nothing inherits from.

    A key that the database gives is known at the end of ``together``.
    """
    db = connections[DEFAULT_DB_ALIAS]
    sql, fields = _insertion(type(row))

    def numbered(cursor: Any) -> None:
        with cursor:
            if row.pk is None:
                row.pk = cursor.fetchone()[0]

    _write(db, sql, _values(row, fields, db, add=True), numbered)
    row._state.adding, row._state.db = False, db.alias


def update(row: models.Model, names: Iterable[str]) -> None:
    """Write some fields of a row: ``save(update_fields=…)``. Raises DatabaseError if it is gone."""
    db = connections[DEFAULT_DB_ALIAS]
    sql, fields = _changes(type(row), tuple(names))
    _write(db, sql, _values(row, fields, db, add=False), _one_was_there)


def _one_was_there(cursor: Any) -> None:
    with cursor:
        if cursor.rowcount != 1:
            raise DatabaseError("The row to update is not there.")


def put(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write rows of one table whole, or only these fields of those that are there. One query."""
    if not rows:
        return
    db = connections[DEFAULT_DB_ALIAS]
    sql, fields = _puts(type(rows[0]), tuple(names), len(rows))
    params = [value for row in rows for value in _values(row, fields, db, add=True)]
    _write(db, sql, params, _closed)
    for row in rows:
        row._state.adding, row._state.db = False, db.alias


def _closed(cursor: Any) -> None:
    cursor.close()


# Each with the type that needs no preparation.
Fields: TypeAlias = "tuple[tuple[models.Field[Any, Any], type | None], ...]"


@lru_cache(maxsize=64)
def _insertion(model: type[models.Model]) -> tuple[str, Fields]:
    numbered = isinstance(model._meta.pk, models.AutoField)
    fields = tuple(field for field in _columns(model) if not (numbered and field is model._meta.pk))
    names = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = _quoted(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 (our own names)
    sql = f"{sql} RETURNING {_quoted(model._meta.pk.column)}" if numbered else sql
    return sql, _with_plain(fields)


@lru_cache(maxsize=64)
def _puts(model: type[models.Model], names: tuple[str, ...], count: int) -> tuple[str, Fields]:
    fields, key = tuple(_columns(model)), _quoted(model._meta.pk.column)
    columns = ", ".join(_quoted(field.column) for field in fields)
    line = f"({', '.join(['%s'] * len(fields))})"
    kept = [_quoted(field.column) for field in fields if field.name in names]
    sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in kept)
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 (our own names)
    return (
        f"{sql}{', '.join([line] * count)} ON CONFLICT ({key}) DO UPDATE SET {sets}",
        _with_plain(fields),
    )


@lru_cache(maxsize=256)
def _changes(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Fields]:
    wanted = {field.name: field for field in _columns(model)}
    fields = tuple(wanted[name] for name in names)
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table, key = _quoted(model._meta.db_table), model._meta.pk
    where = f"{_quoted(key.column)} = %s"
    sql = f"UPDATE {table} SET {sets} WHERE {where}"  # noqa: S608 (our own names)
    return sql, _with_plain((*fields, key))


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    if model._meta.parents:
        raise TypeError(f"{model.__name__} is written in several tables.")
    return list(model._meta.concrete_fields)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


# What psycopg writes from these types is what the fields would give it.
_AS_IT_IS: dict[str, type] = {
    "BigAutoField": int,
    "CharField": str,
    "DateField": date,
    "PositiveBigIntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "UUIDField": UUID,
}


def _plain(field: models.Field[Any, Any]) -> type | None:
    """The type of the values that PostgreSQL takes as they are, if this field has one."""
    if type(field).pre_save is not models.Field.pre_save:
        return None
    target = getattr(field, "target_field", field)
    return _AS_IT_IS.get(target.get_internal_type())


def _with_plain(fields: Iterable[models.Field[Any, Any]]) -> Fields:
    native = connection.vendor == "postgresql"
    return tuple((each, _plain(each) if native else None) for each in fields)


def _values(row: models.Model, fields: Fields, db: BaseDatabaseWrapper, *, add: bool) -> list[Any]:
    values = []
    for each, plain in fields:
        value = getattr(row, each.attname) if plain else each.pre_save(row, add)
        if plain is None or type(value) is not plain:
            value = each.get_db_prep_save(value, db)
        values.append(value)
    return values
