"""``manage.py restore DIR``: put a backup back; nothing starts before ``erasure_replay``.

Exit codes: 0 done, 1 refused or failed.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from config.backups import restore, unreadable_epochs


class Command(BaseCommand):
    help = "Restaure une sauvegarde vérifiée dans une base vide. 0 : fait, 1 : refusé ou échec."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="dossier de « backup »")
        parser.add_argument(
            "--keys", type=Path, metavar="DIR", help="dossier du trousseau (DIR/keys)"
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="remplace entièrement une base qui n’est pas vide",
        )

    def handle(self, *args: Any, directory: Path, replace: bool, **options: Any) -> None:
        """Web, workers and clock must be stopped."""
        data, keys = directory / "data", options["keys"] or directory / "keys"
        restore(data, keys, replace=replace)
        self.stdout.write("Données restaurées. Rien ne démarre encore. Lancez, dans l’ordre :")
        self.stdout.write("manage.py migrate ; manage.py erasure_replay ; manage.py journal_verify")
        if lost := unreadable_epochs(data):
            numbers = ", ".join(map(str, lost))
            self.stdout.write(f"Époques que le trousseau n’ouvre plus : {numbers}.")
