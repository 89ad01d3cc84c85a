"""``manage.py journal_seal``: sign where the journal stands, and end the lines that are due."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from confidentiality.journal_key import SealingKey
from confidentiality.journal_retention import purge_due
from confidentiality.sealing import seal, sealer_key


class Command(BaseCommand):
    help = (
        "Signe un point de contrôle du journal. Avec --purge, remplace aussi les lignes plus "
        "anciennes que la durée de conservation par leurs en-têtes scellés. Avec --public-key, "
        "affiche seulement la clé publique, pour qui garde les ancres."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--purge", action="store_true", help="purger ce qui est échu")
        parser.add_argument("--public-key", action="store_true", help="afficher la clé publique")

    def handle(self, *args: Any, purge: bool, public_key: bool, **options: Any) -> None:
        """Raises CommandError where the key is not, or when a chain is broken."""
        key = self._key()
        if public_key:
            self.stdout.write(key.public_pem, ending="")
            return
        checkpoint = seal(key, timezone.now())
        if checkpoint is not None:
            self.stdout.write(
                f"Point de contrôle n° {checkpoint.number} : {checkpoint.lines} lignes, "
                f"{checkpoint.chains} chaînes."
            )
        if purge:
            self._purge(key)

    def _key(self) -> SealingKey:
        try:
            key = sealer_key()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        if key is None:
            raise CommandError(f"Clé du journal absente : « {settings.JALON_JOURNAL_KEY} ».")
        return key

    def _purge(self, key: SealingKey) -> None:
        done = purge_due(key, timezone.now())
        self.stdout.write(f"{done.segments} segments scellés, {done.lines} lignes purgées.")
        if done.broken:
            chains = ", ".join(done.broken)
            raise CommandError(f"Chaînes rompues, laissées entières : {chains}.")
