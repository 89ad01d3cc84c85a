"""``manage.py retention``: archive, seal, eliminate, erase what is due, and say how much.

Exit codes: 0 done, 1 a rule has failed, 3 held by a doubtful clock or by too much at once.
"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.timers.rules import DESTROYING, Rule
from confidentiality import clock
from notifications import ticking, timers
from notifications.management.commands.drain_outbox import moment
from notifications.management.commands.tick import DOUBT, said
from notifications.ticking import SENTENCES, Confirmed
from notifications.timers import Result, Run

RULES = frozenset({*DESTROYING, Rule.PREAVIS})
_AT_MOST = 100_000


class Command(BaseCommand):
    help = (
        "Applique les règles de conservation arrivées à terme et les compte. Code de sortie : "
        "0 fait, 1 échec, 3 retenu (horloge douteuse, ou trop à détruire)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of",
            type=moment,
            metavar="DATE",
            help="fait comme si l’on était à cette date (2027-01-15 ou 2027-01-15T08:30)",
        )
        parser.add_argument("--dry-run", action="store_true", help="compte, et ne change rien")
        parser.add_argument(
            "--confirm-jump", action="store_true", help="l’horloge, ou la date donnée, est juste"
        )
        parser.add_argument(
            "--confirm-mass", action="store_true", help="tout ce qui est dû doit être détruit"
        )

    def handle(self, *args: Any, as_of: datetime | None, dry_run: bool, **options: Any) -> None:
        """By the clock of the database, unless a date is given."""
        if dry_run:
            self._foresee(as_of or clock.database_now())
            return
        confirmed = Confirmed(jump=options["confirm_jump"], mass=options["confirm_mass"])
        done = ticking.tick(as_of, limit=_AT_MOST, rules=RULES, confirmed=confirmed)
        self._tell(done.run)
        if done.doubt:
            raise CommandError(SENTENCES[done.doubt], returncode=DOUBT)
        if failed := done.run.total(Result.FAILED):
            raise CommandError(f"Échéances en échec : {failed}. Voir le journal du serveur.")

    def _foresee(self, now: datetime) -> None:
        found = timers.foreseen(RULES, now)
        for rule in sorted(found):
            self.stdout.write(f"{Rule(rule).label} : {found[rule]} à faire")
        if not found:
            self.stdout.write("Rien n’est arrivé à terme.")
        for doubt in ticking.doubts_on(now):
            self.stdout.write(SENTENCES[doubt])

    def _tell(self, run: Run) -> None:
        for rule in sorted(run.counts):
            label = Rule(rule).label if rule in Rule.values else rule
            self.stdout.write(f"{label} : {said(run.counts[rule])}")
        if not run.counts:
            self.stdout.write("Rien n’est arrivé à terme.")
