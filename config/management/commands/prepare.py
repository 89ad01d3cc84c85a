"""`manage.py prepare`: what a first start needs, and nothing that is already there."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from confidentiality import keyring


class Command(BaseCommand):
    """Keyring, tables, fictitious data; safe to run at every start."""

    help = "Prépare la démonstration : trousseau de clés, base de données, données fictives."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError outside the demonstration.

        A production keyring is given by the operator: made here by surprise, nobody would have
        saved it.
        """
        if not settings.JALON_DEMO:
            raise CommandError("Cette commande ne prépare que la démonstration (JALON_DEMO).")
        keyring.ensure(settings.JALON_KEYRING)
        call_command("migrate", interactive=False, verbosity=0)
        if not get_user_model().objects.exists():
            call_command("demo")
