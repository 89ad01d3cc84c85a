"""The manifest of a bulletin: what its figures mean, by which rules they were made, from what.

Canonical JSON, so that its hash is the identity of the bulletin; it bears the hash of the document
and that of the bulletin before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from indicators import accounts
from indicators.cell_keys import CellKey
from indicators.choices import TerritoryKind
from indicators.diffusion import measure_label
from indicators.releasing.calendar import number_of
from indicators.releasing.composing import Composed
from indicators.releasing.pieces import Year

# 2: figures taken back, words corrected.
FORMAT = 2
NOTES = (
    "Les événements sont comptés à leur date d’enregistrement, dans des comptes clos : une "
    "correction est une écriture du mois ouvert, jamais un chiffre changé.",
    "Chaque chiffre est vrai à sa marge près, et tous s’additionnent, d’un tableau à l’autre et "
    "d’un bulletin à l’autre. Seul un total exact peut s’écarter de quelques unités de la somme "
    "des chiffres arrondis.",
    "Un chiffre publié 0 se lit «\u202f5 au plus\u202f».",
    "c : couvert par le secret. /// : sans objet, rien ne peut y être compté. nd : retiré par une "
    "version corrigée.",
    "Les taux se calculent sur les chiffres publiés, à partir de 20.",
)
_METHOD = "arrondi contrôlé à la base 5, tiré par clé, figé"


def manifest_of(
    year: Year,
    composed: Composed,
    edition: int,
    previous: str,
    withdrawn: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The manifest of a composed document. ``previous``: the hash of the bulletin before;
    ``withdrawn``: figures of the year that corrections took back.
    """
    document = json.loads(composed.document)
    content = {
        "format": FORMAT,
        "number": number_of(year.period, edition),
        "period": str(year.period),
        "first_day": year.period.first.isoformat(),
        "last_day": year.period.last.isoformat(),
        "edition": edition,
        "plan": {"version": year.plan.version, "sha256": year.plan.sha256},
        "accounts_rule": accounts.RULE,
        "rule": {
            "method": _METHOD,
            "base": document["base"],
            "margin": document["margin"],
            "exact": document["exact"],
        },
        "measures": list(year.plan.measures),
        "definitions": {code: measure_label(code) for code in year.plan.measures},
        "territories": _territories(year),
        "cells": [key_in(each) for each in composed.fresh],
        "covered": [key_in(each) for each in composed.covered],
        "withdrawn": [dict(each) for each in withdrawn],
        "notes": list(NOTES),
        "audit": document["audit"],
        "document_sha256": hashlib.sha256(composed.document).hexdigest(),
        "previous_sha256": previous,
    }
    return written(content)


def written(content: Mapping[str, Any]) -> str:
    """Canonical JSON."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(manifest: str) -> str:
    """The identity of the bulletin."""
    return hashlib.sha256(manifest.encode()).hexdigest()


def key_in(key: CellKey) -> dict[str, Any]:
    """A figure as manifests list it; read again by ``cell_keys.keys_in``."""
    return {
        "measure": key.measure,
        "territory": key.territory,
        "code": key.code,
        "span": key.span,
        "age_band": key.age_band,
        "sex": key.sex,
    }


def _territories(year: Year) -> dict[str, str]:
    """What each territory was called that day."""
    named: dict[str, str] = {}
    for place in year.places:
        named[f"{TerritoryKind.DEPARTEMENT.value}:{place.departement}"] = place.departement
        named[f"{TerritoryKind.ARRONDISSEMENT.value}:{place.arrondissement}"] = (
            place.arrondissement_name
        )
        named[f"{TerritoryKind.ZSP.value}:{place.departement}"] = place.departement
        named[f"{TerritoryKind.CELLULE.value}:{place.code}"] = place.name
    return named
