"""What each figure means: its line of the plan, its formula, its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casework.choices.counted import Measure
from indicators.counts import Snapshot
from indicators.figures import number
from indicators.plan import PlanLine
from indicators.plan_files import departmental_plan


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. ``codes``: its lines in the plan, the first one naming its page.

    ``about_persons`` decides what its page says: a floored total, or exact counts by
    arrondissement. ``measure``: under which a count about persons is frozen in the contributions.
    """

    codes: tuple[str, ...]
    label: str
    about_persons: bool
    formula: str
    source: str
    value: Callable[[Snapshot], str]
    measure: Measure | None = None
    detail: Callable[[Snapshot], str] = lambda _: ""
    numerator: str = ""
    denominator: str = ""

    @property
    def code(self) -> str:
        return self.codes[0]

    @property
    def frozen(self) -> str:
        """When the figure stops moving."""
        return _FROZEN if self.measure else _DAILY

    @property
    def lines(self) -> tuple[PlanLine, ...]:
        """Lines of the departmental plan that this figure answers."""
        return tuple(departmental_plan().lines[code] for code in self.codes)


_CASES = "Situations suivies par les cellules ; comptées sur place, sans lire aucun dossier."
_COUNTED = (
    "Comptes des cellules : un nombre par cellule, mois, tranche d’âge et sexe, sans personne."
)
# Shown in a release only: the young people of a ZSP are too few for a live total.
_RELEASED = "en bulletin"
_FROZEN = (
    "Chaque mois est figé dans la nuit qui suit son dernier jour, puis le trimestre et l’année. Ce "
    "qui est corrigé ensuite compte dans le mois de la correction."
)
_DAILY = "Calculé chaque jour sur les registres des institutions ; rien n’est figé."
_TERRITORY = "Registre des institutions tenu dans l’application ; population du code géographique."

PERSONS = (
    Definition(
        codes=("2-1.a",),
        label="Jeunes repérés",
        about_persons=True,
        measure=Measure.REPERE,
        formula="Situations inscrites pour la première fois à une séance pendant la période.",
        source=_CASES,
        value=lambda s: str(s.persons.identified),
    ),
    Definition(
        codes=("2-3.a", "4-3.a", "10-6.b"),
        label="Rappels à l’ordre",
        about_persons=True,
        measure=Measure.RAPPEL,
        formula="Rappels à l’ordre faits par un maire ou son délégué pendant la période.",
        source=_CASES,
        value=lambda s: str(s.persons.rappels),
    ),
    Definition(
        codes=("2-3.b",),
        label="Saisines du CDDF",
        about_persons=True,
        measure=Measure.CDDF_SAISI,
        formula="Saisines d’un CDDF proposées au maire pendant la période.",
        source=_CASES,
        value=lambda s: str(s.persons.cddf_referrals),
    ),
    Definition(
        codes=("2-3.b",),
        label="Familles entendues par le CDDF",
        about_persons=True,
        measure=Measure.CDDF_ENTENDUE,
        formula="Familles entendues par un CDDF pendant la période, quelle que soit la date de la "
        "saisine.",
        source=_CASES,
        value=lambda s: str(s.persons.cddf_heard),
    ),
    Definition(
        codes=("2-3.c",),
        label="Suivis individuels commencés",
        about_persons=True,
        measure=Measure.SUIVI,
        formula="Suivis par un référent devenus actifs pendant la période, après l’adhésion du "
        "jeune.",
        source=_CASES,
        value=lambda s: str(s.persons.follow_ups),
    ),
    Definition(
        codes=("3-3.a",),
        label="Jeunes suivis en ZSP",
        about_persons=True,
        measure=Measure.JEUNE_ZSP,
        formula="Situations dont un premier suivi intensif commence pendant la période, dans une "
        "cellule en zone de sécurité prioritaire.",
        source=_COUNTED,
        value=lambda _: _RELEASED,
    ),
    Definition(
        codes=("3-3.b",),
        label="Suivis intensifs en ZSP",
        about_persons=True,
        measure=Measure.SUIVI_INTENSIF,
        formula="Suivis intensifs devenus actifs pendant la période, dans une cellule en zone de "
        "sécurité prioritaire.",
        source=_COUNTED,
        value=lambda _: _RELEASED,
    ),
    Definition(
        codes=("2-3.d",),
        label="Bilans de parcours",
        about_persons=True,
        measure=Measure.BILAN,
        formula="Bilans de parcours présentés à une cellule pendant la période.",
        source=_CASES,
        value=lambda s: str(s.persons.bilans),
    ),
)

INSTITUTIONS = (
    Definition(
        codes=("10-2.a",),
        label="Cellules de veille",
        about_persons=False,
        formula="Cellules créées et non fermées ce jour.",
        source=_TERRITORY,
        value=lambda s: number(s.institutions.cellules),
    ),
    Definition(
        codes=("2-2.a",),
        label="Cellules avec une charte en vigueur",
        about_persons=False,
        formula="Part des cellules dont une version de la charte est en vigueur à la fin du jour.",
        source=_TERRITORY,
        value=lambda s: str(s.institutions.charte_share),
        detail=lambda s: s.institutions.charte_share.detail,
        numerator="cellules actives dont une charte est en vigueur",
        denominator="cellules actives",
    ),
    Definition(
        codes=("10-1",),
        label="CLSPD et CISPD",
        about_persons=False,
        formula="Conseils créés par arrêté, communaux et intercommunaux.",
        source=_TERRITORY,
        value=lambda s: number(s.institutions.instances),
        detail=lambda s: (
            f"{number(s.institutions.clspds)} CLSPD, {number(s.institutions.cispds)} CISPD"
        ),
    ),
    Definition(
        codes=("10-1.b",),
        label="CLSPD et CISPD actifs",
        about_persons=False,
        formula="Part des CLSPD et CISPD qui ont tenu une réunion plénière dans les douze mois "
        "(CSI, art. D. 132-9).",
        source=_TERRITORY,
        value=lambda s: str(s.institutions.active_share),
        detail=lambda s: s.institutions.active_share.detail,
        numerator="CLSPD et CISPD réunis en formation plénière depuis moins de douze mois",
        denominator="CLSPD et CISPD créés",
    ),
    Definition(
        codes=("10-1.c",),
        label="CLSPD et CISPD créés dans l’année",
        about_persons=False,
        formula="Conseils créés par arrêté depuis le 1er janvier.",
        source=_TERRITORY,
        value=lambda s: number(s.institutions.new_instances),
    ),
    Definition(
        codes=("10-1.a",),
        label="Réunions tenues dans l’année",
        about_persons=False,
        formula="Réunions closes depuis le 1er janvier, toutes formations : plénière, restreinte, "
        "groupe.",
        source=_TERRITORY,
        value=lambda s: number(s.institutions.meetings),
    ),
    Definition(
        codes=("10-1",),
        label="Population couverte par un CLSPD ou un CISPD",
        about_persons=False,
        formula="Part des habitants dont la commune relève d’une collectivité qui a un CLSPD ou un "
        "CISPD.",
        source=_TERRITORY,
        value=lambda s: str(s.institutions.inhabitant_coverage),
        detail=lambda s: s.institutions.inhabitant_coverage.detail,
        numerator="habitants des communes couvertes",
        denominator="habitants de toutes les communes",
    ),
    Definition(
        codes=("4-2.a", "10-6.a"),
        label="CDDF",
        about_persons=False,
        formula="Conseils pour les droits et devoirs des familles créés par délibération.",
        source=_TERRITORY,
        value=lambda s: number(s.institutions.cddfs),
    ),
    Definition(
        codes=("4-2.b", "10-6.c"),
        label="Population des communes qui ont un CDDF",
        about_persons=False,
        formula="Part des habitants dont la commune a un CDDF.",
        source=_TERRITORY,
        value=lambda s: str(s.institutions.cddf_coverage),
        detail=lambda s: s.institutions.cddf_coverage.detail,
        numerator="habitants des communes qui ont un CDDF",
        denominator="habitants de toutes les communes",
    ),
    Definition(
        codes=("4-3.b", "10-6.c"),
        label="Communes avec un protocole",
        about_persons=False,
        formula="Part des communes nommées par un protocole en vigueur avec le parquet sur le "
        "rappel à l’ordre. Le protocole signé compte, non l’usage qui en est fait : une commune "
        "ne révèle ainsi aucun cas.",
        source=_TERRITORY,
        value=lambda s: str(s.institutions.protocol_coverage),
        detail=lambda s: s.institutions.protocol_coverage.detail,
        numerator="communes nommées par un protocole en vigueur",
        denominator="toutes les communes",
    ),
)

DEFINITIONS = PERSONS + INSTITUTIONS


def definitions_of(code: str) -> tuple[Definition, ...]:
    """Figures that answer a line of the plan; none for an unknown code."""
    return tuple(each for each in DEFINITIONS if code in each.codes)
