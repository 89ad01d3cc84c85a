"""The annual report of the conseil départemental (D35): CSI art. D. 132-6, plan départemental."""

from __future__ import annotations

from datetime import date

from indicators.counts import covered_communes, territory
from indicators.coverage import SUBJECTS
from indicators.figures import day
from indicators.plan_files import departmental_plan
from indicators.plans import followed
from indicators.reporting import parts, released
from veille.papers.blocks import Block, Heading, Paper, Paragraph


def compose(year: int, today: date) -> Paper:
    """The report of a year, as it can be told today."""
    last = min(date(year, 12, 31), today)
    bulletins = released.bulletins_of(year)
    figures = released.published(bulletins)
    there = territory(last, date(year, 1, 1))
    found = followed(today)
    plan = found.plan if found else departmental_plan()
    blocks: list[Block] = [
        Heading("Chiffres clés"),
        released.key_figures(figures),
        Heading("Institutions"),
        *parts.institutions(there, covered_communes(last, SUBJECTS[0].covering)),
        Heading("Jeunes et familles, mesure par mesure"),
        *released.by_measure(figures),
        Heading("Actions du plan : valeurs déclarées par les services"),
        *(parts.declared(plan, year) if found else [Paragraph(_NO_PLAN)]),
        Heading("Ce qui manque"),
        parts.missing(plan, year) if found else Paragraph(_NO_PLAN),
        Heading("Méthode et protection des personnes"),
        released.method(bulletins),
        released.sources(bulletins),
    ]
    return Paper(
        f"Prévention de la délinquance : rapport annuel {year}",
        "Conseil départemental de prévention de la délinquance et de la radicalisation et de lutte "
        "contre la drogue, les dérives sectaires et les violences faites aux femmes",
        (
            ("Territoire", there.name),
            ("Période", f"du 1er janvier au {day(last)}"),
            ("Plan suivi", plan.title),
            ("Chiffres sur les jeunes", _which(len(bulletins), last, year)),
            ("Fait le", day(today)),
            ("Textes", "CSI, art. D. 132-5, D. 132-6 et D. 132-13"),
        ),
        tuple(blocks),
    )


_NO_PLAN = "Aucun plan départemental n’est chargé."


def _which(bulletins: int, last: date, year: int) -> str:
    """What the figures come from; a year under way says so."""
    under_way = ", année en cours" if last < date(year, 12, 31) else ""
    if not bulletins:
        return f"aucun bulletin publié{under_way}"
    many = "bulletins publiés" if bulletins > 1 else "bulletin publié"
    return f"{bulletins} {many}, chiffres arrondis et protégés{under_way}"
