"""The database itself refuses a state that changes without its version and its event.

Whatever writes the row (a service, a shell, a hand in psql), the triggers below hold; they are put
again after each migration, because SQLite loses them with a table that it rebuilds.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from confidentiality.state_field import StateModel

MESSAGE = "Un état ne change qu’avec sa version et son événement."
# With the rights of its owner: whoever changes a row need not read events (docs/decisions/0045).
_FUNCTION = """
CREATE OR REPLACE FUNCTION state_change_is_told() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 OR NOT EXISTS (
        SELECT 1 FROM confidentiality_event e
        WHERE e.object_id = NEW.id AND e.version = NEW.version
          AND e.before = OLD.state AND e.after = NEW.state
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
    END IF;
    RETURN NEW;
END $$
"""


def _statements(vendor: str, table: str) -> tuple[str, ...]:
    name = f"{table}_state_is_told"
    if vendor == "postgresql":
        return (
            _FUNCTION,
            f"""CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OF state ON {table} FOR EACH ROW
                WHEN (NEW.state IS DISTINCT FROM OLD.state)
                EXECUTE FUNCTION state_change_is_told('{MESSAGE}')""",
        )
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        f"""CREATE TRIGGER {name} BEFORE UPDATE OF state ON {table}
            WHEN NEW.state <> OLD.state AND (
                NEW.version <> OLD.version + 1 OR NOT EXISTS (
                    SELECT 1 FROM confidentiality_event e
                    WHERE e.object_id = NEW.id AND e.version = NEW.version
                      AND e.before = OLD.state AND e.after = NEW.state))
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",  # noqa: S608 (our own table names)
    )


def machines(config: AppConfig) -> list[type[models.Model]]:
    """The models of one application that a machine drives."""
    return [model for model in config.get_models() if issubclass(model, StateModel)]


def install(connection: BaseDatabaseWrapper, config: AppConfig) -> None:
    """Put the triggers of one application, those of tables that exist."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if "confidentiality_event" not in tables:
            return
        for model in machines(config):
            if model._meta.db_table in tables:
                for statement in _statements(connection.vendor, model._meta.db_table):
                    cursor.execute(statement)


def after_migration(app_config: AppConfig, using: str, **_: Any) -> None:
    """Receiver of Django’s own ``post_migrate``."""
    install(connections[using], app_config)
