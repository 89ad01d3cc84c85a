"""The plan de diffusion: every figure about persons that may ever leave, and no other.

A version is a file of ``data`` that is never edited: its hash is written below. A figure that no
table of the plan holds cannot be counted for anybody outside (docs/decisions/0043).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from casework.choices.counted import AgeBand, Measure
from indicators.choices import PeriodKind, TerritoryKind

_FOLDER = Path(__file__).parent / "data"
# One line for each version there has been: what a published bulletin was made under stays true.
_HASHES: Final = {
    1: "e27e4eaa8d7d71ee6d88cb5d5d94af4bd0e840e872b2a05e8d7ecc0390c8c7cc",
    # The same tables; what only a ZSP counts is impossible elsewhere.
    2: "7c22feb1067fbc76105889f13ac9268d6a15a0ce43da7130a2baa598569f4b9b",
}
CURRENT: Final = max(_HASHES)

# « Dont régularisations »: lines that correct closed months, all measures together.
REGULARISATION: Final = "regularisation"
_SEXES = {"F": "féminin", "M": "masculin", "non_precise": "non précisé"}


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """One table of a bulletin. ``to_date``: since 1 January; ``crossed``: by age and sex."""

    territory: TerritoryKind
    to_date: bool
    crossed: bool


@dataclass(frozen=True, slots=True)
class DiffusionPlan:
    """One version: its tables by kind of period, its codes, and the hash of its file."""

    version: int
    sha256: str
    tables: dict[PeriodKind, tuple[PlannedTable, ...]]
    measures: tuple[str, ...]
    age_bands: tuple[str, ...]
    sexes: tuple[str, ...]
    needs_cddf: frozenset[str]
    needs_zsp: frozenset[str]
    departement_only: frozenset[str]


@cache
def diffusion_plan(version: int = CURRENT) -> DiffusionPlan:
    """One version of the plan. RuntimeError when its file is not the one that was decided."""
    raw = (_FOLDER / f"diffusion-{version}.json").read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if digest != _HASHES[version]:
        raise RuntimeError("Le plan de diffusion a changé sans changer de version.")
    content = json.loads(raw)
    return DiffusionPlan(
        version=content["version"],
        sha256=digest,
        tables={
            PeriodKind(kind): tuple(_table(each) for each in tables)
            for kind, tables in content["tables"].items()
        },
        measures=tuple(content["measures"]),
        age_bands=tuple(content["age_bands"]),
        sexes=tuple(content["sexes"]),
        needs_cddf=frozenset(content["needs_cddf"]),
        needs_zsp=frozenset(content.get("needs_zsp", [])),
        departement_only=frozenset(content["departement_only"]),
    )


def _table(content: dict[str, object]) -> PlannedTable:
    crossed = content["by"] == ["age_band", "sex"]
    if content["by"] and not crossed:
        raise RuntimeError("Un tableau du plan croise autre chose que l’âge et le sexe.")
    territory = TerritoryKind(str(content["territory"]))
    if crossed and territory not in (TerritoryKind.DEPARTEMENT, TerritoryKind.ARRONDISSEMENT):
        raise RuntimeError("Sous l’arrondissement, rien n’est croisé par âge et sexe.")
    return PlannedTable(territory, content["span"] == "to_date", crossed)


def measure_label(code: str) -> str:
    """What agents read of a measure."""
    return "Dont régularisations" if code == REGULARISATION else str(Measure(code).label)


def sex_labels(plan: DiffusionPlan) -> list[str]:
    """Headings of the columns of a table by sex, in the order of the plan."""
    return [_SEXES[code].capitalize() for code in plan.sexes]


def group_label(age_band: str, sex: str) -> str:
    """« 12 à 15 ans, féminin »; nothing for all ages and both sexes."""
    return f"{AgeBand(age_band).label}, {_SEXES[sex]}" if age_band else ""
