"""What the database itself lets the préfecture read: figures, institutions, nothing of a person.

On PostgreSQL a page of the préfecture runs under a role of its own (``config.middleware``), which
holds the privileges listed here and no other. A column that nobody lists is refused: a table that
the application gains stays closed until somebody opens it here. SQLite has no role: nothing is done
there. See docs/decisions/0045.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

# Table, column, privilege.
Right: TypeAlias = tuple[str, str, str]

READ, ADD, CHANGE = "SELECT", "INSERT", "UPDATE"

# Whole tables. None holds a person: what is told of institutions, and what is published.
WHOLE: dict[str, tuple[str, ...]] = {
    "veille.Arrondissement": (READ,),
    "veille.Commune": (READ,),
    "veille.Collectivite": (READ,),
    "veille.Organisation": (READ,),
    "veille.Instance": (READ,),
    "veille.Cddf": (READ,),
    "veille.ParquetProtocol": (READ,),
    "veille.Cellule": (READ,),
    "veille.Seance": (READ,),
    "confidentiality.Circle": (READ,),
    "confidentiality.Charte": (READ,),
    "indicators.Plan": (READ,),
    "indicators.Declaration": (READ,),
    "indicators.Bulletin": (READ, CHANGE),
    "indicators.BulletinContent": (READ,),
    "indicators.AuditRecord": (READ,),
    "indicators.Publication": (READ, ADD),
    "indicators.ReleasedValue": (READ, ADD),
    "indicators.Withdrawal": (READ, ADD),
    "indicators.Report": (READ, ADD),
    "indicators.ReportFile": (READ,),
    # What it leaves to the workers: kinds and keys of rows that it cannot open.
    "notifications.OutboxWork": (READ, ADD),
    # The key of a form, once; an event, never read again; a line of the journal and its chain.
    "confidentiality.ActKey": (READ, ADD),
    "confidentiality.Event": (ADD,),
    "confidentiality.JournalEntry": (ADD,),
    "confidentiality.JournalChain": (READ, ADD, CHANGE),
}
# Columns, where the rest of the row is about a person: the account that acts, its function, what it
# was told. Neither a name, nor an address, nor a password, nor the act that a message announces.
COLUMNS: dict[str, dict[str, str]] = {
    "confidentiality.User": {READ: "id is_active"},
    "confidentiality.JournalEntry": {READ: "id"},
    "veille.Designation": {READ: "id user role organisation since until"},
    "notifications.OutboxMessage": {
        READ: "id kind recipient created_at sent_at state not_before attempts"
    },
}


def expected() -> set[Right]:
    """Every right of the role, column by column."""
    rights: set[Right] = set()
    for label, privileges in WHOLE.items():
        for table, columns in _tables(label):
            rights |= {(table, column, each) for column in columns for each in privileges}
    for label, several in COLUMNS.items():
        model = apps.get_model(label)
        for privilege, names in several.items():
            for name in names.split():
                rights.add((model._meta.db_table, _column(model, name), privilege))
    return rights


def held(connection: BaseDatabaseWrapper, role: str) -> set[Right]:
    """Every right that the role has, whoever gave it (PUBLIC too). Deletion names no column."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"role": role})
        return set(cursor.fetchall())


def differences(connection: BaseDatabaseWrapper, role: str) -> tuple[set[Right], set[Right]]:
    """Rights that are missing, rights too many. A role that is not there misses them all."""
    found = held(connection, role) if exists(connection, role) else set()
    return expected() - found, found - expected()


def exists(connection: BaseDatabaseWrapper, role: str) -> bool:
    """Whether the server knows this role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def install(connection: BaseDatabaseWrapper, role: str) -> None:
    """Give the role its rights, no more and no less; make it when it is not there.

    The account of the application may then take it. Raises ProgrammingError when that account may
    not make roles: docs/operations.md says what the owner of the server types.
    """
    there = exists(connection, role)
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        if not there:
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOINHERIT").format(name))
        cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
        cursor.execute("SELECT current_schema()")
        schema = sql.Identifier(cursor.fetchone()[0])
        _withdraw(cursor, schema, name)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, name))
        for (table, privilege), columns in sorted(_grouped().items()):
            cursor.execute(
                sql.SQL("GRANT {} ({}) ON {} TO {}").format(
                    sql.SQL(privilege),
                    sql.SQL(", ").join(map(sql.Identifier, sorted(columns))),
                    sql.Identifier(table),
                    name,
                )
            )


def _withdraw(cursor: CursorWrapper, schema: sql.Identifier, name: sql.Identifier) -> None:
    """Everything, columns included: PostgreSQL keeps them apart from the tables."""
    cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(schema, name))
    cursor.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {}").format(schema, name))


def _grouped() -> dict[tuple[str, str], set[str]]:
    grouped: dict[tuple[str, str], set[str]] = {}
    for table, column, privilege in expected():
        grouped.setdefault((table, privilege), set()).add(column)
    return grouped


def _tables(label: str) -> Iterator[tuple[str, list[str]]]:
    """The table of a model, and those that tie it to several rows of another."""
    model = apps.get_model(label)
    through = [field.remote_field.through for field in model._meta.local_many_to_many]
    for each in (model, *through):
        yield each._meta.db_table, [str(field.column) for field in each._meta.local_concrete_fields]


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]  # stored


_HELD = """
SELECT c.relname, a.attname, p.privilege
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('REFERENCES')) AS p (privilege)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND has_column_privilege(%(role)s, c.oid, a.attnum, p.privilege)
UNION
SELECT c.relname, '', p.privilege
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
CROSS JOIN (VALUES ('DELETE'), ('TRUNCATE'), ('TRIGGER')) AS p (privilege)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND has_table_privilege(%(role)s, c.oid, p.privilege)
"""
