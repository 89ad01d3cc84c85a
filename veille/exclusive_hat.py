"""The préfecture is worn alone: who reads the figures of a département opens no file of a person.

The rule is stated for agents by ``veille.services.designations``; here the database keeps it,
whatever writes the row (a service, a shell, an import, a hand in psql). The triggers are put again
after each migration, because SQLite loses them with a table that it rebuilds. An agent who had both
before is named by ``manage.py doctor``: the triggers look at what is written, not at what was.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from confidentiality.choices import Role

MESSAGE = "La fonction de préfecture ne se cumule avec aucune autre."
_TABLE, _AGENTS = "veille_designation", "confidentiality_user"
_NAME = f"{_TABLE}_worn_alone"
_P = Role.PREFECTURE.value
# Periods that meet: until is the first moment without the designation, none is for ever.
_OTHER = f"""EXISTS (SELECT 1 FROM {_TABLE} d WHERE d.user_id = NEW.user_id AND d.id <> NEW.id
    AND (d.role = '{_P}') <> (NEW.role = '{_P}')
    AND (d.until IS NULL OR d.until > NEW.since)
    AND (NEW.until IS NULL OR NEW.until > d.since))"""  # noqa: S608 (our own names)
_POSTGRESQL = (
    # The agent is locked first: of two hats given at once, the second one sees the first.
    f"""CREATE OR REPLACE FUNCTION designation_worn_alone() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM {_AGENTS} u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
            IF {_OTHER} THEN
                RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = '{MESSAGE}';
            END IF;
            RETURN NEW;
        END $$""",
    f"""CREATE OR REPLACE TRIGGER {_NAME} BEFORE INSERT OR UPDATE OF user_id, role, since, until
        ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION designation_worn_alone()""",
)
_SQLITE = tuple(
    statement
    for moment in ("INSERT", "UPDATE")
    for statement in (
        f"DROP TRIGGER IF EXISTS {_NAME}_{moment.lower()}",
        f"""CREATE TRIGGER {_NAME}_{moment.lower()} BEFORE {moment} ON {_TABLE} WHEN {_OTHER}
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    )
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers, if the table is there."""
    with connection.cursor() as cursor:
        if _TABLE not in connection.introspection.table_names(cursor):
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def after_migration(app_config: AppConfig, using: str, **_: Any) -> None:
    """Receiver of Django’s own ``post_migrate``, for this application."""
    install(connections[using])
