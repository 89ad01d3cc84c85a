"""``manage.py keys rotate|status|destroy EPOCH``: the epochs of the keyring.

Exit codes: 0 done, 1 refused or failed, 3 something to look at (``status``, or keys that ``rotate``
could not read), 4 a second person is awaited (``destroy``).
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from confidentiality import clock, keyring, rotation
from confidentiality.errors import Refused
from confidentiality.keyring import EpochState
from config.operators import WAITING, WAITS_FOR_ANOTHER, identified, told
from notifications.ticking import last_run
from veille.french import plural

TO_LOOK_AT = 3
_STATES = {
    EpochState.ACTIVE: "active",
    EpochState.DECRYPT_ONLY: "déchiffre seulement",
    EpochState.DESTROYED: "détruite",
}


class Command(BaseCommand):
    help = (
        "Époques du trousseau. Code de sortie : 0 fait, 1 refusé, 3 une chose à regarder, "
        "4 une seconde personne est attendue."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACTE")
        acts.add_parser("create", help="crée le trousseau, s’il n’y en a pas")
        rotate = acts.add_parser("rotate", help="crée une époque et y enveloppe toutes les clés")
        rotate.add_argument(
            "--again",
            action="store_true",
            help="crée une autre époque même si la dernière a moins d’un jour",
        )
        acts.add_parser("status", help="époques, âges et nombres de clés ; aucun secret")
        destroy = acts.add_parser("destroy", help="détruit une époque, à deux personnes")
        destroy.add_argument("epoch", type=int, metavar="ÉPOQUE")
        destroy.add_argument(
            "--as", dest="email", required=True, metavar="ADRESSE", help="votre compte"
        )

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        """One act; what is refused is a CommandError in French."""
        try:
            getattr(self, f"_{act}")(options)
        except Refused as refusal:
            raise told(refusal) from None

    def _create(self, options: dict[str, Any]) -> None:
        keyring.ensure(settings.JALON_KEYRING)
        self.stdout.write(f"Trousseau : {settings.JALON_KEYRING}. Sauvegardez-le aussitôt, à part.")

    def _rotate(self, options: dict[str, Any]) -> None:
        run = rotation.rotate(clock.database_now(), again=options["again"])
        what = "reprise" if run.resumed else "nouvelle"
        count = plural(run.rewrapped, "clé enveloppée", "clés enveloppées")
        self.stdout.write(f"Époque {run.epoch} ({what}) : {count}.")
        self.stdout.write("Sauvegardez le trousseau, à part des données.")
        if run.unreadable:
            count = plural(len(run.unreadable), "clé altérée", "clés altérées")
            self.stderr.write(f"{count} : laissées sous leur époque.")
            sys.exit(TO_LOOK_AT)

    def _status(self, options: dict[str, Any]) -> None:
        found = rotation.status(clock.database_now())
        for each in found.epochs:
            age = plural(each.age.days, "jour", "jours")
            keys = plural(each.keys, "clé", "clés")
            self.stdout.write(
                f"Époque {each.id} : {_STATES[each.state]}, créée le {each.created:%d/%m/%Y} "
                f"({age}), {keys}."
            )
        for alarm in found.alarms:
            self.stdout.write(alarm)
        if found.alarms:
            sys.exit(TO_LOOK_AT)

    def _destroy(self, options: dict[str, Any]) -> None:
        now = clock.database_now()
        if clock.doubt(now, last_run=last_run()):
            raise CommandError(
                "L’horloge est douteuse : rien n’est détruit. Voyez « manage.py retention »."
            )
        actor = identified(options["email"], now)
        if not rotation.destroy(options["epoch"], actor=actor, now=now):
            self.stdout.write(WAITING)
            sys.exit(WAITS_FOR_ANOTHER)
        self.stdout.write(f"Époque {options['epoch']} détruite, pour toujours.")
        self.stdout.write("Remplacez la sauvegarde du trousseau, et détruisez les précédentes.")
