"""The proposal of transaction of the mayor (CPP art. 44-1 and R. 15-33-61 to R. 15-33-66)."""

from __future__ import annotations

from typing import Final

from casework.choices.facts import FAITS
from casework.choices.mayor import TransactionMode
from casework.choices.states import TransactionState
from casework.models import Transaction
from casework.papers import wording
from casework.papers.kinds import Setting, Template
from veille.french import day_month_year, of_, plural
from veille.grammar import inside
from veille.papers.blocks import Block, Boxes, Heading, Listing, Paper, Paragraph, Rows

# Class of each contravention that allows it (``TRANSACTION_FAITS``): code pénal, art. R. 632-1,
# R. 634-2 and R. 635-1; and the fine of each class, in euros (code pénal, art. 131-13).
_CLASSES: Final = {"F07": 2, "F06": 4, "F11": 5}
_FINES: Final = {1: 38, 2: 150, 3: 450, 4: 750, 5: 1500}
# To write upon.
_LINE: Final = "…" * 24


def official(row: Transaction) -> str:
    """The mayor of the commune that suffered the damage, or the élu by delegation."""
    return wording.official(row.proposed_by, row.delegation, row.fait.commune)


def proposal(row: Transaction, setting: Setting) -> Paper:
    """D31: every item of CPP art. R. 15-33-61. To the parents of a minor, who is named."""
    minor = row.case.young_person.is_minor(setting.today)
    addressee = wording.to_representatives(row.case) if minor else wording.to_young(row.case)
    return Paper(
        "Proposition de transaction",
        "Articles 44-1 et R. 15-33-61 et suivants du code de procédure pénale",
        _terms(row),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"Je propose à {wording.named(row.case)} la transaction décrite ci-dessus, pour "
                f"réparer le dommage causé à la commune {of_(row.fait.commune.name)}."
            ),
            *_asked(row),
            Heading("Vos droits"),
            Listing(
                (
                    "Vous êtes libre d’accepter ou de refuser, et pouvez prendre d’abord le "
                    "conseil d’un avocat.",
                    "Pour répondre, renvoyez un exemplaire signé dans les quinze jours, au plus "
                    f"tard le {day_month_year(row.answer_due_on)}. Votre silence vaut refus.",
                    "Si vous acceptez, la transaction ne vaut qu’une fois homologuée par le "
                    "procureur de la République, ou par le juge pour un travail.",
                    "Une transaction homologuée et exécutée éteint l’action publique. Sans accord "
                    "ou sans exécution, le procureur en est informé et décide de la suite.",
                    f"Pour toute question : {wording.contact(setting)}.",
                )
            ),
            _signing(row, minor=minor),
        ),
        wording.letter(setting, addressee),
    )


def _terms(row: Transaction) -> Rows:
    fact = FAITS[row.fait.code]
    number = f", n° {row.pv_reference}" if row.pv_reference else ""
    where = inside(row.fait.get_place_kind_display())
    return (
        (
            "Faits reprochés",
            f"{fact.label}, le {day_month_year(row.fait.happened_on)}, {where}, "
            f"{row.fait.commune.name}",
        ),
        ("Procès-verbal", f"{wording.on_day(row.pv_on)}{number}"),
        ("Qualification", f"Contravention de {_CLASSES[row.fait.code]}e classe ({fact.article})"),
        ("Amende encourue", _fine(row)),
        ("Préjudice de la commune", euros(row)),
        ("Proposition", _offer(row)),
    )


def _fine(row: Transaction) -> str:
    most = f"{_FINES[_CLASSES[row.fait.code]]} € au plus"
    if row.case.young_person.is_minor(row.fait.happened_on):
        return f"{most} ; la moitié au plus pour un mineur"
    return most


def euros(row: Transaction) -> str:
    """« 240,00 € »."""
    return f"{row.prejudice:.2f} €".replace(".", ",")


def _offer(row: Transaction) -> str:
    if row.mode == TransactionMode.TRAVAIL:
        hours = plural(row.hours or 0, "heure", "heures")
        return f"{hours} de travail non rémunéré au profit de la commune"
    return f"Réparation du préjudice : {euros(row)}"


def _asked(row: Transaction) -> tuple[Block, ...]:
    """What the mairie writes by hand: the application holds neither the work nor its place."""
    work = row.mode == TransactionMode.TRAVAIL
    what = "Nature et lieu du travail" if work else "Où et comment payer ou réparer"
    return (Listing((f"{what} : {_LINE}", f"À exécuter au plus tard {wording.on_day(None)}")),)


def _signing(row: Transaction, *, minor: bool) -> Block:
    answers = ("☐ J’accepte. Date et signature", "☐ Je refuse. Date et signature")
    parents = ("Les représentants légaux",) if minor else ()
    return Boxes((*answers, *parents, f"{official(row)}, signature"))


TEMPLATES: Final = (
    Template(
        "proposition-de-transaction",
        "D31",
        1,
        Transaction,
        proposal,
        lambda row: row.state == TransactionState.PROPOSEE,
        "La proposition se remet tant que la réponse est attendue.",
    ),
)
