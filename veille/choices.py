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
