"""Papers of a séance (D03 to D06): references only, no name of any young person (I10).

Members are named on the attendance sheet, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils import timezone

from casework.choices.measures import AgendaKind
from casework.models import Case, Decision
from casework.papers import wording
from casework.papers.kinds import OF_SEANCE, Setting, Template
from casework.presenters.readiness import sheet_of
from casework.presenters.seances import present_at, releve_lines
from casework.services.seances import visible_seances
from veille.choices import SeanceState
from veille.french import long_moment, plural
from veille.models import Seance
from veille.papers.blocks import Block, Boxes, Heading, Listing, Paper, Paragraph, Table

_S = SeanceState
_CONFIDENTIAL: Final = (
    "Les échanges sont confidentiels : rien n’est communiqué à un tiers (code de la sécurité "
    "intérieure, art. L. 132-5 ; code pénal, art. 226-13)."
)


def convocation(seance: Seance, setting: Setting) -> Paper:
    """D03: when, where, how many points. The agenda is read in the application."""
    count = seance.items.count()
    return Paper(
        "Convocation à une séance de la cellule de veille",
        "À l’attention des membres désignés et de leurs suppléants",
        _facts(seance),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"Nous vous invitons à la séance du {long_moment(seance.held_at)}, {seance.place}. "
                f"{_announced(count)}"
            ),
            Paragraph(
                "Les situations inscrites vous sont ouvertes dans l’application sept jours avant, "
                "si vous avez signé la charte. En cas d’empêchement, prévenez votre suppléant et "
                f"{wording.contact(setting)}."
            ),
            Paragraph(_CONFIDENTIAL),
            wording.signature("Pour le maire"),
        ),
        wording.form(setting),
    )


def agenda(seance: Seance, setting: Setting) -> Paper:
    """D04: a reference, a kind of point, which organisation pilots what was decided last."""
    rows = tuple(
        (
            f"{item.position}. {item.case.reference}",
            str(AgendaKind(item.kind).label),
            _pilot(item.case, seance),
            "",
        )
        for item in seance.items.select_related("case").order_by("position")
    )
    body: tuple[Block, ...] = (
        (Table("Points", ("Situation", "Nature", "Pilote", "Notes"), rows, numeric=False),)
        if rows
        else (Paragraph("Aucune situation n’est inscrite."),)
    )
    return Paper(
        "Ordre du jour",
        "Références seules : les noms se lisent dans l’application.",
        _facts(seance),
        (*body, Paragraph(_CONFIDENTIAL)),
        wording.form(setting),
    )


def _pilot(case: Case, seance: Seance) -> str:
    """The organisation that pilots what was decided last before this séance."""
    known = Decision.objects.filter(item__case=case, item__withdrawn_at=None, withdrawn_at=None)
    before = known.exclude(pilot=None).filter(item__seance__held_at__lt=seance.held_at)
    last = before.select_related("pilot").order_by("item__seance__held_at", "recorded_at").last()
    return last.pilot.name if last and last.pilot else "à désigner"


def attendance(seance: Seance, setting: Setting) -> Paper:
    """D05: names printed, a box each to sign; who is not bound by the charte is told."""
    rows = tuple(
        (each.name, each.organisation, each.role, "oui" if each.signed else "à signer", " ")
        for each in sheet_of(seance)
    )
    headings = ("Nom", "Organisme", "Qualité", "Charte signée", "Signature")
    return Paper(
        "Feuille d’émargement",
        "",
        _facts(seance),
        (
            Table("Personnes attendues", headings, rows, numeric=False, signed=True),
            Paragraph(
                "Sans charte signée, une personne n’assiste pas à l’examen des situations. "
                "Attestation de confidentialité : en signant, chacun confirme qu’il est tenu au "
                "secret de ce qu’il entend."
            ),
            Boxes(("Signature de la personne qui tient la séance",)),
        ),
        wording.form(setting),
    )


def releve(seance: Seance, setting: Setting) -> Paper:
    """D06: by reference, what was decided, who pilots, by when. No narrative, no opinion."""
    rows = tuple(
        (each.reference, each.kind, each.decisions, each.pilot, each.due)
        for each in releve_lines(seance)
    )
    headings = ("Situation", "Nature", "Décision", "Pilote", "Pour le")
    decided: tuple[Block, ...] = (
        (Table("Décisions", headings, rows, numeric=False),)
        if rows
        else (Paragraph("Aucune situation n’était inscrite."),)
    )
    return Paper(
        "Relevé de décisions",
        "",
        _facts(seance),
        (
            *decided,
            Heading("Présents"),
            Listing(tuple(present_at(seance)) or ("Personne n’est noté présent.",)),
            Paragraph(_CONFIDENTIAL),
            wording.signature("Pour le maire"),
        ),
        wording.form(setting),
    )


def _facts(seance: Seance) -> tuple[tuple[str, str], ...]:
    return (
        ("Cellule", seance.cellule.name),
        ("Séance", long_moment(timezone.localtime(seance.held_at))),
        ("Lieu", seance.place),
        ("Formation", seance.get_kind_display()),
    )


def _announced(count: int) -> str:
    if not count:
        return "Aucune situation n’est inscrite à ce jour."
    return f"{plural(count, 'situation est inscrite', 'situations sont inscrites')} à ce jour."


def _template(
    slug: str,
    code: str,
    version: int,
    compose: Callable[[Seance, Setting], Paper],
    states: tuple[str, ...],
    waits: str,
) -> Template:
    return Template(
        slug,
        code,
        version,
        Seance,
        compose,
        lambda seance: seance.state in states,
        waits,
        OF_SEANCE,
        rows=visible_seances,
    )


_AHEAD: Final = (_S.CONVOQUEE, _S.OUVERTE)
TEMPLATES: Final = (
    _template("convocation-seance", "D03", 2, convocation, _AHEAD, "Convoquez d’abord la séance."),
    _template("ordre-du-jour", "D04", 2, agenda, _AHEAD, "Convoquez d’abord la séance."),
    _template("emargement", "D05", 1, attendance, _AHEAD, "Convoquez d’abord la séance."),
    _template(
        "releve-de-decisions",
        "D06",
        1,
        releve,
        (_S.CLOSE, _S.RELEVE_VALIDE),
        "Le relevé se fait quand la séance est close.",
    ),
)
