"""`manage.py drain_outbox`: send now what is due, where nothing else does or to see it happen."""

from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from notifications import delivery, work


def moment(text: str) -> datetime:
    """A date or a moment in ISO 8601, in Paris time unless it says otherwise."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"« {text} » n’est pas une date (attendu : 2027-01-15 ou 2027-01-15T08:30)."
        ) from error
    return value if timezone.is_aware(value) else timezone.make_aware(value)


class Command(BaseCommand):
    """Drains the outbox once."""

    help = "Envoie les messages qui doivent partir et affiche leur nombre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of",
            type=moment,
            metavar="DATE",
            help="fait comme si l’on était à cette date (2027-01-15 ou 2027-01-15T08:30)",
        )

    def handle(self, *args: Any, as_of: datetime | None, **options: Any) -> None:
        """What fails is put off, not reported here: see ``notifications.delivery.drain``."""
        sent = delivery.drain(limit=10_000, now=as_of)
        work.run_due(limit=10_000, now=as_of)
        plural = "s" if sent > 1 else ""
        self.stdout.write(f"{sent} message{plural} envoyé{plural}.")
