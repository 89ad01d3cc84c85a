"""A document drawn from the code: written by a command, or compared with what the code says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation


class GeneratedDocument(BaseCommand, ABC):
    """Base of the commands that keep a document of ``docs/`` true. Opens no database."""

    file_name: ClassVar[str]
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="n’écrit rien ; code de sortie 1 si le document n’est plus celui du code",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write the document, or raise CommandError when ``--check`` finds it stale."""
        path = Path(settings.BASE_DIR) / "docs" / self.file_name
        with translation.override("fr"):
            text = self.text()
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{self.file_name} est écrit.")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise CommandError(
                f"docs/{self.file_name} ne correspond plus au code : lancez « make docs »."
            )

    @abstractmethod
    def text(self) -> str:
        """The whole document, the same for the same code."""


def cell(text: object) -> str:
    """A value inside a Markdown table: one line, no bar that would end the cell."""
    return " ".join(str(text).split()).replace("|", "\\|")


def row(*values: object) -> str:
    """One line of a Markdown table."""
    return f"| {' | '.join(cell(value) for value in values)} |"


def table(*titles: str) -> list[str]:
    """The first two lines of a Markdown table."""
    return [row(*titles), row(*("---" for _ in titles))]
