"""Papers of the conseil pour les droits et devoirs des familles (CASF art. L. 141-1).

It listens, informs and recommends: nothing here reads as the paper of a court.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from casework.choices.measures import Recommendation
from casework.choices.states import CddfState
from casework.models import CddfInformedParty, CddfReferral
from casework.papers import wording
from casework.papers.kinds import Setting, Template
from casework.presenters.labels import labels
from confidentiality.choices import Role
from veille.choices import OrganisationKind
from veille.french import long_moment, of_
from veille.grammar import inside, listed
from veille.models import Designation
from veille.papers.blocks import Block, Heading, Listing, Paper, Paragraph

_C = CddfState
_NAME: Final = "conseil pour les droits et devoirs des familles"
_LAW: Final = "article L. 141-1 du code de l’action sociale et des familles"
_SECRECY: Final = (
    "Les membres du conseil sont tenus au secret, sous peine de sanctions pénales. Rien ne sera "
    "transmis à d’autres personnes sans que nous en ayons parlé avec vous."
)
_R = Recommendation
# What each code of L-K asks, as one says it to a family.
ADVICE: Final[dict[str, str]] = {
    _R.ASSIDUITE: "Aller en cours chaque jour, et prévenir l’établissement de toute absence.",
    _R.HORAIRES: "Convenir ensemble des heures de sortie et de retour.",
    _R.SUIVI: "Regarder ensemble, à la maison, le travail scolaire.",
    _R.CONTACT: "Garder un contact régulier avec l’établissement.",
    _R.ACTIVITE: "Participer à une activité encadrée : sport, culture ou loisirs.",
    _R.PARENTALITE: "Rencontrer, si vous le souhaitez, un service qui soutient les parents.",
    _R.MEDIATION: "Essayer, si vous le souhaitez, une médiation.",
    _R.VOISINAGE: "Veiller à la tranquillité du voisinage.",
    _R.RENCONTRE: "Rencontrer le référent qui peut accompagner votre enfant.",
}


def chair(row: CddfReferral) -> str:
    """Who signs: the mayor presides, or a representative (CASF art. L. 141-1)."""
    return f"Le président du CDDF {of_(row.cddf.commune.name)}"


def request(row: CddfReferral, setting: Setting) -> Paper:
    """D16: the reference and the motives, for the chair. Nobody is named, nothing judicial."""
    return Paper(
        "Saisine du CDDF",
        f"Proposition fondée sur l’{_LAW}",
        (
            ("Référence", row.case.reference),
            ("Proposée", wording.on_day(row.proposed_on)),
            ("Cellule", row.case.cellule.name),
        ),
        (
            Heading("Motifs signalés par les partenaires"),
            Listing(wording.motives(row.case)),
            Paragraph(
                "La cellule propose que le conseil entende la famille, pour l’écouter, l’informer "
                "de ses droits et devoirs, et lui recommander des aides."
            ),
            Paragraph("Le maire, qui préside le conseil, décide librement de le réunir ou non."),
            wording.signature("Pour la cellule"),
        ),
        wording.letter(setting, (f"Au président du CDDF {of_(row.cddf.commune.name)}",)),
    )


def convocation(row: CddfReferral, setting: Setting) -> Paper:
    """D17: an invitation, to the parents. Who will be there, by quality."""
    when = long_moment(row.hearing_at) if row.hearing_at else "…… à ……"
    return Paper(
        "Convocation à une rencontre",
        "Conseil pour les droits et devoirs des familles",
        (),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"Le {_NAME} ({_LAW}) souhaite vous rencontrer le {when}, à la mairie "
                f"{of_(row.cddf.commune.name)}, pour parler avec vous de "
                f"{row.case.young_person.first_name} et des aides possibles. Voici ce qui nous a "
                "été signalé :"
            ),
            Listing(wording.motives(row.case)),
            Paragraph("Ce n’est pas un tribunal : il écoute, informe et recommande."),
            Paragraph(f"Seront présents : {_members(row)}. {_SECRECY}"),
            Paragraph(
                "Vous pouvez venir accompagnés de la personne de votre choix. Pour changer de date "
                f"ou poser une question : {wording.contact(setting)}."
            ),
            wording.signature(chair(row)),
        ),
        wording.letter(setting, wording.to_representatives(row.case)),
    )


def _members(row: CddfReferral) -> str:
    """By quality: the kinds of organisations that sit on that day."""
    members = Designation.objects.filter(cddf=row.cddf_id, role=Role.CDDF, is_substitute=False)
    if row.hearing_at:
        members = members.in_force(row.hearing_at)
    kinds = set(members.values_list("organisation__kind", flat=True))
    presides = "le maire ou son représentant, qui préside"
    if not kinds:
        return f"{presides}, et les membres désignés du conseil"
    sitting = listed([inside(each) for each in labels(OrganisationKind, kinds)])
    return f"{presides}, et les membres désignés du conseil ({sitting})"


def recommendations(row: CddfReferral, setting: Setting) -> Paper:
    """D18: what is recommended, what the family accepted, and who is told of it (I43)."""
    return Paper(
        "Recommandations du conseil",
        "Conseil pour les droits et devoirs des familles",
        (),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"Le {_NAME} vous a rencontrés {wording.on_day(row.heard_on)}. Il vous fait les "
                f"recommandations suivantes ({_LAW}). Elles ne sont ni une sanction ni une "
                "obligation."
            ),
            Heading("Ce que le conseil vous recommande"),
            Listing(_advice(row.recommendations)),
            Heading("Ce que vous avez accepté"),
            Listing(_advice(row.engagements) or ("Vous n’avez pris aucun engagement.",)),
            Paragraph(f"Nous en reparlerons ensemble {wording.on_day(row.review_on)}."),
            Heading("Qui en est informé"),
            *_told(row),
            Paragraph(f"Pour toute question : {wording.contact(setting)}."),
            wording.signature(chair(row)),
        ),
        wording.letter(setting, wording.to_representatives(row.case)),
    )


def _advice(codes: Iterable[str]) -> tuple[str, ...]:
    known = set(codes)
    return tuple(sentence for code, sentence in ADVICE.items() if code in known)


def _told(row: CddfReferral) -> tuple[Block, ...]:
    parties = row.informed_parties.select_related("organisation")
    names = tuple(
        f"{each.organisation.name}, {wording.on_day(each.informed_on)}" for each in parties
    )
    if not row.examined_with_family or not names:
        return (Paragraph(f"À ce jour, aucun autre organisme. {_SECRECY}"),)
    return (
        Paragraph("Comme nous l’avons examiné avec vous, pour ce qui les concerne seulement :"),
        Listing(names),
    )


def party_letter(row: CddfInformedParty, setting: Setting) -> Paper:
    """D19: to one organisation, the recommendations that concern it and no other (I43)."""
    return Paper(
        "Recommandations qui vous concernent",
        "Conseil pour les droits et devoirs des familles",
        (
            ("Enfant", wording.named(row.case)),
            ("Informé", wording.on_day(row.informed_on)),
        ),
        (
            Paragraph("Madame, Monsieur,"),
            Paragraph(
                f"Le {_NAME} a rencontré la famille de cet enfant. Comme cela a été examiné avec "
                f"elle, et en application de l’{_LAW}, je vous informe des recommandations dans "
                "lesquelles votre organisme peut l’aider :"
            ),
            Listing(tuple(labels(Recommendation, row.recommendations))),
            Paragraph(
                "Ces informations sont confidentielles. Elles ne servent qu’à cette aide, et ne "
                "se transmettent à personne d’autre."
            ),
            wording.signature(chair(row.referral)),
        ),
        wording.letter(setting, (row.organisation.name,)),
    )


TEMPLATES: Final = (
    Template(
        "saisine-cddf",
        "D16",
        1,
        CddfReferral,
        request,
        lambda row: row.state in (_C.PROPOSEE, _C.PROGRAMMEE),
        "La saisine du CDDF se fait tant que la famille n’est pas convoquée.",
    ),
    Template(
        "convocation-cddf",
        "D17",
        1,
        CddfReferral,
        convocation,
        lambda row: row.state == _C.CONVOQUEE,
        "Cette convocation se fait quand la famille est convoquée à une séance datée.",
    ),
    Template(
        "recommandations-cddf",
        "D18",
        1,
        CddfReferral,
        recommendations,
        lambda row: row.state in (_C.RECOMMANDEE, _C.SUIVIE),
        "Les recommandations se remettent quand le conseil les a émises.",
    ),
    Template(
        "lettre-tiers-informe",
        "D19",
        1,
        CddfInformedParty,
        party_letter,
        lambda row: row.referral.state in (_C.RECOMMANDEE, _C.SUIVIE),
        "Cette lettre se fait tant que le dossier du CDDF est ouvert.",
    ),
)
