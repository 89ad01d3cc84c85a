"""Papers of a follow-up by a référent: the mission, the adhesion, the bilan de parcours (FSM-6, 7).

None of them tells anything of the justice. The référent takes the last two for the own mission.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from casework.choices.delays import Delay
from casework.choices.lists import Need
from casework.choices.measures import ObjectiveResult, StepKind, StepResult
from casework.choices.states import BilanState, FollowUpState
from casework.deadlines import Delays, delays_of
from casework.models import Bilan, ReferentFollowUp, Step
from casework.papers import wording
from casework.papers.kinds import OF_FOLLOW_UP, Setting, Template
from casework.presenters.labels import labels
from veille.french import day_month_year
from veille.grammar import inside
from veille.papers.blocks import Block, Boxes, Heading, Listing, Paper, Paragraph, Table

_U, _B = FollowUpState, BilanState
# From the first contact on, and until the mission ends.
_MET: Final = (_U.PREMIER_CONTACT, _U.ADHESION, _U.ACTIF, _U.SUSPENDU)
_PROPOSED: Final = (_U.DESIGNE, _U.ACCEPTE, _U.INJOIGNABLE)
_CHECKED: Final = (_B.VALIDE, _B.PRESENTE, _B.COMMUNIQUE)


def mission(row: ReferentFollowUp, setting: Setting) -> Paper:
    """D24: read by the employer too, so that the young person stands there by reference only."""
    return Paper(
        "Lettre de mission du référent de parcours",
        "Au référent et à son employeur",
        (
            ("Référent", row.referent.user.full_name),
            ("Employeur", row.organisation.name),
            ("Accord de l’employeur", wording.on_day(row.employer_agreed_on)),
            ("Situation", row.case.reference),
            ("Désigné", wording.on_day(row.designated_on)),
        ),
        (
            Heading("But"),
            Paragraph(
                "Accompagner un jeune qui l’accepte, et sa famille s’il est mineur : être son "
                "interlocuteur, l’aider à avancer vers les objectifs convenus avec lui, relier les "
                f"services utiles.{_intensive(row)}"
            ),
            Heading("Limites"),
            Paragraph(
                "Le suivi repose sur l’adhésion du jeune, qui peut l’arrêter. Le référent ne "
                "contrôle pas, ne sanctionne pas, n’enquête pas, et ne remplace ni la protection "
                "de l’enfance ni les professionnels de santé."
            ),
            Heading("Confidentialité"),
            Paragraph(
                "Le référent ne note que des étapes codées, sans jugement, dans l’outil de la "
                "cellule. Il n’en communique rien à un tiers, pas même à son employeur au-delà de "
                "ce que demande son emploi du temps (code pénal, art. 226-13)."
            ),
            Heading("Durée et bilans"),
            Listing(_dates(row)),
            Boxes(("Le référent, date et signature", "L’employeur", "Pour la cellule")),
        ),
        wording.form(setting),
    )


def _dates(row: ReferentFollowUp) -> tuple[str, ...]:
    delays = delays_of(row.case.cellule)
    contact = delays.after(Delay.CONTACT, row.designated_on)
    first = delays.after(Delay.BILAN, row.designated_on)
    return (
        f"Premier contact au plus tard le {day_month_year(contact)}.",
        f"Premier bilan le {day_month_year(first)}, puis tous les {_every(delays)}.",
        f"Fin de la mission {_end(row)}, ou plus tôt si le suivi se termine.",
    )


def _every(delays: Delays) -> str:
    months = delays.value(Delay.BILAN)
    return f"{months} mois" if months > 1 else "mois"


def _intensive(row: ReferentFollowUp) -> str:
    return " Le suivi est intensif : les rencontres sont plus rapprochées." if row.intensive else ""


def _end(row: ReferentFollowUp) -> str:
    return wording.on_day(row.case.term_on) if row.case.term_on else "au terme du suivi"


def adhesion(row: ReferentFollowUp, setting: Setting) -> Paper:
    """D25: what the young person, and the representatives of a minor, agree to (I47)."""
    minor = row.case.young_person.is_minor(setting.today)
    parents = ("Les représentants légaux, date et signature",) if minor else ()
    return Paper(
        "Feuille d’adhésion",
        "Accompagnement par un référent de parcours",
        (
            ("Jeune", wording.born(row.case)),
            ("Référent", f"Référent de parcours, {row.organisation.name}"),
        ),
        (
            Heading("Ce sur quoi nous voulons avancer"),
            Listing(tuple(labels(Need, row.case.needs)) or ("À définir ensemble.",)),
            Heading("Ce que cela veut dire"),
            Listing(
                (
                    "J’accepte librement cet accompagnement. Ce n’est ni une sanction ni une "
                    "obligation.",
                    "Je peux l’arrêter à tout moment, sans me justifier et sans que cela me soit "
                    "reproché.",
                    "Les objectifs se décident avec moi, et peuvent changer.",
                    "Je peux lire ce qui est noté sur moi, et le faire corriger.",
                )
            ),
            Paragraph(f"Pour toute question : {wording.contact(setting)}."),
            Boxes(("Le jeune, date et signature", *parents, "Le référent, signature")),
        ),
        wording.form(setting),
    )


def bilan(row: Bilan, setting: Setting) -> Paper:
    """D26: what was done and where it led, in codes; its author by quality. No judicial detail."""
    return Paper(
        f"Bilan de parcours {inside(row.get_kind_display())}",
        "",
        (
            ("Jeune", wording.named(row.case)),
            ("Situation suivie", row.case.reference),
            (
                "Période",
                f"du {wording.day_or_line(row.since)} au {wording.day_or_line(row.until)}",
            ),
            ("Rédigé", f"{wording.on_day(row.written_on)}, par {_author(row)}"),
        ),
        (
            *_steps(row),
            Heading("Objectifs"),
            Listing(_objectives(row)),
            Heading("Où en est le parcours"),
            Listing(
                (
                    f"Adhésion du jeune : {inside(row.get_adhesion_display())}.",
                    f"Situation : {inside(row.get_schooling_display())}.",
                    f"Réitération : {inside(row.get_reiteration_display())}.",
                )
            ),
            Heading("Proposition à la cellule"),
            Paragraph(f"{row.get_proposal_display()}."),
            Boxes((f"{_author(row, capital=True)}, signature", "Pour la cellule")),
        ),
        wording.form(setting),
    )


def _author(row: Bilan, *, capital: bool = False) -> str:
    article = "Le" if capital else "le"
    if row.follow_up is None:
        return f"{article} coordonnateur de la cellule"
    return f"{article} référent de parcours ({row.follow_up.organisation.name})"


def _steps(row: Bilan) -> tuple[Block, ...]:
    """The steps of the period, one line for each kind: a paper of two pages at most."""
    steps = Step.objects.filter(case=row.case_id, happened_on__gte=row.since)
    if row.until:
        steps = steps.filter(happened_on__lte=row.until)
    found: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        found[step.kind].append(step)
    if not found:
        return (Heading("Étapes"), Paragraph("Aucune étape n’est enregistrée sur la période."))
    lines = tuple(
        (
            str(kind.label),
            str(len(found[kind])),
            _results(found[kind]),
        )
        for kind in StepKind
        if kind in found
    )
    headings = ("Étape", "Fois", "Résultats")
    return (
        Heading("Étapes"),
        Table("Ce qui a été fait sur la période", headings, lines, numeric=False),
    )


def _results(steps: list[Step]) -> str:
    return " ; ".join(map(inside, labels(StepResult, {step.result for step in steps})))


def _objectives(row: Bilan) -> tuple[str, ...]:
    results = {each.value: inside(str(each.label)) for each in ObjectiveResult}
    said = tuple(
        f"{need.label} : {results[row.objectives[need]]}."
        for need in Need
        if row.objectives.get(need) in results
    )
    return said or ("Aucun objectif n’avait été fixé.",)


TEMPLATES: Final = (
    Template(
        "lettre-de-mission",
        "D24",
        2,
        ReferentFollowUp,
        mission,
        lambda row: row.state in (*_PROPOSED, *_MET),
        "La lettre de mission se fait tant que la mission n’est pas terminée.",
    ),
    Template(
        "feuille-adhesion",
        "D25",
        1,
        ReferentFollowUp,
        adhesion,
        lambda row: row.state in _MET,
        "La feuille d’adhésion se fait après le premier contact.",
        act=OF_FOLLOW_UP,
    ),
    Template(
        "bilan-de-parcours",
        "D26",
        2,
        Bilan,
        bilan,
        lambda row: row.state in _CHECKED,
        "Le bilan se met sur papier quand le coordonnateur l’a validé.",
        act=OF_FOLLOW_UP,
    ),
)
