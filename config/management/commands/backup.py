"""``manage.py backup DIR``: the data and the keys, in two sets. Exit codes: 0 done, 1 failed."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from confidentiality import clock, journal
from config.backups import back_up


class Command(BaseCommand):
    help = "Sauvegarde les données et le trousseau, en deux jeux séparés. 0 : fait, 1 : échec."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="dossier absent ou vide")
        parser.add_argument(
            "--keys", type=Path, metavar="DIR", help="autre destination du trousseau (DIR/keys)"
        )

    def handle(self, *args: Any, directory: Path, keys: Path | None, **options: Any) -> None:
        """The line of the journal comes first, so that the backup holds it."""
        keys = keys or directory / "keys"
        with transaction.atomic():
            journal.record(actor=None, action="backup", chain_id=journal.HOUSE)
        back_up(directory / "data", keys, clock.database_now())
        self.stdout.write(f"Données : {directory / 'data'}. Trousseau : {keys}.")
        self.stdout.write("Gardez-les en deux endroits, et le registre des effacements ailleurs.")
