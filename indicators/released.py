"""Figures about persons as pages read them: published rows, in words. Nobody is counted here.

Whatever the size of the cellules, a page reads rows of published figures and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from indicators.cell_keys import CellKey, span_label
from indicators.choices import TerritoryKind, WithdrawalGround
from indicators.diffusion import REGULARISATION, group_label, measure_label
from indicators.figures import Share, day, number
from indicators.models import BulletinContent, Publication, ReleasedValue
from indicators.periods import AccountPeriod
from indicators.verify import WITHDRAWN

# Below, a rate would tell more than the figures it is made from (rule R6).
SMALLEST_DENOMINATOR: Final = 20
# Numerator, denominator, and how the rate is called.
_RATES: Final = (
    ("suivi", "repere", "Suivis commencés pour 100 jeunes repérés"),
    ("cddf_entendue", "cddf_saisi", "Familles entendues pour 100 saisines du CDDF"),
    ("bilan", "suivi", "Bilans présentés pour 100 suivis commencés"),
)
# Of a territory as manifests write it, « arrondissement:621 », what it was called.
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Why a figure is no longer shown. ``number``: of the bulletin that took it back."""

    number: str
    ground: WithdrawalGround
    found_on: date

    def __str__(self) -> str:
        ground, found_on = str(self.ground.label).lower(), day(self.found_on)
        return f"Retiré par le bulletin n° {self.number}\u202f: {ground}, constaté le {found_on}."


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure in words. ``value`` is None for « c » and « nd »."""

    key: CellKey
    measure: str
    territory: str
    place: str
    span: str
    group: str
    value: int | None
    margin: int
    flag: str
    withdrawn: Withdrawn | None = None

    @property
    def shown(self) -> str:
        """« ≈ 25 », « ≤ 5 » for a nought, « 203 » when exact, « c », « /// », « nd (retiré) »."""
        return self.sign if self.withdrawn is None else f"{self.sign} (retiré)"

    @property
    def sign(self) -> str:
        """The same, where there is no room for words: « nd »."""
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
        if self.withdrawn is not None:
            return str(self.withdrawn)
        if self.value is None:
            return "Couvert par le secret."
        if not self.margin:
            return "Nombre exact."
        return f"Entre {number(self.low)} et {number(self.high)}."

    @property
    def between(self) -> str:
        """« 5 à 15 », where there is no room for a sentence; nothing for a sign or an exact one."""
        if self.value is None or not self.margin or self.withdrawn is not None:
            return ""
        return f"{number(self.low)} à {number(self.high)}"

    @property
    def low(self) -> int:
        """The least that the true number may be; 0 for « c » and « nd »."""
        return max(0, (self.value or 0) - self.margin)

    @property
    def high(self) -> int:
        """The most that it may be; 0 for « c » and « nd », which say nothing of it."""
        return (self.value or 0) + self.margin

    @property
    def counts(self) -> bool:
        """Whether a number is shown: neither « c », nor « nd », nor « /// »."""
        return self.value is not None and self.flag != "///"


@dataclass(frozen=True, slots=True)
class Issue:
    """The bulletin that a figure comes from."""

    number: str
    plan_version: int
    published_on: date
    sha256: str

    @classmethod
    def of(cls, publication: Publication) -> Issue:
        bulletin = publication.bulletin
        return cls(
            bulletin.number,
            bulletin.plan_version,
            timezone.localdate(publication.published_at),
            publication.sha256,
        )


def latest() -> Publication | None:
    """The last bulletin of a period, corrections apart; None before the first one."""
    rows = Publication.objects.select_related("bulletin").order_by("-rank")
    return rows.filter(bulletin__corrects=None).first()


def names_in(publication: Publication) -> Names:
    """What each territory was called when this bulletin was made: all those of its year."""
    return named_in(BulletinContent.objects.only("manifest").get(pk=publication.pk))


def named_in(content: BulletinContent) -> Names:
    """The same, from what a bulletin holds."""
    named: Names = json.loads(content.manifest)["territories"]
    return named


def whole() -> QuerySet[ReleasedValue]:
    """Published figures of everybody in a territory, not by age and sex."""
    return ReleasedValue.objects.filter(age_band="").order_by()


def spans() -> set[tuple[str, str, str]]:
    """Territory, code and period of everything published: which figures may be asked for."""
    return set(whole().values_list("territory", "code", "span").distinct())


def read(rows: QuerySet[ReleasedValue], names: Names) -> dict[Published, Issue]:
    """Figures, and the version in force of the bulletin of each, in two queries."""
    newer = _corrections()
    return {
        _read(row, names): Issue.of(newer.get(row.publication.bulletin_id, row.publication))
        for row in rows.select_related("publication__bulletin", "withdrawal__publication__bulletin")
    }


def _corrections() -> dict[UUID, Publication]:
    """The version in force of each bulletin that was corrected."""
    found: dict[UUID, Publication] = {}
    origin: dict[UUID, UUID] = {}
    rows = Publication.objects.exclude(bulletin__corrects=None).select_related("bulletin")
    # A version is published after the one that it corrects.
    for each in rows.order_by("rank"):
        former = each.bulletin.corrects_id
        if former is not None:
            origin[each.bulletin_id] = origin.get(former, former)
            found[origin[each.bulletin_id]] = each
    return found


def _read(row: ReleasedValue, names: Names) -> Published:
    key = CellKey(row.measure, row.territory, row.code, row.span, row.age_band, row.sex)
    taken = getattr(row, "withdrawal", None)
    if taken is None:
        return in_words(key, row.value, row.margin, row.flag, measure_label(row.measure), names)
    number = taken.publication.bulletin.number
    withdrawn = Withdrawn(number, WithdrawalGround(taken.ground), taken.found_on)
    figure = in_words(key, None, 0, WITHDRAWN, measure_label(row.measure), names)
    return replace(figure, withdrawn=withdrawn)


def in_words(
    key: CellKey, value: int | None, margin: int, flag: str, label: str, names: Names
) -> Published:
    """One figure. ``label``: of its measure."""
    return Published(
        key=key,
        measure=label if key.measure != REGULARISATION else f"{label} (toutes mesures)",
        territory=str(TerritoryKind(key.territory).label),
        place=names.get(f"{key.territory}:{key.code}", key.code),
        span=span_label(key.span),
        group=group_label(key.age_band, key.sex),
        value=value,
        margin=margin,
        flag=flag,
    )


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
                yield label, denominator.span, _rate(numerator, denominator)


def _rate(numerator: Published, denominator: Published) -> str:
    """« ≈ 44 % »; « ≤ 34 % » when the numerator is only known to be small, never « 0 % »."""
    if numerator.value or not numerator.margin:
        return f"≈ {Share(numerator.value or 0, denominator.value or 0)}"
    most = -(-100 * numerator.high // denominator.low)
    return f"≤ {most}\u202f%"


def last_day_of(span: str) -> date:
    """The day at which the figures of a period are stopped."""
    return AccountPeriod.parse(span.rpartition("/")[2]).last
