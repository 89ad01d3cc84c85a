"""What the law wants told beside the data: who, why, for whom, how long, which rights.

RGPD art. 15, 1, a to h, and art. 12 (plain words). Dates and amounts come from the data.
"""

from __future__ import annotations

from casework.disclosure.words import Line
from veille.models import Collectivite


def about_the_file(tenant: Collectivite) -> list[Line]:
    """The same for everybody in one collectivité."""
    return [*_who_and_why(tenant), *_ORIGIN, *_ends(tenant)]


def _who_and_why(tenant: Collectivite) -> list[Line]:
    contact = tenant.dpo_contact or "à demander à la mairie"
    return [
        Line("Responsable du fichier", f"le maire, pour {tenant.name}"),
        Line("Délégué à la protection des données", contact),
        Line(
            "Pourquoi ce fichier",
            "échanger des informations utiles entre les membres tenus au secret de la cellule de "
            "veille, préparer et suivre les mesures du maire, accompagner le jeune. Il ne sert ni "
            "à rechercher des infractions, ni à décider d’une aide, ni à donner une note.",
        ),
        Line(
            "Base légale",
            "mission d’intérêt public (RGPD, art. 6, 1, e) : code de la sécurité intérieure, "
            "art. L. 132-4, L. 132-5 et L. 132-7 ; code de l’action sociale et des familles, "
            "art. L. 141-1 et L. 141-2.",
        ),
    ]


_ORIGIN = (
    Line(
        "Quelles données",
        "identité et coordonnées, situation scolaire ou professionnelle, motifs et faits "
        "choisis dans une liste, étapes et mesures. Rien sur la santé, la religion, les "
        "opinions ou l’origine.",
    ),
    Line(
        "D’où elles viennent",
        "de la saisine d’un membre de la cellule, dont la catégorie est donnée plus bas, et "
        "des agents qui suivent la situation.",
    ),
    Line(
        "Qui peut les lire",
        "le maire ou son délégué, le coordonnateur, le référent de parcours ; les membres de "
        "la cellule pour l’examen, le parquet et le CDDF pour ce qui les regarde. Les "
        "organismes et les fonctions sont donnés plus bas. Rien ne sort de l’Union européenne.",
    ),
    Line(
        "Décision automatique",
        "aucune : l’application ne décide rien et ne classe personne.",
    ),
)


def _ends(tenant: Collectivite) -> list[Line]:
    return [
        Line(
            "Combien de temps",
            f"le temps du suivi, puis en archive fermée {tenant.archive_months} mois ; rien n’est "
            "gardé après le jour des 25 ans. Les traces de lecture sont gardées douze mois.",
        ),
        Line(
            "Vos droits",
            "faire corriger ce qui est inexact, demander une limitation ou un effacement, vous "
            "opposer au traitement (RGPD, art. 16, 17, 18 et 21), auprès de la mairie ou du "
            "délégué. La réponse est due dans le mois.",
        ),
        Line(
            "Réclamation",
            "auprès de la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, ou cnil.fr.",
        ),
    ]


FROM_JUSTICE = (
    "La mairie tient du procureur de la République une information ou une référence. Elle ne peut "
    "pas la communiquer elle-même : écrivez au procureur, au tribunal judiciaire (CSI, "
    "art. L. 132-2, al. 4)."
)
OTHER_CELLULES = (
    "Cette copie réunit ce que lit l’agent qui l’a préparée. Le maire, responsable du fichier, "
    "ouvre celle de toutes les cellules de la collectivité."
)
