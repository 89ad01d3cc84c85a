"""Tables that are only ever added to: the database refuses to change or to delete a line.

Whatever writes (a service, a shell, a hand in psql), the triggers below hold; they are put again
after each migration, because SQLite loses them with a table that it rebuilds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "Cette ligne ne se modifie pas et ne se supprime pas."
_FUNCTION = """
CREATE OR REPLACE FUNCTION line_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0]; END $$
"""


class AppendOnlyModel(models.Model):
    """A row that is written once. Changing or deleting it raises IntegrityError."""

    class Meta:
        abstract = True


def install(connection: BaseDatabaseWrapper, config: AppConfig | None = None) -> None:
    """Put the triggers of one application, or of all; those of tables that exist."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in _kept(config):
            if model._meta.db_table in tables:
                for statement in _statements(connection.vendor, model):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Lift the refusal: for tests, which flush tables and tamper with lines. Nothing else does."""
    with connection.cursor() as cursor:
        for model in _kept(None):
            table = model._meta.db_table
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for moment in ("update", "delete", "replace", "truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{moment}{on}")


def after_migration(app_config: AppConfig, using: str, **_: Any) -> None:
    """Receiver of Django’s own ``post_migrate``."""
    install(connections[using], app_config)


def _kept(config: AppConfig | None) -> list[type[models.Model]]:
    found = config.get_models() if config else apps.get_models()
    return [model for model in found if issubclass(model, AppendOnlyModel)]


def _statements(vendor: str, model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    if vendor == "postgresql":
        yield _FUNCTION
        for moment, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            yield f"""CREATE OR REPLACE TRIGGER {table}_no_{moment} BEFORE {moment} ON {table}
                FOR EACH {each} EXECUTE FUNCTION line_is_kept('{MESSAGE}')"""
        return
    # « INSERT OR REPLACE » deletes without firing the trigger of the deletion.
    same = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in _keys(model)
    )
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (our own names)
    for name, moment, when in (
        ("update", "UPDATE", ""),
        ("delete", "DELETE", ""),
        ("replace", "INSERT", f"WHEN {taken}"),
    ):
        yield f"DROP TRIGGER IF EXISTS {table}_no_{name}"
        yield f"""CREATE TRIGGER {table}_no_{name} BEFORE {moment} ON {table} {when}
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""


def _keys(model: type[models.Model]) -> Iterator[list[str]]:
    """The columns that make a line the same as another."""
    unique = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    for names in (["pk"], *(each.fields for each in unique)):
        fields = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names]
        yield [str(field.column) for field in fields]  # type: ignore[union-attr]  # stored
