"""The sheet of a hand-over to another commune (D28): given by hand, sent to nobody (I51)."""

from __future__ import annotations

from typing import Final

from casework.choices.lists import DecisionCode, Need
from casework.choices.states import FOLLOW_UP_FINAL, FollowUpState
from casework.guards import relais as guards
from casework.models import Case, Relais
from casework.papers import wording
from casework.papers.kinds import Setting, Template
from casework.presenters.labels import labels
from veille.papers.blocks import Boxes, Heading, Listing, Paper, Paragraph, Rows

# The orientations that say nothing of facts, of justice or of child protection (invariant I51).
SAID: Final = (DecisionCode.DROIT_COMMUN, DecisionCode.REFERENT, DecisionCode.REMOBILISATION)


def sheet(row: Relais, setting: Setting) -> Paper:
    """Identity, contact, orientation, référent. No fact, no motif, no judicial status (I51)."""
    return Paper(
        "Fiche de relais",
        "Remise en main propre, avec l’accord écrit de la personne",
        (
            ("Jeune", wording.born(row.case)),
            ("Va habiter", row.target),
            *_agreements(row),
            *_contact(row.case),
        ),
        (
            Heading("Orientation actuelle"),
            Listing(_orientation(row.case)),
            Heading("Référent à joindre"),
            Listing(_referent(row.case) or ("Aucun référent n’accompagne aujourd’hui.",)),
            Paragraph(
                "Cette fiche ne porte ni fait, ni motif, ni rien de la justice. Aucun dossier "
                "n’est transmis à une autre commune (code de la sécurité intérieure, art. "
                "L. 132-5)."
            ),
            Boxes(("Remise le, signature du jeune", "Pour la cellule, signature")),
        ),
        wording.form(setting),
    )


def _agreements(row: Relais) -> Rows:
    parents = row.representatives_agreed_on
    theirs = (("Accord des représentants légaux", wording.on_day(parents)),) if parents else ()
    return (("Accord du jeune", wording.on_day(row.young_agreed_on)), *theirs)


def _contact(case: Case) -> Rows:
    person = case.young_person
    address = ", ".join(person.address.splitlines()) if person.address else ""
    known = (("Adresse", address), ("Téléphone", person.phone), ("Courriel", person.email))
    rows = [(label, value) for label, value in known if value]
    if person.is_minor():
        rows += [
            (
                each.get_quality_display(),
                f"{wording.full_name(each)}" + (f", {each.phone}" if each.phone else ""),
            )
            for each in person.representatives.order_by("quality", "pk")
        ]
    return tuple(rows) or (("Contact", "aucune coordonnée n’est connue"),)


def _orientation(case: Case) -> tuple[str, ...]:
    said = labels(DecisionCode, set(case.decision_codes) & set(SAID))
    needs = [f"Besoin : {label}" for label in labels(Need, case.needs)]
    return (*said, *needs) or ("Aucune orientation à transmettre.",)


def _referent(case: Case) -> tuple[str, ...]:
    """The référent who accompanies now, with a professional address."""
    running = case.follow_ups.exclude(state__in=[*FOLLOW_UP_FINAL, FollowUpState.DESIGNE])
    mission = running.select_related("referent__user", "referent__organisation").first()
    return (f"{mission.referent.label}, {mission.referent.user.email}",) if mission else ()


TEMPLATES: Final = (
    Template(
        "fiche-de-relais",
        "D28",
        1,
        Relais,
        sheet,
        lambda row: guards.is_agreed(row) and guards.case_is_open(row),
        "La fiche de relais s’ouvre avec l’accord recueilli, et se ferme avec le relais.",
        "relais.print",
        guards=(
            guards.case_is_open,
            guards.young_person_agrees,
            guards.representatives_agree,
            guards.is_agreed,
        ),
    ),
)
