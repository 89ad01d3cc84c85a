"""A small département, written by hand: what its cellules counted, and what that adds up to.

Arras: the cellule of Arras. Lens: those of Lens and of Liévin, the latter in a ZSP.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from casework.models import CountedEvent
from tests.veille import factories
from veille.models import Arrondissement, Cellule

# Month, cellule, measure, ages, sex, how many. « ! »: corrects an earlier month.
EVENTS = """
2026-07   arras   repere          12-15  F            1
2026-09   lens    repere          16-17  M            2
2026-10   arras   repere          12-15  F            3
2026-10   arras   repere          16-17  M            2
2026-10   lens    repere          12-15  M            4
2026-10   lievin  repere          18-20  M            2
2026-10   arras   rappel          12-15  F            1
2026-10   lievin  suivi           18-20  M            2
2026-10   lievin  suivi_intensif  18-20  M            2
2026-10   lievin  jeune_zsp       18-20  M            2
2026-11   arras   repere          12-15  F           -1 !
2026-11   arras   repere          12-15  M            1 !
2026-11   lens    rappel          16-17  M            3
2026-11   arras   cddf_saisi      12-15  F            2
2026-11   arras   cddf_entendue   12-15  F            1
2026-11   lievin  suivi_intensif  18-20  M            1
2026-11   lievin  suivi           18-20  M            1
2026-12   arras   bilan           12-15  M            2
2026-12   lievin  repere          21-24  non_precise  1
"""

# Measure, then by hand: October, November, December, fourth quarter, year.
EXPECTED = """
repere           11    0    1   12   15
rappel            1    3    0    4    4
cddf_saisi        0    2    0    2    2
cddf_entendue     0    1    0    1    1
suivi             2    1    0    3    3
jeune_zsp         2    0    0    2    2
suivi_intensif    2    1    0    3    3
bilan             0    0    2    2    2
"""
PERIODS = ("2026-10", "2026-11", "2026-12", "2026-T4", "2026")

# The same by arrondissement, over the year.
BY_ARRONDISSEMENT = """
621   repere  6
627   repere  9
621   rappel  1
627   rappel  3
"""


def rows(table: str) -> Iterator[list[str]]:
    """The words of each line of a table."""
    return (line.split() for line in table.strip().splitlines())


def cellules() -> dict[str, Cellule]:
    """The three cellules, each of its own collectivité, without what they counted."""
    places = (("arras", "621", "Arras"), ("lens", "627", "Lens"), ("lievin", "627", "Lens"))
    return {
        name: seated(
            code,
            place,
            name.capitalize(),
            name=f"Cellule de {name.capitalize()}",
            in_zsp=name == "lievin",
            created_on=date(2026, 6, 1),
        )
        for name, code, place in places
    }


def seated(code: str, arrondissement: str, town: str = "Val-d’Essai", **fields: Any) -> Cellule:
    """A cellule of a fresh collectivité, which has its seat in this arrondissement."""
    place, _ = Arrondissement.objects.get_or_create(
        code=code, defaults={"name": arrondissement, "departement": "62"}
    )
    seat = factories.commune(town, arrondissement=place)
    return factories.cellule(tenant=factories.collectivite(seat), **fields)


def count(places: dict[str, Cellule], *, months: str = "") -> None:
    """Write the lines of the table, or those of the months that begin so."""
    for month, name, measure, ages, sex, number, *mark in rows(EVENTS):
        if month.startswith(months):
            lines(places[name], month, measure, ages, sex, int(number), corrects=bool(mark))


def lines(
    place: Cellule,
    month: str,
    measure: str,
    ages: str = "12-15",
    sex: str = "F",
    number: int = 1,
    *,
    corrects: bool = False,
) -> None:
    """So many lines of one kind; negative numbers take back."""
    for _ in range(abs(number)):
        CountedEvent.objects.create(
            cellule=place,
            month=date.fromisoformat(f"{month}-01"),
            measure=measure,
            age_band=ages,
            sex=sex,
            weight=1 if number > 0 else -1,
            corrects=corrects,
        )
