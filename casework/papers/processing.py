"""The record of the processing (D33, RGPD art. 30), the frame of its impact assessment (art. 35).

Drawn from what the application does: purposes and durations of each part of a file, readers of the
access matrix. What only the collectivité knows is left to write.
"""

from __future__ import annotations

from typing import Final

from casework.disclosure.parts import CASE, DURATIONS, PERSON, PURPOSES
from casework.papers import wording
from casework.papers.kinds import OF_FILE, Setting, Template
from casework.papers.registers import held_by
from confidentiality.access_matrix import READS, RELATIONS
from confidentiality.choices import FieldGroup, Role
from veille.grammar import capital, inside
from veille.models import Collectivite
from veille.papers.blocks import Block, Boxes, Heading, Listing, Paper, Paragraph, Rows, Table

_LINE: Final = "…" * 22
_LAW: Final = (
    "Mission d’intérêt public (RGPD, art. 6, 1, e) : code de la sécurité intérieure, art. "
    "L. 132-4, L. 132-5, L. 132-7 et L. 132-13 ; code de l’action sociale et des familles, art. "
    "L. 141-1 et L. 141-2 ; code de procédure pénale, art. 44-1. Cadre : délibération de la CNIL "
    "n° 2014-262 du 26 juin 2014."
)
_AGENTS: Final = "Désignations, charte, organisation de la cellule, pour les agents."
_LESS: Final = (
    "Ce tableau dit le plus qu’une fonction lise, dans le temps où une situation lui est ouverte. "
    "La police, la gendarmerie, la PJJ, le SPIP et les organismes sans mission de service public "
    "en lisent moins."
)
_NEVER: Final = (
    "Le fichier ne sert ni à rechercher des infractions, ni à décider d’une aide, ni à donner une "
    "note. Aucune décision n’est prise par une machine."
)
_PEOPLE: Final = (
    "Jeunes de 12 à 25 ans dont la situation est signalée à une cellule de veille.",
    "Représentants légaux des mineurs.",
    "Agents désignés par leur organisme (comptes, signatures, traces).",
)
_OUTSIDE: Final = (
    "Organismes informés par le CDDF, après examen avec la famille : les recommandations qui les "
    "concernent (CASF, art. L. 141-1).",
    "Président du conseil départemental, autorité académique, établissement, CAF et préfet : "
    "l’existence et les dates d’un accompagnement parental (CASF, art. L. 141-2).",
    "Préfecture : des chiffres protégés, jamais une situation.",
    "Aucun transfert hors de l’Union européenne.",
)
SECURITY: Final = (
    "Identités, coordonnées et informations de justice chiffrées, sous une clé par personne.",
    "Aucune lecture sans désignation écrite en cours et sans charte signée depuis moins d’un an.",
    "Chacun ne lit que les situations qui lui sont ouvertes, le temps qu’elles le sont.",
    "Chaque lecture, acte, impression et fichier est inscrit dans un journal scellé, douze mois.",
    "Un fichier de plusieurs personnes et la lecture d’une archive demandent deux personnes.",
    "Ni nom, ni motif, ni commune dans un message ou une adresse de page.",
    "À l’échéance, la clé est scellée, puis détruite sous le visa des archives ; une sauvegarde "
    "que l’on restaure est effacée de nouveau.",
)
# What a page of the assessment asks of each feared event (RGPD art. 35, 7, c and d).
_FEARED: Final = (
    ("Accès par qui ne le doit pas", "vie privée, réputation, rejet d’un jeune ou de sa famille"),
    ("Modification", "une mesure proposée sur une information fausse"),
    ("Disparition", "un suivi interrompu, des droits sans réponse"),
)
_PROPORTIONATE: Final = (
    "Données choisies dans des listes fermées : aucun récit n’est enregistré. Rien sur la santé, "
    "la religion, les opinions ou l’origine.",
    "Chaque personne est informée par une lettre, et exerce ses droits auprès de la mairie et du "
    "délégué.",
)
_OPINIONS: Final = (
    f"Avis du délégué à la protection des données : {_LINE}",
    f"Avis des personnes concernées ou de leurs représentants : {_LINE}",
    "Risque résiduel : ☐ acceptable ☐ consultation de la CNIL (RGPD, art. 36)",
)


def record(holder: Collectivite, setting: Setting) -> Paper:
    """D33: everything that RGPD art. 30, 1 asks."""
    return Paper(
        "Fiche de registre du traitement",
        "Suivi individuel des jeunes par la cellule de veille (RGPD, art. 30)",
        _identity(holder, wording.who(setting)),
        (
            Heading("Finalités"),
            Listing((*(f"{capital(words)}." for words in PURPOSES.values()), _AGENTS)),
            Paragraph(_NEVER),
            Heading("Base légale"),
            Paragraph(_LAW),
            Heading("Personnes concernées"),
            Listing(_PEOPLE),
            Heading("Données, finalités et durées"),
            Table("Ce qui est enregistré", ("Données", "Pourquoi", "Durée"), _parts(), False),
            Listing(_durations(holder)),
            Heading("Destinataires"),
            Table("Qui lit une situation", ("Fonction", "Ce qu’elle lit"), _readers(), False),
            Paragraph(_LESS),
            Listing(_OUTSIDE),
            Heading("Sécurité"),
            Listing(SECURITY),
        ),
        wording.form(setting),
    )


def _identity(holder: Collectivite, who: str) -> Rows:
    entry = f"{holder.register_reference}, {wording.on_day(holder.register_on)}"
    assessment = f"{holder.aipd_reference}, {wording.on_day(holder.aipd_on)}"
    return (
        ("Responsable du traitement", f"le maire, pour {who}"),
        ("Délégué à la protection des données", holder.dpo_contact or _LINE),
        ("Inscription au registre", entry if holder.register_on else _LINE),
        ("Analyse d’impact", assessment if holder.aipd_on else _LINE),
    )


def _parts() -> Rows:
    parts = [part for part, _ in (*PERSON, *CASE)]
    return tuple(
        (
            part.title,
            ", ".join(PURPOSES[code] for code in part.purposes),
            ", ".join(part.kept),
        )
        for part in parts
    )


def _durations(holder: Collectivite) -> tuple[str, ...]:
    archive = f"Archive fermée de cette collectivité : {holder.archive_months} mois."
    return (*(f"{code} : {words}." for code, words in DURATIONS.items()), archive)


def _readers() -> Rows:
    """Each function, with the groups that the access matrix opens to it."""
    return tuple(
        (str(role.label), _groups(role)) for role, relations in RELATIONS.items() if relations
    )


def _groups(role: Role) -> str:
    read = frozenset().union(*(READS[relation] for relation in RELATIONS[role]))
    if read == frozenset(FieldGroup):
        return "tout le dossier des situations de la cellule"
    return " ; ".join(inside(str(each.label)) for each in FieldGroup if each in read)


def assessment(holder: Collectivite, setting: Setting) -> Paper:
    """D33: the frame of the impact assessment, in the order of RGPD art. 35, 7."""
    return Paper(
        "Analyse d’impact : trame à compléter",
        "Suivi individuel des jeunes par la cellule de veille (RGPD, art. 35)",
        _identity(holder, wording.who(setting)),
        (
            Heading("1. Description du traitement"),
            Paragraph(
                "La fiche de registre jointe dit les finalités, les données, les destinataires et "
                "les durées. Nombre de jeunes suivis par an, organismes membres, hébergement :"
            ),
            *_to_write(),
            Heading("2. Nécessité et proportionnalité"),
            Listing((_LAW, *_PROPORTIONATE, _NEVER)),
            Heading("3. Risques pour les personnes"),
            Table(
                "À apprécier par la collectivité",
                ("Événement redouté", "Effets possibles", "Gravité", "Vraisemblance"),
                tuple((*each, "…………", "…………") for each in _FEARED),
                numeric=False,
            ),
            Heading("4. Mesures en place"),
            Listing(SECURITY),
            Paragraph("Mesures de la collectivité (locaux, postes, réseau, formation) :"),
            *_to_write(),
            Heading("5. Avis et décision"),
            Listing(_OPINIONS),
            Boxes(("Le délégué, date et signature", "Le maire, date et signature")),
        ),
        wording.form(setting),
    )


def _to_write() -> tuple[Block, ...]:
    return (Listing((_LINE * 2, _LINE * 2)),)


TEMPLATES: Final = (
    Template(
        "fiche-de-registre",
        "D33",
        1,
        Collectivite,
        record,
        lambda holder: True,
        "",
        OF_FILE,
        "Fiche de registre du traitement",
        rows=held_by,
        public=True,
        plain=True,
    ),
    Template(
        "trame-analyse-impact",
        "D33",
        1,
        Collectivite,
        assessment,
        lambda holder: True,
        "",
        OF_FILE,
        "Analyse d’impact, trame à compléter",
        rows=held_by,
        plain=True,
    ),
)
