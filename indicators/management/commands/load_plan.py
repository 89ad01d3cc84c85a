"""``manage.py load_plan [FILE] [--check]``: a departmental plan, from its file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators import plans
from indicators.plan_files import PACKAGED, InvalidPlan


class Command(BaseCommand):
    help = "Charge un plan départemental, ou vérifie son fichier sans rien charger (--check)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=PACKAGED,
            metavar="FICHIER",
            help="fichier JSON du plan (par défaut celui du Pas-de-Calais)",
        )
        parser.add_argument("--check", action="store_true", help="ne charge rien")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        """Raises CommandError with one line for each error; nothing is loaded then."""
        try:
            _, plan = plans.read_file(file)
            if not check:
                row, is_new = plans.load(file)
        except InvalidPlan as error:
            raise CommandError(f"{error}\nRien n’a été chargé.") from error
        pairs = list(plan.pairs())
        declared = sum(indicator.is_declared for _, indicator in pairs)
        self.stdout.write(
            f"{plan.title} : {len(plan.priorities)} priorités, {len(plan.measures)} mesures, "
            f"{len(plan.actions)} actions, {len(pairs)} indicateurs dont {declared} à déclarer."
        )
        if check:
            self.stdout.write("Le fichier est juste. Rien n’a été chargé.")
        elif is_new:
            self.stdout.write(f"Chargé : version {row.version}.")
        else:
            self.stdout.write(f"Ce fichier était déjà chargé : version {row.version}.")
