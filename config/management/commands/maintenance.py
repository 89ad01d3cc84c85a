"""``manage.py maintenance``: announce an interruption on every page, or take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.maintenance import Maintenance, announce, announced, withdraw
from veille.french import Unreadable, long_moment, parse_moment


class Command(BaseCommand):
    help = (
        "Annonce une interruption par un bandeau, trois jours avant puis le jour même : "
        '--from "28/11/2026 8 h" --until "28/11/2026 9 h". Aucun courriel ne part.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", help="début, dans l’heure du site")
        parser.add_argument("--until", help="fin, dans l’heure du site")
        parser.add_argument("--withdraw", action="store_true", help="retirer l’annonce")

    def handle(self, **options: Any) -> None:
        if options["withdraw"]:
            withdraw()
            self.stdout.write("Aucune interruption n’est annoncée.")
            return
        if options["since"] or options["until"]:
            self._announce(options["since"] or "", options["until"] or "")
        found = announced()
        self.stdout.write(
            f"Annoncée : {long_moment(found.since)}, jusqu’à {long_moment(found.until)}."
            if found
            else "Aucune interruption n’est annoncée."
        )

    def _announce(self, since: str, until: str) -> None:
        asked = Maintenance(_moment(since), _moment(until))
        if asked.until <= asked.since:
            raise CommandError("La fin vient après le début.")
        if asked.until <= timezone.now():
            raise CommandError("Cette interruption est déjà passée.")
        announce(asked)


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text, timezone.localdate(), prefer="future")
    except Unreadable as error:
        raise CommandError(str(error)) from None
