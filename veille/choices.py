"""Values of the institutions: kinds of organisations, instances, cellules and séances."""

from __future__ import annotations

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    """List L-O of the domain: who may designate an agent."""

    MAIRIE = "mairie", "Mairie"
    EPCI = "epci", "Intercommunalité"
    PREFECTURE = "prefecture", "Préfecture"
    SOUS_PREFECTURE = "sous_prefecture", "Sous-préfecture"
    DELEGUE_PREFET = "delegue_prefet", "Délégué du préfet"
    PARQUET = "parquet", "Parquet"
    POLICE_NATIONALE = "police_nationale", "Police nationale"
    GENDARMERIE = "gendarmerie", "Gendarmerie nationale"
    POLICE_MUNICIPALE = "police_municipale", "Police municipale"
    DSDEN = "dsden", "Direction des services de l’Éducation nationale"
    ETABLISSEMENT_SCOLAIRE = "etablissement_scolaire", "Établissement scolaire"
    CONSEIL_DEPARTEMENTAL = "conseil_departemental", "Conseil départemental"
    PREVENTION_SPECIALISEE = "prevention_specialisee", "Prévention spécialisée"
    PJJ = "pjj", "Protection judiciaire de la jeunesse"
    SPIP = "spip", "Service pénitentiaire d’insertion et de probation"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    BAILLEUR = "bailleur", "Bailleur social"
    TRANSPORTEUR = "transporteur", "Transporteur"
    CCAS = "ccas", "Centre communal d’action sociale"
    PRE = "pre", "Programme de réussite éducative"
    MEDIATION = "mediation", "Médiation"
    CENTRE_SOCIAL = "centre_social", "Centre social"
    ASSOCIATION = "association", "Association"
    CAF = "caf", "Caisse d’allocations familiales"
    DDETS = "ddets", "Direction départementale de l’emploi, du travail et des solidarités"
    AUTRE = "autre", "Autre organisme"


# A référent accompanies; those who police or prosecute do not (domain §9.5).
NEVER_REFERENT = frozenset(
    {
        OrganisationKind.POLICE_NATIONALE,
        OrganisationKind.GENDARMERIE,
        OrganisationKind.POLICE_MUNICIPALE,
        OrganisationKind.PARQUET,
    }
)


class CollectiviteKind(TextChoices):
    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"


class InstanceKind(TextChoices):
    CLSPD = "clspd", "CLSPD"
    CISPD = "cispd", "CISPD"


class CelluleKind(TextChoices):
    COMMUNALE = "communale", "Communale"
    INTERCOMMUNALE = "intercommunale", "Intercommunale"
    QUARTIER = "quartier", "De quartier"
    THEMATIQUE = "thematique", "Thématique"


class SeanceKind(TextChoices):
    """Only the first may carry a nominative point (AU-038, art. 1; invariant I08)."""

    GROUPE = "groupe", "Groupe de travail (cellule de veille)"
    PLENIERE = "pleniere", "Formation plénière"
    RESTREINTE = "restreinte", "Formation restreinte"


class SeanceState(TextChoices):
    """FSM-9."""

    PLANIFIEE = "planifiee", "Planifiée"
    CONVOQUEE = "convoquee", "Convoquée"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close"
    RELEVE_VALIDE = "releve_valide", "Relevé validé"
    ANNULEE = "annulee", "Annulée"


class AdhesionState(TextChoices):
    """FSM-8, the adhesion of one agent to a charte. Read from dates, never stored (ADR 16)."""

    A_SIGNER = "a_signer", "À signer"
    SIGNEE = "signee", "Signée"
    EXPIREE = "expiree", "Expirée"
    REVOQUEE = "revoquee", "Retirée"
    EXCLU = "exclu", "Exclu du groupe"


class ExpiryReason(TextChoices):
    """Why a signature no longer opens anything."""

    DUREE = "duree", "douze mois sont passés"
    VERSION = "version", "la version signée n’est plus en vigueur"
    DESIGNATION = "designation", "la désignation a pris fin"
    ORGANISME = "organisme", "l’agent a changé d’organisme"
    MANDAT = "mandat", "le mandat municipal a pris fin"


class ExclusionReason(TextChoices):
    """Breaches of the charte that exclude from the group (clause C13). Codes, never a story."""

    DIVULGATION = "divulgation", "Information communiquée à un tiers (art. L. 132-5)"
    SECRET = "secret", "Information couverte par le secret professionnel"
    COPIE = "copie", "Copie ou fichier personnel"
    USAGE = "usage", "Consultation sans rapport avec les fonctions"
    DEVOIR = "devoir", "Autre manquement à la charte"


class ViolationState(TextChoices):
    """FSM-12: a personal data breach, from its detection to its end."""

    DETECTEE = "detectee", "Détectée"
    QUALIFIEE = "qualifiee", "Qualifiée"
    NOTIFIEE = "notifiee_cnil", "Notifiée à la CNIL"
    INFORMEE = "personnes_informees", "Personnes informées"
    CLOSE = "close", "Close"


class ViolationNature(TextChoices):
    """What was lost (RGPD art. 4, 12)."""

    CONFIDENTIALITE = "confidentialite", "Confidentialité : des données ont été vues ou transmises"
    INTEGRITE = "integrite", "Intégrité : des données ont été modifiées"
    DISPONIBILITE = "disponibilite", "Disponibilité : des données ont été perdues ou bloquées"


class ViolationData(TextChoices):
    """Groups of data concerned. Never whose, never which value."""

    AGENTS = "agents", "Comptes et coordonnées d’agents"
    IDENTITE = "identite", "Identité de jeunes suivis"
    CONTACT = "contact", "Coordonnées de jeunes ou de représentants légaux"
    SITUATION = "situation", "Motifs, besoins, décisions et étapes"
    FAITS = "faits", "Faits datés et rappels à l’ordre"
    TRACES = "traces", "Traces des accès"


class ViolationCause(TextChoices):
    ENVOI = "envoi", "Envoi à un mauvais destinataire"
    ACCES = "acces", "Accès non autorisé à un compte ou à un écran"
    PERTE = "perte", "Perte ou vol d’un équipement ou d’un papier"
    ATTAQUE = "attaque", "Acte malveillant sur le service"
    PANNE = "panne", "Panne ou erreur technique"
    AUTRE = "autre", "Autre cause"


class ViolationMeasure(TextChoices):
    """What was done to end the breach and limit its effects (RGPD art. 33, 3, d)."""

    ACCES_FERMES = "acces_fermes", "Accès fermés, mots de passe changés"
    RAPPEL = "rappel", "Message rappelé, destruction demandée au destinataire"
    RESTAURATION = "restauration", "Données restaurées depuis une sauvegarde"
    CORRECTION = "correction", "Défaut corrigé"
    PLAINTE = "plainte", "Plainte déposée"
    RAPPEL_REGLES = "rappel_regles", "Règles rappelées aux agents"


class ViolationRisk(TextChoices):
    """Risk for the rights and freedoms of the persons (RGPD art. 33 and 34)."""

    AUCUN = "aucun", "Aucun risque pour les personnes"
    RISQUE = "risque", "Un risque : la CNIL est prévenue"
    RISQUE_ELEVE = "risque_eleve", "Un risque élevé : la CNIL et les personnes sont prévenues"


class LateNotification(TextChoices):
    """Why the CNIL was told after 72 hours (RGPD art. 33, 1)."""

    ETENDUE = "etendue", "L’étendue n’était pas connue"
    SOUS_TRAITANT = "sous_traitant", "Le sous-traitant a prévenu tard"
    ENQUETE = "enquete", "Une enquête demandait d’attendre"
    ORGANISATION = "organisation", "Retard d’organisation"


class InformationMode(TextChoices):
    """How the persons concerned were told (RGPD art. 34, 1 and 3, c)."""

    COURRIER = "courrier", "Courrier individuel"
    ENTRETIEN = "entretien", "Entretien"
    PUBLIC = "public", "Communication publique (efforts disproportionnés)"
