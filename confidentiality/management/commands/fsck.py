"""``manage.py fsck``: replay the events of each row and compare with its state."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from confidentiality.replay import replay


class Command(BaseCommand):
    help = "Rejoue les événements de chaque dossier et de chaque mesure, et compare. 0 : tout va."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 when every history leads to its state, 1 otherwise."""
        done = replay()
        for fault in done.faults:
            self.stdout.write(f"{fault.object_type} {fault.object_id} : {fault.problem}")
        self.stdout.write(
            f"{done.rows} lignes rejouées, {done.events} événements, {len(done.faults)} écarts."
        )
        if done.faults:
            sys.exit(1)
