"""``manage.py journal_anchor DIR``: remember elsewhere where each chain of the journal stands."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from confidentiality.verification import append_anchor


class Command(BaseCommand):
    help = (
        "Ajoute une ancre au dossier indiqué : le dernier numéro et l’empreinte de chaque chaîne "
        "du journal. À conserver hors de portée du serveur."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="dossier des ancres")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        count = append_anchor(directory)
        self.stdout.write(f"Ancre ajoutée : {count} chaînes.")
