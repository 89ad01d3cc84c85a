"""``manage.py refusals [--check]``: docs/refusals.md, every refusal that an agent may read."""

from __future__ import annotations

from typing import ClassVar

from config.management.generated import GeneratedDocument, row, table
from config.refusal_catalogue import distinct

INTRODUCTION = """# Pourquoi c’est refusé

Écrit par `manage.py refusals` à partir du code ; `make docs` l’écrit de nouveau, et un test refuse
une copie périmée. Un refus a un code stable, une phrase, le texte qui le fonde et, quand il y en a
une, une issue : l’acte ou la page qui le lève. « … » : ce que seule la situation dit.
"""


class Command(GeneratedDocument):
    help = "Écrit docs/refusals.md à partir des refus du code, ou le compare (--check)."
    file_name: ClassVar[str] = "refusals.md"

    def text(self) -> str:
        lines = [INTRODUCTION, *table("Code", "Ce que lit l’agent", "Texte", "Issue")]
        for each in distinct():
            way_out = f"{each.label} (`{each.url}`)" if each.url else each.label
            lines.append(row(f"`{each.code}`", each.sentence, each.article, way_out))
        return "\n".join([*lines, ""])
