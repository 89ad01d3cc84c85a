"""``manage.py journal_verify``: is the journal whole, and unchanged?"""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from confidentiality.verification import Finding, UnreadableKey, Verdict, verify


class Command(BaseCommand):
    help = (
        "Vérifie les chaînes du journal, ses points de contrôle et ses ancres. Code de sortie : "
        "0 intact, 2 ligne manquante, 3 empreinte fausse, 4 sceau contredit ou base revenue en "
        "arrière, 5 aucune ancre."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, metavar="DIR", help="dossier des ancres")
        parser.add_argument(
            "--since",
            type=moment,
            metavar="INSTANT",
            help="partir du dernier point de contrôle avant cet instant (AAAA-MM-JJ[THH:MM])",
        )
        parser.add_argument(
            "--public-key",
            type=Path,
            metavar="FICHIER",
            help="clés publiques du scelleur, en PEM (défaut : JALON_JOURNAL_PUBLIC_KEY)",
        )

    def handle(self, *args: Any, anchors: Path | None, **options: Any) -> None:
        """Raises CommandError with the exit code of the first fault."""
        given: Path | None = options.get("public_key")
        try:
            report = verify(
                anchors, since=options.get("since"), public_key=given or installed_public_key()
            )
        except UnreadableKey as error:
            raise CommandError(str(error), returncode=int(Verdict.ANCHOR)) from None
        self.stdout.write(
            f"{report.chains} chaînes, {report.entries} lignes, {report.segments} segments "
            f"purgés, {report.checkpoints} points de contrôle, {report.anchors} ancres vérifiés."
        )
        if not report.signed:
            self.stdout.write("Signatures non vérifiées : donnez la clé publique (--public-key).")
        if report.findings:
            raise CommandError(
                "\n".join(_line(finding) for finding in report.findings),
                returncode=int(report.verdict),
            )
        self.stdout.write("Le journal est intact.")


def installed_public_key() -> Path | None:
    """The file of the settings, when it is there."""
    path = Path(settings.JALON_JOURNAL_PUBLIC_KEY)
    return path if path.exists() else None


def moment(text: str) -> datetime:
    """« 2026-11-23 » or « 2026-11-23T14:00 », in the time of the site unless it says another."""
    try:
        day = parse_date(text)
        found = datetime.combine(day, datetime.min.time()) if day else parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(f"« {text} » n’est pas un instant (AAAA-MM-JJ ou AAAA-MM-JJTHH:MM)")
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _line(finding: Finding) -> str:
    if not finding.chain:
        return f"Sceaux : {finding.sentence}."
    return f"Chaîne {finding.chain}, ligne {finding.seq} : {finding.sentence}."
