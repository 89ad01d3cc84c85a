"""``manage.py demo``: fictitious cellules, agents and young people in the real Pas-de-Calais."""

from argparse import ArgumentParser
from datetime import date
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from casework.models import Case
from casework.timers import keeping
from confidentiality.models import User
from config.demo import declared, institutions, stories
from config.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from notifications import timers
from veille import territory


class Command(BaseCommand):
    help = "Remplit une base vide de données fictives, les mêmes pour une même graine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=60, metavar="N", help="situations")
        parser.add_argument("--seed", type=int, default=62, metavar="S", help="graine du tirage")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="AAAA-MM-JJ",
            help="dernier jour de l’histoire (par défaut aujourd’hui)",
        )

    def handle(self, *args: Any, cases: int, seed: int, as_of: date | None, **options: Any) -> None:
        """All or nothing. Raises CommandError outside the demonstration, or on a used database."""
        _refuse_real_data()
        rng = Random(seed)  # noqa: S311  # not a secret: the same seed must give the same data
        with transaction.atomic(), keeping.postponed():
            territory.load(territory.PACKAGED)
            scene = institutions.build(rng, as_of or timezone.localdate())
            stories.tell(scene, rng, cases)
            declared.tell(scene.today)
        timers.rebuild()
        self._print_accounts()

    def _print_accounts(self) -> None:
        width = max(len(account.email) for account in DEMO_ACCOUNTS)
        roles = max(len(account.role_label) for account in DEMO_ACCOUNTS)
        self.stdout.write(f"{'Adresse':<{width}}  {'Fonction':<{roles}}  Ce que ce compte montre")
        for account in DEMO_ACCOUNTS:
            self.stdout.write(
                f"{account.email:<{width}}  {account.role_label:<{roles}}  {account.what}"
            )
        self.stdout.write(f"Mot de passe de tous les comptes : {DEMO_PASSWORD}")


def _refuse_real_data() -> None:
    if not settings.JALON_DEMO:
        raise CommandError("Les données fictives sont réservées à la démonstration (JALON_DEMO).")
    if (
        User.objects.exists()
        or Case.objects.for_system("refuse to mix fiction with real data").exists()
    ):
        raise CommandError("La base contient déjà des données : « make demo » la remet à neuf.")
