"""``manage.py protect IN.json OUT.json``: a table of true counts becomes a bulletin.

Any count table, without the database. Exit 0: protected and audited; 2: input that cannot be
used, with its first bad field; 3: no publication keeps the rules, with the cells in conflict;
4: the audit refuses it, with the cells. OUT.json is written whole, in the first case only.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from indicators.auditor import solver as auditor_solver
from indicators.auditor.attack import audit
from indicators.auditor.statements import (
    AuditReport,
    Contradiction,
    Insider,
)
from indicators.knowledge import knowledge_of, summary_of
from indicators.protection.bulletin import bulletin, protect
from indicators.protection.conflicts import Infeasible
from indicators.protection.published import Protected
from indicators.protection.reading import UnusableInput
from indicators.protection.solver import SolverFailed
from indicators.protection.tables import Table, parse
from indicators.protection.writing import write_whole

UNUSABLE, INFEASIBLE, REFUSED = 2, 3, 4
_SHORTEST_KEY: Final = 16
_NAMED: Final = 20


class Command(BaseCommand):
    help = "Protège un tableau de comptes : IN.json devient un bulletin, OUT.json."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="IN.json", type=Path)
        parser.add_argument("target", metavar="OUT.json", type=Path)

    def handle(self, *, source: Path, target: Path, **options: Any) -> None:
        table = _table(source)
        if table.key is not None and len(table.key) < _SHORTEST_KEY:
            self.stderr.write(f"Clé courte\u202f: {_SHORTEST_KEY} octets au moins sont conseillés.")
        protected = _protected(table)
        report = _audited(table, protected)
        content = bulletin(table, protected, _told(report))
        try:
            write_whole(target, content)
        except OSError:
            raise CommandError("OUT.json ne peut pas être écrit.", returncode=UNUSABLE) from None
        figures = sum(value is not None for value in protected.values.values())
        self.stdout.write(
            f"{figures} chiffres publiés, {len(protected.values) - figures} couverts\u202f; "
            f"{report.cells} attaqués, aucun petit groupe retrouvé."
        )


def _table(source: Path) -> Table:
    try:
        return parse(source.read_bytes())
    except OSError:
        raise CommandError("IN.json ne peut pas être lu.", returncode=UNUSABLE) from None
    except UnusableInput as error:
        raise CommandError(str(error), returncode=UNUSABLE) from None


def _protected(table: Table) -> Protected:
    try:
        return protect(table)
    except Infeasible as error:
        message = f"Aucune publication possible. Cases en conflit\u202f: {_list(error.cells)}"
    except SolverFailed:
        message = "Aucune publication trouvée dans les limites du calcul."
    raise CommandError(message, returncode=INFEASIBLE)


def _audited(table: Table, protected: Protected) -> AuditReport:
    """The report of an audit that passed: every figure attacked, by the public and insiders."""
    try:
        report = audit(
            knowledge_of(table, protected),
            [
                Insider(
                    each.id,
                    {atom: table.counts[atom] for atom in each.knows},
                    dict.fromkeys(each.at_least, 1),
                )
                for each in table.insiders
            ],
            tables=[protected.certificate, *protected.witnesses, table.counts],
        )
    except (Contradiction, auditor_solver.SolverFailed):
        raise CommandError("L’audit n’a pas abouti.", returncode=REFUSED) from None
    if not report.passed:
        found = dict.fromkeys(
            f"{finding.target} ({finding.values_left} possibles pour {finding.adversary})"
            for finding in report.findings
            if not finding.reported_only
        )
        message = f"Publication refusée par l’audit. Groupes retrouvés\u202f: {_list(list(found))}"
        raise CommandError(message, returncode=REFUSED)
    return report


def _told(report: AuditReport) -> Mapping[str, Any]:
    return {**summary_of(report), "seconds": round(report.seconds, 1)}


def _list(names: Sequence[str]) -> str:
    shown = "\u202f; ".join(names[:_NAMED])
    return shown + (f"\u202f; et {len(names) - _NAMED} autres" if len(names) > _NAMED else "")
