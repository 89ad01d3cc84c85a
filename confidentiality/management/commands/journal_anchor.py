"""``manage.py journal_anchor DIR``: keep elsewhere a proof of where the journal stands."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality.verification import NothingToAnchor, append_anchor


class Command(BaseCommand):
    help = (
        "Ajoute au dossier indiqué le dernier point de contrôle signé du journal, avec la tête de "
        "chaque chaîne. À conserver hors de portée du serveur ; se vérifie avec la seule clé "
        "publique."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="dossier des ancres")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        try:
            number, at = append_anchor(directory)
        except NothingToAnchor as error:
            raise CommandError(f"Rien à ancrer : {error}") from None
        self.stdout.write(f"Ancre ajoutée : point de contrôle n° {number} du {at:%d/%m/%Y %H:%M}.")
