"""``manage.py doctor``: is this installation sound? One line each, exit code 0 or 1."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.doctor import examine, examine_journal, examine_papers


class Command(BaseCommand):
    help = "Examine les clés, la base, le schéma, les messages et le journal."

    def handle(self, *args: Any, **options: Any) -> None:
        checks = [*examine(), examine_papers(), examine_journal()]
        for check in checks:
            mark = "ok " if check.sound else "NON"
            self.stdout.write(f"{mark}  {check.label} : {check.value}")
        if not all(check.sound for check in checks):
            sys.exit(1)
