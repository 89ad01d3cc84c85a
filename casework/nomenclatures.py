"""The code lists of the domain, versioned: since when a code is offered, until when.

A code that was published once is never removed nor renamed: a stored row keeps its meaning. It is
retired (``until``): forms no longer offer it, pages still show its label. A code tagged J reveals a
judicial history and gives the neutral value that others read (``casework.choices.justice``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils import timezone

from casework.choices import lists
from casework.choices.facts import FAITS, NATURE_LABELS, STORABLE, FaitType, RappelAllowed
from casework.choices.justice import is_j, neutral
from casework.choices.measures import Recommendation, StepKind, StepResult
from veille.choices import NEVER_REFERENT, OrganisationKind

# Day of the deliberation AU-038 (n° 2014-262), from which the lists are drawn: nothing is older.
FIRST_EDITION = date(2014, 6, 26)
# Codes that came after the first edition, and codes retired: by list, then by code.
ADDED: dict[str, dict[str, date]] = {
    # The service was born on that day (décret n° 2020-1545).
    "L-O": {OrganisationKind.DDETS: date(2021, 4, 1)},
}
RETIRED: dict[str, dict[str, date]] = {}


class Flag(StrEnum):
    """What a code brings with it. The value is what agents read."""

    JUDICIAL = "communiqué par le parquet seulement, lu par le maire et le coordonnateur"
    VIA_PARQUET = "transmis par le parquet"
    COMPUTED = "constaté par l’application, jamais coché"
    NEVER_STORED = "jamais enregistré : impose le signalement au procureur"
    RAPPEL_YES = "rappel à l’ordre possible"
    RAPPEL_ADVICE = "rappel à l’ordre après avis du parquet"
    RAPPEL_NO = "rappel à l’ordre exclu"
    OF_MAYOR = "proposé par la cellule, décidé par le maire"
    WITHOUT_BILAN = "dispense du bilan présenté en cellule"
    NO_ARCHIVE = "rien n’est archivé"
    NEVER_REFERENT = "ne désigne pas de référent de parcours"


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list. ``neutral``: what others read of it, None when it is read as it is."""

    code: str
    label: str
    since: date
    until: date | None = None
    article: str = ""
    nature: str = ""
    flags: frozenset[Flag] = frozenset()
    neutral: str | None = None

    def in_force(self, on: date) -> bool:
        """From ``since`` (included) to ``until`` (excluded)."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """One list of the domain: its letter, its title, its source, its codes in order."""

    key: str
    title: str
    source: str
    codes: tuple[Code, ...]

    def offered(self, on: date, keep: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The codes in force that day, and those that a row already bears (``keep``)."""
        kept = set(keep)
        return [
            (each.code, each.label) for each in self.codes if each.in_force(on) or each.code in kept
        ]

    def label(self, code: str) -> str:
        """The label of a code, retired or not. Raises KeyError for a code never published."""
        return {each.code: each.label for each in self.codes}[code]


_MAYOR = (
    lists.DecisionCode.RAPPEL,
    lists.DecisionCode.CDDF,
    lists.DecisionCode.ACCOMPAGNEMENT,
    lists.DecisionCode.TRANSACTION,
)
_VIA_PARQUET = (lists.Origin.CCO_ZSP, lists.Origin.PJJ_SPIP)
# By list and code: the same value may mean something else in another list.
_FLAGS: Mapping[str, Mapping[str, Flag]] = {
    "L-B": dict.fromkeys(_VIA_PARQUET, Flag.VIA_PARQUET),
    "L-C": {lists.ComputedMotif.REITERATION: Flag.COMPUTED},
    "L-H": dict.fromkeys(_MAYOR, Flag.OF_MAYOR),
    "L-J": dict.fromkeys(lists.CLOSING_WITHOUT_BILAN, Flag.WITHOUT_BILAN),
    "L-O": dict.fromkeys(NEVER_REFERENT, Flag.NEVER_REFERENT),
}
_RAPPEL = {
    RappelAllowed.YES: Flag.RAPPEL_YES,
    RappelAllowed.ADVICE: Flag.RAPPEL_ADVICE,
    RappelAllowed.NO: Flag.RAPPEL_NO,
}


def _of_choices(key: str, title: str, source: str, *choices: type[TextChoices]) -> Nomenclature:
    """A nomenclature over the enumerations that the models use."""
    codes = tuple(
        _code(key, str(value), str(label)) for each in choices for value, label in each.choices
    )
    return Nomenclature(key, title, source, codes)


def _code(key: str, value: str, label: str) -> Code:
    flags = {_FLAGS[key][value]} if value in _FLAGS.get(key, {}) else set()
    if key == "L-J" and value in lists.CLOSED_WITHOUT_ARCHIVE:
        flags.add(Flag.NO_ARCHIVE)
    if is_j(value):
        flags.add(Flag.JUDICIAL)
    return Code(
        value,
        label,
        since=ADDED.get(key, {}).get(value, FIRST_EDITION),
        until=RETIRED.get(key, {}).get(value),
        flags=frozenset(flags),
        neutral=neutral(value) if is_j(value) else None,
    )


def _fait(fait: FaitType) -> Code:
    flags = {_RAPPEL[fait.rappel]}
    if fait.code not in STORABLE:
        flags.add(Flag.NEVER_STORED)
    return Code(
        fait.code,
        fait.label,
        since=ADDED.get("L-D", {}).get(fait.code, FIRST_EDITION),
        until=RETIRED.get("L-D", {}).get(fait.code),
        article=fait.article,
        nature=NATURE_LABELS[fait.nature],
        flags=frozenset(flags),
    )


_AU = "AU-038, art. 3"
_PLAN = "Plan départemental, mesure 2"
_CASF = "CASF, art. L. 141-1"

NOMENCLATURES: tuple[Nomenclature, ...] = (
    _of_choices("L-A", "Situation scolaire ou professionnelle", _AU, lists.Schooling),
    _of_choices("L-B", "Origine d’une saisine", _AU, lists.Origin),
    _of_choices(
        "L-C",
        "Motifs d’une saisine",
        _AU,
        lists.Motif,
        lists.ComputedMotif,
        lists.ParquetMotif,
    ),
    Nomenclature(
        "L-D", "Faits", "AU-038, art. 3 ; CPP, art. 40", tuple(map(_fait, FAITS.values()))
    ),
    _of_choices("L-E", "Lieu d’un fait", _AU, lists.PlaceKind),
    _of_choices("L-F", "Besoins", _AU, lists.Need),
    _of_choices("L-G", "Leviers", "Charte de la cellule, clause C8", lists.Strength),
    _of_choices("L-H", "Décisions de la cellule", _PLAN, lists.DecisionCode),
    _of_choices("L-I", "Motifs de suspension", _PLAN, lists.SuspensionReason),
    _of_choices("L-J", "Motifs de clôture", "AU-038, art. 5", lists.ClosingReason),
    _of_choices("L-K", "Recommandations du CDDF", _CASF, Recommendation),
    _of_choices("L-L", "Engagements de la famille", _CASF, Recommendation),
    _of_choices("L-M", "Étapes", _AU, StepKind),
    _of_choices("L-N", "Résultat d’une étape", _AU, StepResult),
    _of_choices("L-O", "Organismes", "CSI, art. D. 132-8", OrganisationKind),
)
_BY_KEY = {each.key: each for each in NOMENCLATURES}
_KEYS: dict[type[TextChoices], str] = {
    lists.Schooling: "L-A",
    lists.Origin: "L-B",
    lists.Motif: "L-C",
    lists.PlaceKind: "L-E",
    lists.Need: "L-F",
    lists.Strength: "L-G",
    lists.DecisionCode: "L-H",
    lists.SuspensionReason: "L-I",
    lists.ClosingReason: "L-J",
    Recommendation: "L-K",
    StepKind: "L-M",
    StepResult: "L-N",
    OrganisationKind: "L-O",
}


def nomenclature(key: str) -> Nomenclature:
    """« L-M » -> the list of steps. Raises KeyError for an unknown letter."""
    return _BY_KEY[key]


def offered(
    choices: type[TextChoices], on: date, keep: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """What a form may offer that day of one enumeration; ``keep``: what the row already bears.

    Never a value tagged J: it rests on a communication of the parquet and has its own form.
    """
    values = {value for value in choices.values if not is_j(value)}
    found = nomenclature(_KEYS[choices]).offered(on, keep)
    return [(code, label) for code, label in found if code in values]


def offered_today(
    choices: type[TextChoices], *first: tuple[str, str], among: Collection[str] | None = None
) -> Callable[[], list[tuple[str, str]]]:
    """The same, asked again each time a form is built; ``first``: what is shown before.

    ``among``: the part of the list that this form asks about.
    """

    def found() -> list[tuple[str, str]]:
        today = offered(choices, timezone.localdate())
        return [*first, *(each for each in today if among is None or each[0] in among)]

    return found


def part_offered_today(key: str, choices: type[TextChoices]) -> Callable[[], list[tuple[str, str]]]:
    """The same for a part of a list that has its own form or its own words: « Clore le suivi »."""

    def found() -> list[tuple[str, str]]:
        today = {code for code, _ in nomenclature(key).offered(timezone.localdate())}
        return [(value, str(label)) for value, label in choices.choices if value in today]

    return found


def offered_faits(on: date) -> dict[str, FaitType]:
    """The facts of L-D in force that day, those that only stop the act included."""
    return {code: FAITS[code] for code, _ in nomenclature("L-D").offered(on)}
