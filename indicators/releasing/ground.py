"""The ground of a bulletin: the cellules of a year, where they are, and what cannot happen there.

Institutions only, known to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from veille.models import Cddf, Cellule


@dataclass(frozen=True, slots=True)
class Place:
    """A cellule. ``code``: the start of its key, published; ``cddf_since``: the first CDDF of its
    territory, None without any.
    """

    code: str
    name: str
    arrondissement: str
    arrondissement_name: str
    departement: str
    in_zsp: bool
    opened: date
    cddf_since: date | None


def code_of(cellule: Cellule) -> str:
    """How a cellule is called in the identifiers of published figures."""
    code: str = cellule.pk.hex[:8]
    return code


def places(until: date) -> tuple[Place, ...]:
    """The cellules created by a day, closed ones included, in the order of their codes."""
    rows = Cellule.objects.filter(created_on__lte=until).select_related(
        "collectivite__seat__arrondissement"
    )
    found = sorted((_place(each) for each in rows), key=lambda each: each.code)
    if len({each.code for each in found}) != len(found):
        raise RuntimeError("Deux cellules portent le même code publié.")
    return tuple(found)


def _place(cellule: Cellule) -> Place:
    arrondissement = cellule.collectivite.seat.arrondissement
    holder = cellule.collectivite
    cddfs = Cddf.objects.filter(Q(collectivite=holder) | Q(commune__in=holder.communes.all()))
    return Place(
        code=code_of(cellule),
        name=cellule.name,
        arrondissement=arrondissement.code,
        arrondissement_name=arrondissement.name,
        departement=arrondissement.departement,
        in_zsp=cellule.in_zsp,
        opened=cellule.created_on,
        cddf_since=cddfs.aggregate(first=Min("deliberated_on"))["first"],
    )
