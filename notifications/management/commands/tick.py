"""`manage.py tick`: act on the deadlines that are due, where nothing else does or to see it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications import ticking, timers
from notifications.management.commands.drain_outbox import moment
from notifications.ticking import SENTENCES, Confirmed
from notifications.timers import Result

DOUBT = 3

_WORDS = {
    Result.ACTED: ("traitée", "traitées"),
    Result.LATER: ("reportée", "reportées"),
    Result.DROPPED: ("sans objet", "sans objet"),
    Result.FAILED: ("en échec", "en échec"),
    Result.BUSY: ("laissée au prochain passage", "laissées au prochain passage"),
}


class Command(BaseCommand):
    """Runs the timers once, under the same guard as by themselves."""

    help = "Traite les échéances arrivées et affiche leur nombre par règle. Code 1 en cas d’échec."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of",
            type=moment,
            metavar="DATE",
            help="fait comme si l’on était à cette date (2027-01-15 ou 2027-01-15T08:30)",
        )
        parser.add_argument(
            "--limit",
            type=int,
            default=10_000,
            metavar="N",
            help="nombre d’échéances traitées au plus (10 000 par défaut)",
        )

        parser.add_argument(
            "--confirm-jump",
            action="store_true",
            help="l’horloge, ou la date donnée, est juste : ne pas s’arrêter à un saut",
        )
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="recalcule d’abord toutes les échéances (après une reprise de données)",
        )

    def handle(self, *args: Any, as_of: Any, limit: int, rebuild: bool, **options: Any) -> None:
        """One line for each rule. Raises CommandError, hence exit code 1, when one has failed.

        Exit code 3 when the clock is doubtful, or when too much would be destroyed at once.
        """
        if rebuild:
            self.stdout.write(f"{timers.rebuild()} échéances recalculées.")
        done = ticking.tick(as_of, limit=limit, confirmed=Confirmed(jump=options["confirm_jump"]))
        run = done.run
        for rule in sorted(run.counts):
            self.stdout.write(f"{rule} : {said(run.counts[rule])}")
        if done.doubt:
            raise CommandError(SENTENCES[done.doubt], returncode=DOUBT)
        if not run.counts:
            self.stdout.write("Aucune échéance à traiter.")
        if failed := run.total(Result.FAILED):
            plural = "s" if failed > 1 else ""
            raise CommandError(f"{failed} échéance{plural} en échec : voir le journal du serveur.")


def said(counts: Any) -> str:
    return ", ".join(
        f"{counts[result]} {words[counts[result] > 1]}"
        for result, words in _WORDS.items()
        if counts[result]
    )
