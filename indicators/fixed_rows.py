"""The database itself keeps plans and declared values as they were written, whatever writes to it.

The triggers are put again after each migration: SQLite loses them with a table that it rebuilds.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "Une ligne écrite une fois ne change plus : une correction est une nouvelle version."
TABLES = ("indicators_plan", "indicators_declaration")
_MOMENTS = {"update": "UPDATE", "delete": "DELETE"}
_FUNCTION = """
CREATE OR REPLACE FUNCTION indicators_row_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0];
END $$
"""


def _name(table: str, moment: str) -> str:
    return f"{table}_no_{moment}"


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            _FUNCTION,
            *(
                f"""CREATE OR REPLACE TRIGGER {_name(table, moment)} BEFORE {sql} ON {table}
                    FOR EACH ROW EXECUTE FUNCTION indicators_row_is_fixed('{MESSAGE}')"""
                for moment, sql in _MOMENTS.items()
            ),
        ]
    return [
        statement
        for moment, sql in _MOMENTS.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS {_name(table, moment)}",
            f"""CREATE TRIGGER {_name(table, moment)} BEFORE {sql} ON {table}
                BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
        )
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse to change these rows (IntegrityError), where the tables exist."""
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
        for table in TABLES:
            for statement in _statements(connection.vendor, table) if table in known else ():
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Lift the refusal: for tests, which flush tables. Nothing else does."""
    on = "" if connection.vendor == "sqlite" else " ON {table}"
    with connection.cursor() as cursor:
        for table in TABLES:
            for moment in _MOMENTS:
                where = on.format(table=table)
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, moment)}{where}")


def after_migration(app_config: AppConfig, using: str, **_: Any) -> None:
    """Receiver of Django’s own ``post_migrate``."""
    install(connections[using])
