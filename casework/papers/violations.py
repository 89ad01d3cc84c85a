"""The notification of a breach to the CNIL (D38, RGPD art. 33, 3). Codes and numbers, nobody.

The CNIL takes notifications on its site: this paper is what is copied there, and what is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import QuerySet, TextChoices

from casework.papers import wording
from casework.papers.kinds import OF_VIOLATION, Setting, Template
from casework.presenters.labels import labels
from confidentiality.actors import Actor
from veille.choices import (
    ViolationData,
    ViolationMeasure,
    ViolationNature,
    ViolationRisk,
    ViolationState,
)
from veille.french import long_moment, number
from veille.grammar import inside
from veille.models import Violation
from veille.papers.blocks import Block, Boxes, Heading, Listing, Paper, Paragraph, Rows

_N = ViolationNature
_LINE: Final = "…" * 22
# Likely consequences for the persons, for each nature (RGPD art. 33, 3, c).
CONSEQUENCES: Final[dict[str, str]] = {
    _N.CONFIDENTIALITE: "Des informations ont pu être connues de qui ne le devait pas : atteinte à "
    "la vie privée, à la réputation, tensions dans la famille ou le quartier.",
    _N.INTEGRITE: "Une information fausse a pu fonder une proposition ou une décision.",
    _N.DISPONIBILITE: "Un suivi ou une réponse à une demande de droits a pu être retardé.",
}


def notification(row: Violation, setting: Setting) -> Paper:
    """D38: each item of art. 33, 3, in its order; what is not recorded is left to write."""
    return Paper(
        f"Notification de la violation {row.reference}",
        "RGPD, art. 33",
        _facts(row, setting),
        (
            Heading("a. Nature de la violation"),
            Listing(
                (
                    *_said(ViolationNature, row.natures),
                    f"Cause probable : {inside(row.get_cause_display())}.",
                    f"Personnes concernées : {_count(row)}.",
                    *(
                        f"Données : {inside(each)}"
                        for each in _said(ViolationData, row.data_groups)
                    ),
                    f"Enregistrements concernés, environ : {_LINE}",
                )
            ),
            Heading("b. Point de contact"),
            Paragraph(
                "Délégué à la protection des données : "
                f"{setting.holder.dpo_contact or 'à demander à la mairie'}."
            ),
            Heading("c. Conséquences probables"),
            Listing(
                (
                    *(CONSEQUENCES[each] for each in _N if each in row.natures),
                    f"Risque pour les personnes : {inside(row.get_risk_display())}.",
                )
            ),
            Heading("d. Mesures prises ou proposées"),
            Listing((*_said(ViolationMeasure, row.measures), f"Mesures à venir : {_LINE}")),
            *_late(row),
            Boxes(("Le délégué, date et signature", "Pour le responsable du traitement")),
        ),
        wording.letter(setting, ("Commission nationale de l’informatique et des libertés",)),
    )


def _facts(row: Violation, setting: Setting) -> Rows:
    told = (("Notifiée", f"le {long_moment(row.notified_at)}"),) if row.notified_at else ()
    reference = (("Référence CNIL", row.cnil_reference),) if row.cnil_reference else ()
    return (
        ("Responsable du traitement", f"le maire, pour {wording.who(setting)}"),
        ("Traitement", "suivi individuel des jeunes par la cellule de veille"),
        ("Détectée", f"le {long_moment(row.detected_at)}"),
        ("À notifier avant", f"le {long_moment(row.notify_before)}"),
        *told,
        *reference,
    )


def _said(choices: type[TextChoices], codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{label}." for label in labels(choices, codes)) or (_LINE,)


def _count(row: Violation) -> str:
    return f"environ {number(row.persons_count)}" if row.persons_count else "nombre inconnu"


def _late(row: Violation) -> tuple[Block, ...]:
    """Told after 72 hours, a notification says why (art. 33, 1)."""
    if not row.late_code:
        return ()
    why = inside(row.get_late_code_display())
    return (Heading("Motif du retard"), Paragraph(f"Notifiée après 72 heures : {why}."))


def seen_by(actor: Actor, now: datetime) -> QuerySet[Violation]:
    return Violation.objects.visible_to(actor)


TEMPLATES: Final = (
    Template(
        "notification-violation",
        "D38",
        1,
        Violation,
        notification,
        lambda row: row.state != ViolationState.DETECTEE and row.risk != ViolationRisk.AUCUN,
        "La notification se prépare quand un risque a été qualifié.",
        OF_VIOLATION,
        rows=seen_by,
        plain=True,
    ),
)
