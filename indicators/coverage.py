"""The coverage page in objects: which communes have what, and the map that illustrates it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indicators.counts import Covering, Place
from indicators.figures import Share
from indicators.maps import Map, Shade, Written, drawn
from indicators.outlines import communes_path

_COVERED: Final = "0.46"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the map may show: a choice of its address, its title, its words."""

    code: str
    covering: Covering
    label: str
    title: str


SUBJECTS: Final = (
    Subject(
        "clspd",
        Covering.INSTANCE,
        "CLSPD ou CISPD",
        "Communes couvertes par un CLSPD ou un CISPD",
    ),
    Subject(
        "cellule",
        Covering.CELLULE,
        "Cellule de veille",
        "Communes couvertes par une cellule de veille",
    ),
    Subject(
        "protocole",
        Covering.PROTOCOLE,
        "Protocole avec le parquet",
        "Communes nommées par un protocole signé avec le parquet",
    ),
)


def subject(code: str) -> Subject:
    """The one that an address names, or the first."""
    return next((each for each in SUBJECTS if each.code == code), SUBJECTS[0])


def coverage_map(
    places: Sequence[Place], covered: Mapping[str, Sequence[str]], about: Subject
) -> Map | None:
    """The communes that have it, within the arrondissements; None when no outline is known.

    ``covered``: codes of communes by arrondissement.
    """
    written = []
    for place in places:
        share = Share(len(covered.get(place.code, ())), place.institutions.communes)
        written.append(Written(place.code, place.name, str(share), share.detail, Shade("")))
    return drawn(
        written,
        legend=(Shade("commune couverte", _COVERED), Shade("commune non couverte")),
        what=about.title,
        communes=communes_path(code for codes in covered.values() for code in codes),
    )
