"""The two databases: SQLite for one machine, PostgreSQL for an installation."""

import os
from pathlib import Path
from typing import Any

from config.settings.environment import number, optional_secret


def sqlite(file: Path) -> dict[str, Any]:
    """One file, read while it is written, one writer at a time.

    `synchronous` keeps its default, FULL: an entry of the journal must survive a power cut as
    surely as the act it describes.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": 20,
            # SQLite has no row locks: take the write lock when the transaction begins, or two
            # agents acting at once get « database is locked » instead of waiting their turn.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; "
            # What is deleted is overwritten: a wrapped key leaves no copy in the free pages.
            "PRAGMA secure_delete = ON;",
        },
    }


def postgresql(*, pool: bool) -> dict[str, Any]:
    """The server named by JALON_DB_HOST (a host, or the folder of a socket).

    `pool` serves the threads of a web process. Workers and PgBouncer do without: a pool opened
    before a fork is shared by accident, and two pools in a row hide dead connections.
    """
    options: dict[str, Any] = {
        # Planned once for each connection, then only executed: half the cost of an act
        # (docs/decisions/0021). 0 for a PgBouncer that keeps no prepared statement.
        "server_side_binding": True,
        "prepare_threshold": number("JALON_DB_PREPARE_AFTER", default=5) or None,
    }
    if sslmode := os.environ.get("JALON_DB_SSLMODE"):
        options["sslmode"] = sslmode
    if pool:
        options["pool"] = {
            "min_size": 2,
            # A thread never waits for another's connection.
            "max_size": number("JALON_WEB_THREADS", default=8) + 2,
            "timeout": 5,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["JALON_DB_HOST"],
        "PORT": os.environ.get("JALON_DB_PORT", ""),
        "NAME": os.environ.get("JALON_DB_NAME", "jalon"),
        "USER": os.environ.get("JALON_DB_USER", "jalon"),
        "PASSWORD": optional_secret("JALON_DB_PASSWORD"),
        # Required by the pool: without it a connection cut by the server is handed out again.
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0 if pool else number("JALON_DB_CONN_MAX_AGE", default=60),
        "OPTIONS": options,
    }


def database(var: Path, *, pool: bool = False) -> dict[str, Any]:
    """PostgreSQL when JALON_DB_HOST names a server, SQLite in `var` otherwise."""
    if os.environ.get("JALON_DB_HOST"):
        return postgresql(pool=pool)
    return sqlite(var / "jalon.sqlite3")
