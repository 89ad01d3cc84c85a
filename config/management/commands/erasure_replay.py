"""``manage.py erasure_replay``: after a restore, erase again everybody whom the ledger names.

Exit codes: 0 done, 1 refused or failed, 4 a second person is awaited (``--new-ledger``), 78 the
ledger is missing, broken or not the one of this database.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from casework.services.replay import replay
from confidentiality import clock, erasures, journal, two_persons
from confidentiality.actors import Actor
from confidentiality.erasures import Standing
from confidentiality.errors import Refused
from config.operators import WAITING, WAITS_FOR_ANOTHER, identified, told
from config.starting import EX_CONFIG
from veille.french import plural

_UNUSABLE = (Standing.MISSING, Standing.BROKEN, Standing.FOREIGN)


class Command(BaseCommand):
    help = (
        "Efface à nouveau les personnes que le registre des effacements nomme, après une "
        "restauration. Code de sortie : 0 fait, 1 refusé, 4 une seconde personne est attendue, "
        "78 registre inutilisable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-ledger",
            action="store_true",
            help="le registre est perdu : en ouvrir un autre, à deux personnes",
        )
        parser.add_argument("--as", dest="email", metavar="ADRESSE", help="votre compte")

    def handle(self, *args: Any, new_ledger: bool, email: str | None, **options: Any) -> None:
        """Running it twice does nothing more."""
        found = erasures.first_start()
        if found in _UNUSABLE and not new_ledger:
            raise CommandError(erasures.SENTENCES[found], returncode=EX_CONFIG)
        if new_ledger:
            if found not in _UNUSABLE:
                raise CommandError("Le registre des effacements est en bon état : gardez-le.")
            if not email:
                raise CommandError("Dites qui vous êtes : --as ADRESSE.")
            self._replace(email)
        count = replay()
        words = plural(count, "personne effacée à nouveau", "personnes effacées à nouveau")
        self.stdout.write(f"{words}. Vérifiez maintenant le journal : manage.py journal_verify.")

    def _replace(self, email: str) -> None:
        now = clock.database_now()
        actor = identified(email, now)
        try:
            pending = two_persons.agree(
                act="erasure.new_ledger", subject="ledger", actor=actor, now=now
            )
        except Refused as refusal:
            raise told(refusal) from None
        if pending is None:
            self.stdout.write(WAITING)
            sys.exit(WAITS_FOR_ANOTHER)
        with transaction.atomic():
            _tell(actor)
            erasures.replace_ledger(now)
            two_persons.done(pending, now)


def _tell(actor: Actor) -> None:
    journal.record(actor=actor, action="erasure.new_ledger", chain_id=journal.HOUSE)
