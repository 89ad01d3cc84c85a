"""The register of rappels à l’ordre of the mayors (D13): numbers, days, levels. Nobody is named."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from casework.choices.facts import FAITS, NATURE_LABELS
from casework.choices.measures import RappelLevel
from casework.models import RappelALOrdre, RappelLine
from casework.papers import wording
from casework.papers.kinds import OF_REGISTER, Setting, Template
from confidentiality.actors import Actor
from veille.french import day_month_year
from veille.models import Collectivite
from veille.papers.blocks import Block, Paper, Paragraph, Rows, Table

_WHY: Final = "extract of the register, without persons"


def register(holder: Collectivite, setting: Setting) -> Paper:
    """Every rappel that was held, in the order of its number, commune by commune.

    A line whose case was eliminated keeps its number, its day and its level.
    """
    tables: list[Block] = []
    for commune in holder.communes.order_by("name"):
        rows = _lines(commune.pk)
        if rows:
            headings = ("Numéro", "Date", "Niveau", "Nature des faits", "Suite")
            tables.append(Table(f"Registre du maire de {commune.name}", headings, rows, False))
    return Paper(
        "Registre des rappels à l’ordre",
        "Extrait : aucun nom, aucune référence de situation",
        (("Texte", "code de la sécurité intérieure, art. L. 132-7"),),
        (
            *(tables or [Paragraph("Aucun rappel à l’ordre n’est inscrit.")]),
            wording.signature("Le maire"),
        ),
        wording.form(setting),
    )


def _lines(commune: str) -> Rows:
    held = (
        RappelALOrdre.objects.for_system(_WHY)
        .filter(commune=commune, register_number__isnull=False)
        .prefetch_related("faits")
    )
    kept = RappelLine.objects.for_system(_WHY).filter(commune=commune)
    lines = [(each.register_number or 0, each.done_on, each.level, _natures(each)) for each in held]
    lines += [(each.number, each.done_on, each.level, "effacée") for each in kept]
    return tuple(
        (
            f"n° {number}",
            day_month_year(done_on) if done_on else "",
            str(RappelLevel(level).label),
            natures,
            # A number is only given to what was held (CSI art. L. 132-7).
            "réalisé",
        )
        for number, done_on, level, natures in sorted(lines, key=lambda line: line[0])
    )


def _natures(row: RappelALOrdre) -> str:
    found = {NATURE_LABELS[FAITS[each.code].nature] for each in row.faits.all()}
    return ", ".join(sorted(found)) or "sans fait coché"


def held_by(actor: Actor, now: datetime) -> QuerySet[Collectivite]:
    """The collectivité whose registers this hat may read."""
    if actor.tenant_id is None:
        return Collectivite.objects.none()
    return Collectivite.objects.filter(pk=actor.tenant_id)


TEMPLATES: Final = (
    Template(
        "registre-des-rappels",
        "D13",
        2,
        Collectivite,
        register,
        lambda holder: True,
        "",
        OF_REGISTER,
        rows=held_by,
    ),
)
