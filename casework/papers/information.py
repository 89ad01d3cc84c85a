"""Letters of information (D08): four readers, four letters; and the letter that closes (D27).

RGPD art. 12 to 14. A child of twelve must understand, and nothing here is a reproach.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils import timezone

from casework.choices.lists import ClosingReason
from casework.choices.states import CaseState
from casework.conservation import purge_due
from casework.letters import InformationLetter, letters_at
from casework.models import Case
from casework.papers import wording
from casework.papers.kinds import OF_INFORMATION, Setting, Template
from casework.presenters.justice import told
from veille.french import day_month_year
from veille.grammar import capital, inside
from veille.papers.blocks import Block, Heading, Listing, Paper, Paragraph

_PURPOSE: Final = (
    "Le but est de proposer un appui : scolarité, formation, emploi, logement, santé, loisirs ou "
    "relation avec la famille. Rien n’est décidé à la place de la personne : le suivi repose sur "
    "son adhésion, qu’elle peut retirer."
)
_READERS: Final = (
    "le maire ou son délégué, le coordonnateur, le référent de parcours s’il y en a un ; pour "
    "l’examen de la situation, les membres de la cellule, tenus à la confidentialité"
)
_CNIL: Final = (
    "Sans réponse, ou si elle ne convient pas, une réclamation peut être adressée à la CNIL "
    "(cnil.fr, ou 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07)."
)


def to_adult(case: Case, setting: Setting) -> Paper:
    """The person alone: parents of an adult are told nothing."""
    return Paper(
        "Information sur l’examen de votre situation",
        "",
        (),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"{capital(wording.who(setting))} réunit, dans une cellule de veille, des services "
                f"qui accompagnent les jeunes. Votre situation {_when(case, setting)}, à partir "
                f"d’une information transmise par : {_origin(case)}."
            ),
            Paragraph(_PURPOSE),
            *_legal(setting, "Votre identité et vos coordonnées, votre situation scolaire ou"),
            Paragraph(
                "Vous pouvez voir ces informations, les faire corriger, demander que leur usage "
                f"soit limité ou effacé, et vous opposer au fichier : {wording.contact(setting)}, "
                f"ou le délégué à la protection des données ({_dpo(setting)}). La réponse vous est "
                f"donnée sous un mois. {_CNIL}"
            ),
            wording.signature("Pour le maire"),
        ),
        wording.letter(setting, wording.to_young(case)),
    )


def to_representatives(case: Case, setting: Setting) -> Paper:
    """The holders of parental authority of a minor."""
    child = case.young_person.first_name
    return Paper(
        "Information sur l’examen de la situation de votre enfant",
        "",
        (),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"{capital(wording.who(setting))} réunit, dans une cellule de veille, des services "
                "qui accompagnent les jeunes et leurs familles. La situation de votre enfant "
                f"{child} {_when(case, setting)}, à partir d’une information transmise par : "
                f"{_origin(case)}."
            ),
            Paragraph(_PURPOSE),
            Paragraph("Un référent n’est désigné qu’avec l’accord de votre enfant et le vôtre."),
            *_legal(setting, "L’identité et les coordonnées, la situation scolaire ou"),
            Paragraph(
                "Vous pouvez, pour votre enfant et avec lui, voir ces informations, les faire "
                "corriger, demander que leur usage soit limité ou effacé, et vous opposer au "
                f"fichier : {wording.contact(setting)}, ou le délégué à la protection des données "
                f"({_dpo(setting)}). La réponse vous est donnée sous un mois. {_CNIL}"
            ),
            wording.signature("Pour le maire"),
        ),
        wording.letter(setting, wording.to_representatives(case)),
    )


def to_older_minor(case: Case, setting: Setting) -> Paper:
    """From fifteen to seventeen."""
    return Paper(
        "Ce que la cellule de veille fait de ta situation",
        "",
        (),
        (
            Paragraph(f"Bonjour {case.young_person.first_name},"),
            Paragraph(
                f"{capital(wording.who(setting))} réunit des adultes qui accompagnent les jeunes : "
                f"la mairie, l’école, des éducateurs et d’autres services. Ta situation "
                f"{_when(case, setting)}. L’information vient de : {_origin(case)}."
            ),
            Paragraph(
                "Ce n’est pas une punition. Le but est de te proposer de l’aide, et tu peux dire "
                "oui, non, ou changer d’avis."
            ),
            Heading("Ce qui est noté"),
            Paragraph(
                "Ton nom, ton âge, ta classe ou ton travail, ce qui a posé problème, ce qu’on te "
                "propose. C’est écrit dans un fichier protégé, prévu par la loi (code de la "
                "sécurité intérieure, art. L. 132-4 et L. 132-5 ; mission d’intérêt public, RGPD, "
                "art. 6, 1, e). Le maire en est responsable."
            ),
            Paragraph(f"Peuvent le lire : {_READERS}. Tes parents sont informés aussi."),
            Paragraph(_kept_for_you(setting)),
            Heading("Tes droits"),
            Paragraph(
                "Tu peux demander à voir ce qui est écrit, à le faire corriger, limiter ou "
                f"effacer, ou dire que tu n’es pas d’accord : {wording.contact(setting)}, ou le "
                f"délégué à la protection des données ({_dpo(setting)}). On répond dans le mois. "
                "Si la réponse ne te va pas, tu peux écrire à la CNIL (cnil.fr)."
            ),
        ),
        wording.letter(setting, wording.to_young(case)),
    )


def to_younger_minor(case: Case, setting: Setting) -> Paper:
    """From twelve to fourteen: shorter."""
    return Paper(
        "Des adultes se réunissent pour t’aider",
        "",
        (),
        (
            Paragraph(f"Bonjour {case.young_person.first_name},"),
            Paragraph(
                f"À {setting.holder.seat.name}, des adultes se réunissent pour aider les jeunes : "
                f"la mairie, l’école et d’autres. Ta situation {_when(case, setting)}. "
                f"L’information vient de : {_origin(case)}."
            ),
            Paragraph("Ce n’est pas une punition. On te proposera de l’aide : tu peux dire non."),
            Paragraph(
                "On note ton nom, ton âge, ta classe, ce qui a posé problème et ce qu’on te "
                "propose, dans un fichier protégé dont le maire est responsable. La loi le permet "
                "(code de la sécurité intérieure, art. L. 132-5). Seuls ceux qui t’aident peuvent "
                "le lire. Tes parents sont informés aussi."
            ),
            Paragraph(_kept_for_you(setting)),
            Paragraph(
                "Tu peux demander à voir ce qui est écrit, à le corriger ou à l’effacer, ou dire "
                f"que tu n’es pas d’accord : {wording.contact(setting)}. Le délégué à la "
                f"protection des données peut t’aider ({_dpo(setting)}), et la CNIL aussi "
                "(cnil.fr)."
            ),
        ),
        wording.letter(setting, wording.to_young(case)),
    )


def closing(case: Case, setting: Setting) -> Paper:
    """D27: over, why in neutral words, until when it is kept, which rights are left."""
    minor = case.young_person.is_minor(setting.today)
    whose = "de votre enfant" if minor else "engagé pour vous"
    gone = purge_due(
        case.closed_on or setting.today,
        case.young_person.birth_date,
        setting.holder.archive_months,
    )
    copy = (Paragraph(f"Copie remise à {wording.named(case)}."),) if minor else ()
    return Paper(
        "Fin du suivi",
        "",
        (),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"Le suivi {whose} a pris fin {wording.on_day(case.closed_on)} : "
                f"{inside(told(ClosingReason, case.closing_code, frozenset()))}."
            ),
            Paragraph(
                "Les informations sont placées en archive fermée : plus personne ne les lit, sauf "
                "deux agents ensemble, pour un motif écrit. Elles seront détruites au plus tard "
                f"le {day_month_year(gone)}."
            ),
            Paragraph(
                f"Vos droits restent ouverts : {wording.contact(setting)}, ou le délégué à la "
                f"protection des données ({_dpo(setting)}). {_CNIL}"
            ),
            *copy,
            wording.signature("Pour le maire"),
        ),
        wording.letter(
            setting, wording.to_representatives(case) if minor else wording.to_young(case)
        ),
    )


def _when(case: Case, setting: Setting) -> str:
    """The séance that examines it, or the one that did."""
    seances = case.agenda_items.select_related("seance").order_by("-seance__held_at")
    last = seances.first()
    if last is None:
        return "sera examinée lors d’une prochaine réunion"
    day = timezone.localdate(last.seance.held_at)
    verb = "sera examinée" if day >= setting.today else "a été examinée"
    return f"{verb} le {day_month_year(day)}"


def _origin(case: Case) -> str:
    """The category of who spoke, never which service nor who."""
    saisine = case.saisines.order_by("submitted_at").first()
    return inside(str(saisine.get_origin_display())) if saisine else "un membre de la cellule"


def _legal(setting: Setting, told: str) -> tuple[Block, ...]:
    """What RGPD art. 13 and 14 want said, as a list."""
    months = setting.holder.archive_months
    return (
        Heading("Le fichier"),
        Listing(
            (
                f"Responsable : le maire, pour {wording.who(setting)}.",
                "Textes : code de la sécurité intérieure, art. L. 132-4 et L. 132-5 ; code de "
                "l’action sociale et des familles, art. L. 141-1 ; mission d’intérêt public (RGPD, "
                "art. 6, 1, e).",
                f"Informations : {told[0].lower()}{told[1:]} professionnelle, les motifs et les "
                "étapes du suivi. Rien sur la santé, la religion, les opinions ou l’origine.",
                f"Lecteurs : {_READERS}.",
                f"Durée : le temps du suivi, puis {months} mois en archive fermée ; rien après le "
                "jour des 25 ans. Aucune décision n’est prise par une machine.",
            )
        ),
    )


def _kept_for_you(setting: Setting) -> str:
    months = setting.holder.archive_months
    return (
        f"Tout est effacé au plus tard {months} mois après la fin du suivi, et rien ne reste après "
        "tes 25 ans."
    )


def _dpo(setting: Setting) -> str:
    return setting.holder.dpo_contact or "à demander à la mairie"


_OVER: Final = (CaseState.CLOS, CaseState.ARCHIVE, CaseState.A_ELIMINER, CaseState.PURGE)


def _is_owed(case: Case, letter: InformationLetter) -> bool:
    if case.state in _OVER:
        return False
    age = case.young_person.age()
    return letter in letters_at(age, contrary_interest=case.representatives_not_informed)


def _letter(
    slug: str,
    version: int,
    letter: InformationLetter,
    compose: Callable[[Case, Setting], Paper],
) -> Template:
    return Template(
        slug,
        "D08",
        version,
        Case,
        compose,
        lambda case: _is_owed(case, letter),
        "Cette lettre n’est pas celle de cet âge, ou le suivi est terminé.",
        OF_INFORMATION,
        str(letter.label),
    )


TEMPLATES: Final = (
    _letter("information-majeur", 2, InformationLetter.MAJEUR, to_adult),
    _letter("information-mineur-15-17", 2, InformationLetter.QUINZE, to_older_minor),
    _letter("information-mineur-12-14", 1, InformationLetter.DOUZE, to_younger_minor),
    _letter("information-representants", 2, InformationLetter.REPRESENTANTS, to_representatives),
    Template(
        "cloture",
        "D27",
        1,
        Case,
        closing,
        # The dead receive no letter, nor does a case opened by mistake.
        lambda case: (
            case.state == CaseState.CLOS
            and case.closing_code not in (ClosingReason.DECES, ClosingReason.DOUBLON)
        ),
        "Ce courrier se fait quand la situation est close.",
    ),
)
