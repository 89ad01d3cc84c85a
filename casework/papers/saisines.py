"""Papers of a saisine: its sheet (D07), the slips of what is reported elsewhere (D29, D30).

A slip says that something was reported, when and to whom. What was reported never passes here.
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from casework.choices.facts import FAITS
from casework.choices.lists import Motif
from casework.choices.states import SaisineState
from casework.models import Saisine
from casework.papers import wording
from casework.papers.kinds import OF_SAISINE, Setting, Template
from casework.presenters.labels import labels
from veille.french import day_month_year
from veille.grammar import inside
from veille.papers.blocks import Boxes, Heading, Listing, Paper, Paragraph

# As long as the saisine shows whom it is about.
_WAITING: Final = (SaisineState.SOUMISE, SaisineState.A_COMPLETER)


def sheet(saisine: Saisine, setting: Setting) -> Paper:
    """D07: codes, answers, attestation. No free text exists."""
    person = saisine.young_person
    sent = saisine.submitted_at
    return Paper(
        f"Fiche de saisine {saisine.reference}",
        "",
        (
            ("Jeune", f"{person.first_name} {person.last_name}"),
            ("Né(e) le", day_month_year(person.birth_date)),
            ("Commune", person.commune.name),
            ("Situation", saisine.get_schooling_display()),
            ("Organisme", saisine.organisation.name if saisine.organisation else "effacé"),
            ("Envoyée", wording.on_day(timezone.localdate(sent) if sent else None)),
        ),
        (
            Heading("Motifs"),
            Listing(tuple(labels(Motif, saisine.motifs)) or ("Aucun motif coché.",)),
            Heading("Faits"),
            Listing(_facts(saisine) or ("Aucun fait déclaré.",)),
            Heading("Réponses"),
            Listing(_answers(saisine)),
            Heading("Attestation"),
            Paragraph(
                "La personne qui a envoyé cette saisine a attesté qu’elle connaît ces informations "
                "par ses fonctions, qu’elles sont exactes et strictement nécessaires, et "
                "qu’aucune n’est couverte par le secret professionnel ou celui de l’enquête, ni "
                "tirée d’un fichier de police ou du casier judiciaire."
            ),
        ),
        wording.form(setting),
    )


def _facts(saisine: Saisine) -> tuple[str, ...]:
    return tuple(
        f"{FAITS[each.code].label}, le {day_month_year(each.happened_on)}, "
        f"{inside(each.get_place_kind_display())}"
        for each in saisine.faits.order_by("happened_on", "code", "pk")
    )


def _answers(saisine: Saisine) -> tuple[str, ...]:
    """To the three questions asked before anything is sent."""
    inquiry = saisine.get_q_plainte_enquete_display().lower()
    return (
        f"Un crime ou un délit : {saisine.get_q_crime_delit_display().lower()}",
        f"Une plainte ou une enquête connue : {inquiry}",
        f"Un mineur en danger : {saisine.get_q_danger_display().lower()}",
    )


def slip_to_procureur(saisine: Saisine, setting: Setting) -> Paper:
    """D29 (CPP art. 40): goes with the letter, which the application does not hold."""
    return Paper(
        "Bordereau de signalement",
        "À l’attention du procureur de la République",
        (
            ("Objet", "Faits portés à votre connaissance (code de procédure pénale, art. 40)"),
            ("Référence", saisine.reference),
            ("Signalement", wording.on_day(saisine.art40_on)),
            ("Pièce jointe", "le courrier de signalement, sous pli fermé"),
        ),
        (
            Paragraph(
                "L’identité et les faits sont dans le courrier joint. L’application de la cellule "
                "n’en garde que la date."
            ),
            Boxes(("L’autorité qui signale, signature", "Reçu le, cachet du parquet")),
        ),
        wording.form(setting),
    )


def slip_to_crip(saisine: Saisine, setting: Setting) -> Paper:
    """D30 (CASF art. L. 226-2-1): whether the parents were told is ticked by hand."""
    return Paper(
        "Bordereau d’information préoccupante",
        "À l’attention de la cellule de recueil des informations préoccupantes",
        (
            ("Objet", "Mineur en danger ou en risque de l’être (CASF, art. L. 226-2-1)"),
            ("Référence", saisine.reference),
            ("Transmission", wording.on_day(saisine.ip_on)),
            ("Pièce jointe", "l’information, sous pli fermé"),
        ),
        (
            Listing(
                (
                    "☐ Les parents ont été informés de cette transmission.",
                    "☐ Ils ne l’ont pas été : l’intérêt de l’enfant s’y oppose.",
                )
            ),
            Paragraph(
                "L’information est dans le pli joint. L’application de la cellule n’en garde que "
                "la date."
            ),
            Boxes(("L’auteur de la transmission, signature", "Reçu le, cachet")),
        ),
        wording.form(setting),
    )


TEMPLATES: Final = (
    Template(
        "fiche-de-saisine",
        "D07",
        1,
        Saisine,
        sheet,
        lambda saisine: saisine.state in _WAITING,
        "La fiche se fait tant que la saisine attend sa réponse.",
        OF_SAISINE,
    ),
    Template(
        "bordereau-signalement",
        "D29",
        1,
        Saisine,
        slip_to_procureur,
        lambda saisine: saisine.art40_on is not None,
        "Enregistrez d’abord la date du signalement au procureur.",
        OF_SAISINE,
    ),
    Template(
        "bordereau-information-preoccupante",
        "D30",
        1,
        Saisine,
        slip_to_crip,
        lambda saisine: saisine.ip_on is not None,
        "Enregistrez d’abord la date de transmission de l’information préoccupante.",
        OF_SAISINE,
    ),
)
