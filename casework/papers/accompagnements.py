"""Papers of the accompagnement parental (CASF art. L. 141-2), which parents accept or refuse.

What was checked with the justice and child protection services stands in none of them (I44).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from casework.choices.mayor import AccompagnementTrigger
from casework.choices.states import AccompagnementState
from casework.models import AccompagnementParental
from casework.papers import wording
from casework.papers.kinds import Setting, Template
from veille.papers.blocks import Boxes, Heading, Listing, Paper, Paragraph, Rows

_A = AccompagnementState
_LAW: Final = "article L. 141-2 du code de l’action sociale et des familles"
_WHAT: Final = (
    "Un suivi individuel, fait de conseils et de soutien dans votre rôle de parents : des "
    "rencontres régulières, près de chez vous."
)
# Why, as one says it to parents.
REASONS: Final[dict[str, str]] = {
    AccompagnementTrigger.SURVEILLANCE: "Un manque de surveillance qui nous a été rapporté",
    AccompagnementTrigger.ASSIDUITE: "Des absences en classe qui nous ont été signalées",
    AccompagnementTrigger.PARENTS: "Votre demande d’être soutenus",
}


def official(row: AccompagnementParental) -> str:
    """The mayor, or the élu who proposed it by delegation (I33)."""
    return wording.official(row.proposed_by, row.delegation, row.case.young_person.commune)


def proposal(row: AccompagnementParental, setting: Setting) -> Paper:
    """D20: why, what, how long, and that parents are free."""
    return Paper(
        "Proposition d’accompagnement parental",
        "Une aide que vous êtes libres d’accepter ou de refuser",
        _terms(row),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"En application de l’{_LAW}, je vous propose un accompagnement au sujet de "
                f"{row.case.young_person.first_name}."
            ),
            Paragraph(
                "Un refus n’entraîne rien, et n’est communiqué à aucune autorité. Si vous "
                "acceptez, je demande l’avis du président du conseil départemental et, comme la "
                "loi le veut, l’Éducation nationale, le chef d’établissement, la CAF et le préfet "
                "sont informés de l’existence de l’accompagnement et de ses dates, de rien "
                "d’autre."
            ),
            Paragraph(f"Pour en parler avant de répondre : {wording.contact(setting)}."),
            Heading("Votre réponse"),
            Listing(("☐ Nous acceptons cet accompagnement", "☐ Nous le refusons")),
            Boxes(("Date et signature des parents", f"{official(row)}, signature")),
        ),
        wording.letter(setting, wording.to_representatives(row.case)),
    )


def _terms(row: AccompagnementParental) -> Rows:
    terms = [("Pourquoi", REASONS[row.trigger])]
    if row.threat:
        terms.append(("Ce que la loi protège", row.get_threat_display()))
    return (
        *terms,
        ("Contenu", _WHAT),
        ("Durée proposée", f"{row.months} mois" if row.months else "À convenir avec vous"),
        ("Proposé", wording.on_day(row.proposed_on)),
    )


def opinion_request(row: AccompagnementParental, setting: Setting) -> Paper:
    """D21: to the président du conseil départemental. Who and when; no narrative."""
    return Paper(
        "Demande d’avis sur un accompagnement parental",
        f"En application de l’{_LAW}",
        (
            *_who(row),
            ("Proposé", wording.on_day(row.proposed_on)),
            ("Accepté par les parents", wording.on_day(row.answered_on)),
        ),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                "Je sollicite votre avis avant la mise en place de cet accompagnement, que les "
                "parents ont accepté."
            ),
            Heading("Votre avis"),
            Listing(("☐ Favorable", "☐ Réservé", "☐ Défavorable")),
            Boxes(("Date, qualité et signature", f"{official(row)}, signature")),
        ),
        wording.letter(setting, ("Au président du conseil départemental",)),
    )


def _who(row: AccompagnementParental) -> Rows:
    parents = wording.family(row.case)
    return (
        ("Enfant", wording.born(row.case)),
        ("Parents", ", ".join(parents)),
        ("Commune", row.case.young_person.commune.name),
    )


def information_to(addressee: str) -> Callable[[AccompagnementParental, Setting], Paper]:
    """D22: one of the four informations that the law asks. Existence and dates only (I44)."""

    def compose(row: AccompagnementParental, setting: Setting) -> Paper:
        begun = (("Mis en place", wording.on_day(row.started_on)),) if row.started_on else ()
        return Paper(
            "Information sur un accompagnement parental",
            f"En application de l’{_LAW}",
            (*_who(row), ("Accepté par les parents", wording.on_day(row.answered_on)), *begun),
            (
                Paragraph("Madame, Monsieur,"),
                Paragraph(
                    "Je vous informe, comme la loi le veut, de l’existence de cet accompagnement. "
                    "Il repose sur l’accord des parents. Rien d’autre n’est communiqué, et aucune "
                    "réponse n’est attendue."
                ),
                wording.signature(official(row)),
            ),
            wording.letter(setting, (addressee,)),
        )

    return compose


def attestation(row: AccompagnementParental, setting: Setting) -> Paper:
    """D23: the parents took part, and commit themselves solemnly (CASF art. L. 141-2)."""
    period = f"du {wording.day_or_line(row.started_on)} au {wording.day_or_line(row.ended_on)}"
    return Paper(
        "Attestation d’accompagnement parental",
        "Avec l’engagement solennel des parents",
        (
            ("Parents", ", ".join(wording.family(row.case))),
            ("Enfant", wording.named(row.case)),
            ("Accompagnement", period),
        ),
        (
            Paragraph(
                f"L’{_LAW} permet au maire de proposer aux parents un accompagnement, qui consiste "
                "en un suivi individualisé : des actions de conseil et de soutien à la fonction "
                "éducative. Remise à son terme, cette attestation porte leur engagement solennel."
            ),
            Paragraph(
                "J’atteste que les parents ont suivi cet accompagnement, qu’ils avaient librement "
                "accepté."
            ),
            Heading("Engagement solennel"),
            Paragraph(
                "Nous nous engageons solennellement à nous conformer aux obligations liées à "
                "l’exercice de l’autorité parentale."
            ),
            Boxes(("Date et signature des parents", f"{official(row)}, signature et cachet")),
        ),
        wording.letter(setting, wording.to_representatives(row.case)),
    )


def _accepted(row: AccompagnementParental) -> bool:
    return row.state in (_A.ACCEPTE, _A.AVIS_DEMANDE, _A.EN_COURS)


_AGREED_FIRST: Final = "Ce courrier se fait quand les parents ont accepté l’accompagnement."
# Where each information goes, in its address and on the envelope (CASF art. L. 141-2).
_AUTHORITIES: Final = (
    ("dasen", "À l’autorité académique (DASEN)", "Information de l’Éducation nationale"),
    ("etablissement", "Au chef d’établissement", "Information du chef d’établissement"),
    ("caf", "À la caisse d’allocations familiales", "Information de la CAF"),
    ("prefet", "Au préfet", "Information du préfet"),
)

TEMPLATES: Final = (
    Template(
        "proposition-accompagnement",
        "D20",
        1,
        AccompagnementParental,
        proposal,
        lambda row: row.state == _A.PROPOSE,
        "La proposition se remet quand le maire propose l’accompagnement aux parents.",
    ),
    Template(
        "avis-conseil-departemental",
        "D21",
        1,
        AccompagnementParental,
        opinion_request,
        lambda row: row.state in (_A.ACCEPTE, _A.AVIS_DEMANDE),
        _AGREED_FIRST,
    ),
    *(
        Template(
            f"information-accompagnement-{slug}",
            "D22",
            1,
            AccompagnementParental,
            information_to(addressee),
            _accepted,
            _AGREED_FIRST,
            name=name,
        )
        for slug, addressee, name in _AUTHORITIES
    ),
    Template(
        "attestation-accompagnement",
        "D23",
        1,
        AccompagnementParental,
        attestation,
        lambda row: row.state in (_A.EN_COURS, _A.TERMINE),
        "L’attestation se prépare pendant l’accompagnement, et se remet à son terme.",
    ),
)
