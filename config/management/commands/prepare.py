"""`manage.py prepare`: what a first start needs, and nothing that is already there."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from casework.services.replay import replay
from confidentiality import clock, erasures, journal_key, keyring
from confidentiality.erasures import Standing
from indicators import plans
from indicators.plan_files import PACKAGED
from notifications import ticking


class Command(BaseCommand):
    """Keyring, tables, plan, fictitious data; safe to run at every start."""

    help = "Prépare la démonstration : trousseau de clés, base de données, données fictives."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError outside the demonstration.

        A production keyring is given by the operator: made here by surprise, nobody would have
        saved it.
        """
        if not settings.JALON_DEMO:
            raise CommandError("Cette commande ne prépare que la démonstration (JALON_DEMO).")
        keyring.ensure(settings.JALON_KEYRING)
        self._make_journal_key()
        journal_key.ensure(settings.JALON_INDICATORS_KEY, of="des contributions")
        call_command("migrate", interactive=False, verbosity=0)
        _settle()
        plans.load(PACKAGED)
        if not get_user_model().objects.exists():
            call_command("demo")

    def _make_journal_key(self) -> None:
        """Its public half is printed once: whoever keeps the anchors needs nothing else."""
        known = settings.JALON_JOURNAL_KEY.exists()
        key = journal_key.ensure(settings.JALON_JOURNAL_KEY)
        if not known:
            self.stdout.write(f"Clé publique du journal ({key.id}) :\n{key.public_pem}", ending="")


def _settle() -> None:
    """What somebody must confirm in a real installation: nobody of the demonstration exists.

    « make demo » takes another database beside the same ledger, and a machine sleeps for weeks.
    """
    found = erasures.first_start()
    if found not in (Standing.CURRENT, Standing.BEHIND):
        erasures.replace_ledger(clock.database_now())
    if erasures.standing() is Standing.BEHIND:
        replay()
    ticking.accept_clock()
