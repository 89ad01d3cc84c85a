"""The figures of a bulletin as lines to read: words, value, margin, what it means.

Read from the document and its manifest alone: the page, the CSV and the workbooks say the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format

from indicators.choices import PeriodKind, TerritoryKind
from indicators.diffusion import REGULARISATION, group_label
from indicators.figures import Share, number
from indicators.models import BulletinContent
from indicators.periods import AccountPeriod
from indicators.releasing.cells import CellKey
from indicators.releasing.manifest import keys_in

# Below, a rate would tell more than the figures it is made from (rule R6).
SMALLEST_DENOMINATOR: Final = 20
# Numerator, denominator, and how the rate is called.
_RATES: Final = (
    ("suivi", "repere", "Suivis commencés pour 100 jeunes repérés"),
    ("cddf_entendue", "cddf_saisi", "Familles entendues pour 100 saisines du CDDF"),
    ("bilan", "suivi", "Bilans présentés pour 100 suivis commencés"),
)


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure in words. ``value`` is None for « c »."""

    key: CellKey
    measure: str
    territory: str
    place: str
    span: str
    group: str
    value: int | None
    margin: int
    flag: str

    @property
    def shown(self) -> str:
        """« ≈ 25 », « ≤ 5 » for a nought, « 203 » when exact, « c », « /// »."""
        if self.value is None or self.flag == "///":
            return self.flag
        if not self.margin:
            return number(self.value)
        if self.value == 0:
            return f"≤ {self.margin}"
        return f"≈ {number(self.value)}"

    @property
    def meaning(self) -> str:
        """What a reader may say of the true number."""
        if self.flag == "///":
            return "Sans objet : rien ne peut y être compté."
        if self.value is None:
            return "Couvert par le secret."
        if not self.margin:
            return "Nombre exact."
        low = max(0, self.value - self.margin)
        return f"Entre {number(low)} et {number(self.value + self.margin)}."


def figures_of(content: BulletinContent) -> list[Published]:
    """The figures that a bulletin adds to the former ones, in their order, covered ones too."""
    manifest = json.loads(content.manifest)
    definitions = manifest["definitions"]
    cells = {each["id"]: each for each in json.loads(content.document)["cells"]}
    named = manifest["territories"]
    shown = [_read(key, cells[key.id], definitions, named) for key in keys_in(manifest["cells"])]
    covered: dict[str, object] = {"value": None, "margin": 0, "flag": "c"}
    shown += [_read(key, covered, definitions, named) for key in keys_in(manifest["covered"])]
    order = manifest["measures"]
    return sorted(shown, key=lambda each: (order.index(each.key.measure), each.key))


def rates_of(figures: Iterable[Published]) -> Iterator[tuple[str, str, str]]:
    """Name, period and value of each rate of the département: from published figures, whole per
    cent, and only from twenty on.
    """
    known = {each.key: each for each in figures}
    for key, denominator in known.items():
        if key.territory != TerritoryKind.DEPARTEMENT or key.age_band or not denominator.value:
            continue
        for above, below, label in _RATES:
            numerator = known.get(CellKey(above, key.territory, key.code, key.span))
            if key.measure != below or numerator is None or numerator.value is None:
                continue
            if denominator.value >= SMALLEST_DENOMINATOR:
                share = Share(numerator.value, denominator.value)
                yield label, denominator.span, f"≈ {share}"


def span_label(span: str) -> str:
    """« mars 2026 », « janvier à mars 2026 », « 1er trimestre 2026 », « année 2026 »."""
    first, _, last = span.partition("/")
    period = AccountPeriod.parse(first)
    if last:
        end = AccountPeriod.parse(last)
        return f"janvier à {_month(end.first)}"
    if period.kind is PeriodKind.MONTH:
        return _month(period.first)
    if period.kind is PeriodKind.QUARTER:
        rank = period.first.month // 3 + 1
        return f"{rank}{'er' if rank == 1 else 'e'} trimestre {period.first:%Y}"
    return f"année {period.first:%Y}"


def _month(day: date) -> str:
    return date_format(day, "F Y")


def _read(
    key: CellKey, cell: dict[str, object], definitions: dict[str, str], named: dict[str, str]
) -> Published:
    value, margin = cell["value"], cell["margin"]
    label = definitions[key.measure]
    return Published(
        key=key,
        measure=label if key.measure != REGULARISATION else f"{label} (toutes mesures)",
        territory=str(TerritoryKind(key.territory).label),
        place=named[f"{key.territory}:{key.code}"],
        span=span_label(key.span),
        group=group_label(key.age_band, key.sex),
        value=value if isinstance(value, int) else None,
        margin=margin if isinstance(margin, int) else 0,
        flag=str(cell["flag"]),
    )
