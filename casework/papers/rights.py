"""The answer to a request about data (D32): what is granted, why the rest is not, which appeals.

RGPD art. 12, 3 and 4. Named while the case is open; otherwise nothing of an archive is read, and
the address is written by hand.
"""

from __future__ import annotations

from typing import Final

from casework.choices.rights import (
    RECTIFIABLE,
    ExtensionReason,
    Requester,
    RightKind,
    RightsOutcome,
    RightsReason,
)
from casework.choices.states import SEALED, RightsState
from casework.guards.rights import rectification_is_made
from casework.models import RightsRequest
from casework.papers import wording
from casework.papers.kinds import Setting, Template
from casework.presenters.rights import outside_recipients
from veille.grammar import capital, listed
from veille.papers.blocks import Block, Heading, Listing, Paper, Paragraph

_K, _O, _Q = RightKind, RightsOutcome, Requester
OF_ANSWER: Final = "rights.answer"
# What was asked, as one says it; « sur vous » or « sur votre enfant » follows.
ASKED: Final[dict[str, str]] = {
    _K.ACCES: "voir les informations enregistrées",
    _K.RECTIFICATION: "faire corriger des informations enregistrées",
    _K.EFFACEMENT: "faire effacer les informations enregistrées",
    _K.LIMITATION: "faire limiter l’usage des informations enregistrées",
    _K.OPPOSITION: "vous opposer à l’usage des informations enregistrées",
}
_ABOUT: Final[dict[str, str]] = {
    _Q.JEUNE: "sur vous",
    _Q.REPRESENTANT: "sur votre enfant",
    _Q.MANDATAIRE: "sur la personne qui vous a mandaté",
}
_ENDS: Final = (
    "Le suivi s’arrête. Les informations sont scellées : plus personne ne peut les lire. Elles "
    "sont détruites dès l’accord des archives départementales, que la loi exige."
)
# What is done of a request that is accepted.
DONE: Final[dict[str, str]] = {
    _K.ACCES: "La copie de ces informations est jointe, avec la liste des fonctions et des "
    "organismes qui les ont consultées.",
    _K.RECTIFICATION: "Les informations ont été corrigées.",
    _K.EFFACEMENT: _ENDS,
    _K.LIMITATION: "Ces informations sont gardées, et personne ne s’en sert plus jusqu’à ce que "
    "nous vous annoncions la fin de cette limitation.",
    _K.OPPOSITION: _ENDS,
}
# Granted in part: a follow-up that does not end.
IN_PART: Final[dict[str, str]] = DONE | {
    _K.EFFACEMENT: "Une partie de ces informations est effacée.",
    _K.OPPOSITION: "Une partie de ces informations n’est plus utilisée.",
}
# Why not, or not wholly: a whole sentence, and its text.
WHY: Final[dict[str, str]] = {
    RightsReason.MISSION: "un motif légitime et impérieux de la mission publique l’emporte "
    "(RGPD, art. 21, 1)",
    RightsReason.EXACTE: "l’information est exacte, d’après ce que nous avons vérifié (RGPD, "
    "art. 16)",
    RightsReason.TIERS: "répondre porterait atteinte aux droits d’une autre personne (RGPD, "
    "art. 15, 4)",
    RightsReason.OBLIGATION: "la loi nous oblige à garder cette information (RGPD, art. 17, 3)",
    RightsReason.EXCESSIVE: "la demande a déjà reçu une réponse, ou se répète de façon excessive "
    "(RGPD, art. 12, 5)",
    RightsReason.ABSENTE: "nous n’avons aucune information de ce type",
}
_LATE: Final[dict[str, str]] = {
    ExtensionReason.COMPLEXITE: "la demande était complexe",
    ExtensionReason.NOMBRE: "les demandes étaient nombreuses",
}
_APPEALS: Final = (
    "Si cette réponse ne vous convient pas, vous pouvez en parler avec nous, ou adresser une "
    "réclamation à la CNIL (cnil.fr, ou 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07).",
    "Vous pouvez aussi saisir le tribunal administratif dans les deux mois qui suivent la "
    "réception de ce courrier.",
)
# To write upon: who asks may not be somebody that an open case names.
_BY_HAND: Final = ("…" * 24,) * 3


def answer(row: RightsRequest, setting: Setting) -> Paper:
    """D32: the decision of the maire, motivated, with the ways to complain."""
    return Paper(
        "Réponse à votre demande",
        "",
        (
            ("Votre demande", f"{ASKED[row.kind]} {_ABOUT[row.requester]}"),
            ("Référence", row.reference),
            ("Reçue", wording.on_day(row.received_on)),
            ("Décidée", wording.on_day(row.decided_on)),
        ),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(_decision(row)),
            *_corrected(row),
            *_extended(row),
            Heading("Vos recours"),
            Listing(_APPEALS),
            Paragraph(
                f"Pour toute question : {wording.contact(setting)}, ou le délégué à la protection "
                f"des données ({setting.holder.dpo_contact or 'à demander à la mairie'})."
            ),
            wording.signature("Pour le maire, responsable du fichier"),
        ),
        wording.letter(setting, _addressee(row)),
    )


def _decision(row: RightsRequest) -> str:
    why = WHY.get(row.reason, "")
    if row.outcome == _O.FONDEE:
        return f"Votre demande est acceptée. {DONE[row.kind]}"
    if row.outcome == _O.PARTIELLE:
        return (
            f"Votre demande est acceptée en partie. {IN_PART[row.kind]} Le reste ne peut pas "
            f"l’être : {why}."
        )
    return f"Votre demande ne peut pas être acceptée : {why}."


def _corrected(row: RightsRequest) -> tuple[Block, ...]:
    """What was corrected, and which bodies were told of it (RGPD art. 19)."""
    if row.rectified_on is None:
        return ()
    named = listed([RECTIFIABLE[name] for name in row.rectified])
    told = outside_recipients(row.case) if row.case else []
    also = f" Sont prévenus aussi : {listed(told)}." if told else ""
    return (Paragraph(f"{capital(named)} : corrigé {wording.on_day(row.rectified_on)}.{also}"),)


def _extended(row: RightsRequest) -> tuple[Block, ...]:
    if row.extension_told_on is None:
        return ()
    return (
        Paragraph(
            "Comme nous vous l’avons annoncé "
            f"{wording.on_day(row.extension_told_on)}, la réponse a demandé plus d’un mois : "
            f"{_LATE[row.extension_code]}."
        ),
    )


def _addressee(row: RightsRequest) -> tuple[str, ...]:
    case = row.case
    if case is None or case.state in SEALED or row.requester == _Q.MANDATAIRE:
        return _BY_HAND
    if row.requester == _Q.REPRESENTANT:
        return wording.to_representatives(case)
    return wording.to_young(case)


TEMPLATES: Final = (
    Template(
        "reponse-demande",
        "D32",
        1,
        RightsRequest,
        answer,
        lambda row: (
            row.state in (RightsState.INSTRUITE, RightsState.REPONDUE)
            and rectification_is_made(row)
        ),
        "La réponse s’écrit quand le maire a décidé.",
        OF_ANSWER,
        guards=(rectification_is_made,),
    ),
)
