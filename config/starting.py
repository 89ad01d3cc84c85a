"""Refusing to start on a database that would bring erased persons back.

Web, workers and every command that may read a file ask first. See docs/decisions/0029.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

# sysexits.h: something is wrong with the configuration. A supervisor must not try again.
EX_CONFIG = 78
# What repairs, examines without reading a person, or never opens the database.
ALWAYS = frozenset(
    {
        "check",
        "collectstatic",
        "data_dictionary",
        "doctor",
        "erasure_replay",
        "help",
        "journal_anchor",
        "journal_verify",
        "keys",
        "makemigrations",
        "migrate",
        "nomenclatures",
        "prefecture_role",
        "prepare",
        "refusals",
        "restore",
        "showmigrations",
        "version",
        "workflow_docs",
    }
)


def refuse_doubt() -> None:
    """End this process, code 78, unless the database may be read."""
    from confidentiality import erasures
    from confidentiality.models import ErasureHead

    try:
        if ErasureHead._meta.db_table not in connection.introspection.table_names():
            # No table yet: nobody is in there.
            return
        found = erasures.first_start()
    finally:
        # A process that forks afterwards would share this connection by accident.
        connections.close_all()
    if found is not erasures.Standing.CURRENT:
        print(erasures.SENTENCES[found], file=sys.stderr, flush=True)
        sys.exit(EX_CONFIG)


def admit(arguments: Sequence[str]) -> None:
    """Let a command of ``manage.py`` through, or refuse to start it."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command in ALWAYS or command.startswith("-"):
        return
    try:
        django.setup()
    except ImproperlyConfigured:
        # Django says it better, in a moment.
        return
    refuse_doubt()


def main() -> None:
    """``python -m config.starting``: for a process that must not open the database itself."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    refuse_doubt()


if __name__ == "__main__":
    main()
