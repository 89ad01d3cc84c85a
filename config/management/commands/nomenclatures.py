"""``manage.py nomenclatures [--check]``: docs/nomenclatures.md, the code lists as published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from casework.nomenclatures import NOMENCLATURES, Code, Nomenclature
from config.management.generated import GeneratedDocument, row, table
from veille.french import day_month_year, spaced

INTRODUCTION = """# Listes de codes

Écrit par `manage.py nomenclatures` à partir du code ; `make docs` l’écrit de nouveau, et un test
refuse une copie périmée. Une valeur publiée ne disparaît jamais : elle est retirée à une date, on
ne la propose plus, et elle garde son libellé pour ce qui est déjà enregistré.
"""


class Command(GeneratedDocument):
    help = "Écrit docs/nomenclatures.md à partir des listes de codes, ou le compare (--check)."
    file_name: ClassVar[str] = "nomenclatures.md"

    def text(self) -> str:
        parts = [INTRODUCTION]
        for each in NOMENCLATURES:
            parts.append("\n".join(_section(each)))
        return "\n".join(parts)


def _section(each: Nomenclature) -> Iterator[str]:
    yield f"## {each.key} · {each.title} ({each.source})\n"
    yield from table(
        "Code", "Libellé", "Depuis", "Jusqu’au", "Texte", "Nature", "Particularités", "Lu par tous"
    )
    for code in each.codes:
        yield _row(code)
    yield ""


def _row(code: Code) -> str:
    neutral = f"`{code.neutral}`" if code.neutral else ""
    if code.neutral == "":
        neutral = "rien"
    return row(
        f"`{code.code}`",
        code.label,
        day_month_year(code.since),
        day_month_year(code.until) if code.until else "",
        code.article,
        code.nature,
        spaced(" ; ".join(sorted(flag.value for flag in code.flags))),
        neutral,
    )
