"""What each figure means: its line of the plan, its formula, its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from casework.choices.counted import Measure
from indicators.counts import Institutions
from indicators.figures import Share, number
from indicators.plan import PlanLine
from indicators.plan_files import departmental_plan


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. ``codes``: its lines in the plan, the first one naming its page."""

    codes: tuple[str, ...]
    label: str
    formula: str

    @property
    def code(self) -> str:
        return self.codes[0]

    @property
    def lines(self) -> tuple[PlanLine, ...]:
        """Lines of the departmental plan that this figure answers."""
        return tuple(departmental_plan().lines[code] for code in self.codes)


@dataclass(frozen=True, slots=True)
class PersonsDefinition(Definition):
    """A figure about young people: read in bulletins only, under its measure."""

    measure: Measure

    source: ClassVar = (
        "Comptes des cellules : un nombre par cellule, mois, tranche d’âge et sexe, sans personne. "
        "Publié en bulletin, arrondi."
    )
    frozen: ClassVar = (
        "Chaque mois est figé dans la nuit qui suit son dernier jour, puis le trimestre et "
        "l’année. Ce qui est corrigé ensuite compte dans le mois de la correction."
    )


@dataclass(frozen=True, slots=True)
class InstitutionsDefinition(Definition):
    """An exact figure about institutions, counted when a page opens. ``parts``: what a share
    divides, in words.
    """

    value: Callable[[Institutions], str]
    detail: Callable[[Institutions], str] = lambda _: ""
    parts: tuple[str, str] | None = None

    source: ClassVar = (
        "Registre des institutions tenu dans l’application ; population du code géographique."
    )
    frozen: ClassVar = "Calculé chaque jour sur les registres des institutions ; rien n’est figé."


def _share(
    codes: tuple[str, ...],
    label: str,
    formula: str,
    share: Callable[[Institutions], Share],
    parts: tuple[str, str],
) -> InstitutionsDefinition:
    return InstitutionsDefinition(
        codes, label, formula, lambda i: str(share(i)), lambda i: share(i).detail, parts
    )


def _number(
    codes: tuple[str, ...], label: str, formula: str, count: Callable[[Institutions], int]
) -> InstitutionsDefinition:
    return InstitutionsDefinition(codes, label, formula, lambda i: number(count(i)))


PERSONS = (
    PersonsDefinition(
        ("2-1.a",),
        "Jeunes repérés",
        "Situations inscrites pour la première fois à une séance pendant la période.",
        Measure.REPERE,
    ),
    PersonsDefinition(
        ("2-3.a", "4-3.a", "10-6.b"),
        "Rappels à l’ordre",
        "Rappels à l’ordre faits par un maire ou son délégué pendant la période.",
        Measure.RAPPEL,
    ),
    PersonsDefinition(
        ("2-3.b",),
        "Saisines du CDDF",
        "Saisines d’un CDDF proposées au maire pendant la période.",
        Measure.CDDF_SAISI,
    ),
    PersonsDefinition(
        ("2-3.b",),
        "Familles entendues par le CDDF",
        "Familles entendues par un CDDF pendant la période, quelle que soit la date de la saisine.",
        Measure.CDDF_ENTENDUE,
    ),
    PersonsDefinition(
        ("2-3.c",),
        "Suivis individuels commencés",
        "Suivis par un référent devenus actifs pendant la période, après l’adhésion du jeune.",
        Measure.SUIVI,
    ),
    PersonsDefinition(
        ("3-3.a",),
        "Jeunes suivis en ZSP",
        "Situations dont un premier suivi intensif commence pendant la période, dans une cellule "
        "en zone de sécurité prioritaire.",
        Measure.JEUNE_ZSP,
    ),
    PersonsDefinition(
        ("3-3.b",),
        "Suivis intensifs en ZSP",
        "Suivis intensifs devenus actifs pendant la période, dans une cellule en zone de sécurité "
        "prioritaire.",
        Measure.SUIVI_INTENSIF,
    ),
    PersonsDefinition(
        ("2-3.d",),
        "Bilans de parcours",
        "Bilans de parcours présentés à une cellule pendant la période.",
        Measure.BILAN,
    ),
)

INSTITUTIONS = (
    _number(
        ("10-2.a",),
        "Cellules de veille",
        "Cellules créées et non fermées ce jour.",
        lambda i: i.cellules,
    ),
    _share(
        ("2-2.a",),
        "Cellules avec une charte en vigueur",
        "Part des cellules dont une version de la charte est en vigueur à la fin du jour.",
        lambda i: i.charte_share,
        ("cellules actives dont une charte est en vigueur", "cellules actives"),
    ),
    InstitutionsDefinition(
        ("10-1",),
        "CLSPD et CISPD",
        "Conseils créés par arrêté, communaux et intercommunaux.",
        lambda i: number(i.instances),
        lambda i: f"{number(i.clspds)} CLSPD, {number(i.cispds)} CISPD",
    ),
    _share(
        ("10-1.b",),
        "CLSPD et CISPD actifs",
        "Part des CLSPD et CISPD qui ont tenu une réunion plénière dans les douze mois (CSI, art. "
        "D. 132-9).",
        lambda i: i.active_share,
        (
            "CLSPD et CISPD réunis en formation plénière depuis moins de douze mois",
            "CLSPD et CISPD créés",
        ),
    ),
    _number(
        ("10-1.c",),
        "CLSPD et CISPD créés dans l’année",
        "Conseils créés par arrêté depuis le 1er janvier.",
        lambda i: i.new_instances,
    ),
    _number(
        ("10-1.a",),
        "Réunions tenues dans l’année",
        "Réunions closes depuis le 1er janvier, toutes formations : plénière, restreinte, groupe.",
        lambda i: i.meetings,
    ),
    _share(
        ("10-1",),
        "Population couverte par un CLSPD ou un CISPD",
        "Part des habitants dont la commune relève d’une collectivité qui a un CLSPD ou un CISPD.",
        lambda i: i.inhabitant_coverage,
        ("habitants des communes couvertes", "habitants de toutes les communes"),
    ),
    _number(
        ("4-2.a", "10-6.a"),
        "CDDF",
        "Conseils pour les droits et devoirs des familles créés par délibération.",
        lambda i: i.cddfs,
    ),
    _share(
        ("4-2.b", "10-6.c"),
        "Population des communes qui ont un CDDF",
        "Part des habitants dont la commune a un CDDF.",
        lambda i: i.cddf_coverage,
        ("habitants des communes qui ont un CDDF", "habitants de toutes les communes"),
    ),
    _share(
        ("4-3.b", "10-6.c"),
        "Communes avec un protocole",
        "Part des communes nommées par un protocole en vigueur avec le parquet sur le rappel à "
        "l’ordre. Le protocole signé compte, non l’usage qui en est fait : une commune ne révèle "
        "ainsi aucun cas.",
        lambda i: i.protocol_coverage,
        ("communes nommées par un protocole en vigueur", "toutes les communes"),
    ),
)

DEFINITIONS: tuple[PersonsDefinition | InstitutionsDefinition, ...] = PERSONS + INSTITUTIONS


def definitions_of(code: str) -> tuple[PersonsDefinition | InstitutionsDefinition, ...]:
    """Figures that answer a line of the plan; none for an unknown code."""
    return tuple(each for each in DEFINITIONS if code in each.codes)


def persons_measures(code: str) -> tuple[str, ...]:
    """The measures about persons of a line of the plan."""
    return tuple(each.measure.value for each in PERSONS if code in each.codes)
