"""``manage.py prefecture_role``: give the database role of the préfecture its rights, or check it.

After each migration: a table that the application gains is closed to the role until then.
"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction

from config.prefecture_role import Right, differences, install


class Command(BaseCommand):
    help = "Donne au rôle de la préfecture ses droits sur la base, ou les vérifie (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="ne change rien : 0 juste, 1 non")

    def handle(self, *args: Any, **options: Any) -> None:
        role = settings.JALON_PREFECTURE_ROLE
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite ne connaît pas de rôle : rien à faire.")
            return
        if not role:
            self.stdout.write("JALON_DB_PREFECTURE_ROLE est vide : aucun rôle n’est employé.")
            return
        if not options["check"]:
            self._install(role)
        missing, extra = differences(connection, role)
        for label, rights in (("manque", missing), ("de trop", extra)):
            for line in _lines(rights):
                self.stdout.write(f"{label} : {line}")
        if missing or extra:
            sys.exit(1)
        self.stdout.write(f"Le rôle {role} a ses droits, et aucun autre.")

    def _install(self, role: str) -> None:
        try:
            with transaction.atomic():
                install(connection, role)
        except DatabaseError as error:
            raise CommandError(
                f"Le compte de l’application ne peut pas créer ou régler le rôle {role} "
                f"({type(error).__name__}). Le propriétaire du serveur tape d’abord : "
                f'CREATE ROLE "{role}" NOLOGIN NOINHERIT; '
                f'GRANT "{role}" TO "{connection.settings_dict["USER"]}" WITH ADMIN OPTION;'
            ) from error


def _lines(rights: set[Right]) -> list[str]:
    """One line for each table and privilege, not for each column."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for table, column, privilege in sorted(rights):
        grouped.setdefault((table, privilege), []).append(column)
    return [
        f"{privilege} {table} ({', '.join(filter(None, columns)) or 'lignes'})"
        for (table, privilege), columns in grouped.items()
    ]
