"""``manage.py load_territory [FOLDER]``: arrondissements and communes of a département."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from veille import territory


class Command(BaseCommand):
    help = "Charge les arrondissements et les communes d’un département."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=territory.PACKAGED,
            metavar="DOSSIER",
            help="dossier de arrondissements.csv et communes.csv (par défaut le Pas-de-Calais)",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Raises CommandError with one line for each error; nothing is loaded then."""
        try:
            loaded = territory.load(folder)
        except territory.InvalidTerritory as error:
            raise CommandError(f"{error}\nRien n’a été chargé.") from error
        population = f"{loaded.population:,}".replace(",", "\u202f")
        self.stdout.write(
            f"{loaded.arrondissements} arrondissements, {loaded.communes} communes, "
            f"{population} habitants."
        )
