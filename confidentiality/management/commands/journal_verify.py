"""``manage.py journal_verify [--anchors DIR]``: is the journal whole, and unchanged?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality.verification import Finding, verify


class Command(BaseCommand):
    help = (
        "Vérifie les chaînes du journal. Code de sortie : 0 intact, 2 ligne manquante, "
        "3 empreinte fausse, 4 ancre contredite ou base revenue en arrière, 5 aucune ancre."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, metavar="DIR", help="dossier des ancres")

    def handle(self, *args: Any, anchors: Path | None, **options: Any) -> None:
        report = verify(anchors)
        self.stdout.write(
            f"{report.chains} chaînes, {report.entries} lignes, {report.anchors} ancres vérifiées."
        )
        if report.findings:
            raise CommandError(
                "\n".join(_line(finding) for finding in report.findings),
                returncode=int(report.verdict),
            )
        self.stdout.write("Le journal est intact.")


def _line(finding: Finding) -> str:
    if not finding.chain:
        return f"Ancres : {finding.sentence}."
    return f"Chaîne {finding.chain}, ligne {finding.seq} : {finding.sentence}."
