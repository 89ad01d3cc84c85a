"""``manage.py incident scope --since INSTANT``: whom a breach touches."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.services.incidents import Scope, UnknownAgent, agent_of, scope_of
from confidentiality.management.commands.journal_verify import moment
from veille.french import plural


class Command(BaseCommand):
    help = (
        "Dit, d’après le journal, ce qui a été lu ou modifié dans une période : nombres et "
        "références par nature de données, pour le registre des violations. Aucun nom."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["scope"], help="scope : l’étendue d’une violation")
        parser.add_argument(
            "--since",
            type=moment,
            required=True,
            metavar="INSTANT",
            help="depuis cet instant (AAAA-MM-JJ ou AAAA-MM-JJTHH:MM)",
        )
        parser.add_argument(
            "--until", type=moment, metavar="INSTANT", help="jusqu’à cet instant (défaut : présent)"
        )
        parser.add_argument(
            "--agent", metavar="RÉF", help="un seul agent : huit signes de son identifiant au moins"
        )

    def handle(self, *args: Any, since: datetime, **options: Any) -> None:
        """Raises CommandError for an agent that is not one."""
        until: datetime = options.get("until") or timezone.now()
        try:
            agent = agent_of(options["agent"]) if options.get("agent") else None
        except UnknownAgent:
            raise CommandError(
                "Aucun agent, ou plusieurs, ne répondent à cette référence."
            ) from None
        self._tell(scope_of(since=since, until=until, agent_id=agent))

    def _tell(self, scope: Scope) -> None:
        self.stdout.write(
            f"{plural(scope.persons, 'personne touchée', 'personnes touchées')}, "
            f"{plural(scope.lines, 'ligne', 'lignes')} du journal, "
            f"{plural(scope.agents, 'agent', 'agents')}."
        )
        for kind in scope.kinds:
            self.stdout.write(
                f"{kind.label} : {kind.read} lues, {kind.changed} modifiées : "
                f"{', '.join(kind.references)}"
            )
        for label, cases in scope.data:
            self.stdout.write(f"{label} : {plural(cases, 'situation', 'situations')}")
