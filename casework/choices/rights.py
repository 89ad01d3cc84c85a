"""Codes of a request of the person about their data (RGPD art. 12, 15 to 18 and 21)."""

from __future__ import annotations

from django.db.models import TextChoices


class RightKind(TextChoices):
    """Which right is used. Portability does not exist here: the legal basis is a public mission."""

    ACCES = "acces", "Accès (art. 15)"
    RECTIFICATION = "rectification", "Rectification (art. 16)"
    EFFACEMENT = "effacement", "Effacement (art. 17)"
    LIMITATION = "limitation", "Limitation (art. 18)"
    OPPOSITION = "opposition", "Opposition (art. 21)"


# Nothing changes on the case while these are examined (RGPD art. 18, invariant I66).
FREEZING = frozenset({RightKind.RECTIFICATION, RightKind.LIMITATION, RightKind.OPPOSITION})
# Founded, they end the follow-up: what is held is erased, never archived (P14, P15).
ENDING = frozenset({RightKind.OPPOSITION, RightKind.EFFACEMENT})


class Requester(TextChoices):
    """Who asks. A quality, never a name: the person is already in the case."""

    JEUNE = "jeune", "Le jeune"
    REPRESENTANT = "representant_legal", "Un représentant légal"
    MANDATAIRE = "mandataire", "Une personne mandatée par écrit"


class IdentityProof(TextChoices):
    """How the identity was checked (RGPD art. 12, 6). No copy of a document is kept."""

    CONNU = "connu_du_service", "La personne est connue du service"
    PIECE = "piece_presentee", "Pièce d’identité présentée, sans copie"
    COURRIER = "courrier_confirme", "Courrier confirmé à l’adresse connue"


class AuthorityProof(TextChoices):
    """How somebody who is not the young person was found to speak for them. No copy is kept."""

    REPRESENTANT = "representant_enregistre", "Représentant légal déjà enregistré"
    FILIATION = "livret_ou_acte", "Livret de famille ou acte de naissance présenté"
    JUGEMENT = "decision_de_justice", "Décision de justice présentée"
    MANDAT = "mandat_ecrit", "Mandat écrit présenté"


class RightsOutcome(TextChoices):
    FONDEE = "fondee", "Fondée"
    PARTIELLE = "partielle", "Fondée en partie"
    NON_FONDEE = "non_fondee", "Non fondée"


class RightsReason(TextChoices):
    """Why a request is not, or not wholly, accepted (RGPD art. 12, 5, 15, 4, 17, 3 and 21, 1)."""

    MISSION = "mission_interet_public", "Motif légitime et impérieux de la mission publique"
    EXACTE = "donnee_exacte", "La donnée est exacte"
    TIERS = "droits_des_tiers", "Droits d’une autre personne"
    OBLIGATION = "obligation_de_conserver", "Obligation légale de conserver"
    EXCESSIVE = "demande_excessive", "Demande répétée ou excessive"
    ABSENTE = "aucune_donnee", "Aucune donnée de ce type"


# What a founded request may correct: columns, or groups of rows, as an agent names them.
RECTIFIABLE: dict[str, str] = {
    "last_name": "nom",
    "first_name": "prénom",
    "birth_date": "date de naissance",
    "sex": "sexe",
    "commune": "commune",
    "schooling": "situation scolaire ou professionnelle",
    "address": "adresse",
    "phone": "téléphone",
    "email": "courriel",
    "representatives": "représentants légaux",
    "motifs": "motifs",
    "faits": "faits",
}


class WithdrawalReason(TextChoices):
    """Why a motif or a fact that was recorded by mistake is withdrawn (RGPD art. 5, 1, d)."""

    INEXACTE = "inexact", "Inexact"
    AUTRE = "autre_personne", "Concerne une autre personne"
    NON_ETABLI = "non_etabli", "Non établi"


class ExtensionReason(TextChoices):
    """Why the answer takes up to two months more (RGPD art. 12, 3)."""

    COMPLEXITE = "complexite", "Demande complexe"
    NOMBRE = "nombre_de_demandes", "Nombre de demandes"


class AnswerMode(TextChoices):
    MAIN = "remise_en_main", "Remise en main propre"
    COURRIER = "courrier", "Courrier"
    ENTRETIEN = "entretien", "Entretien"
