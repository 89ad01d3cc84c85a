"""Codes of the measures: rappel à l’ordre, CDDF, follow-up, bilan."""

from __future__ import annotations

from django.db.models import TextChoices


class RappelLevel(TextChoices):
    INFORMEL = "informel", "Informel (faits sans qualification pénale)"
    PROTOCOLE = "protocole", "Selon le protocole avec le parquet"


class ParquetAnswer(TextChoices):
    ACCORD = "accord", "Pas d’opposition"
    OPPOSITION = "opposition", "Opposition"


class OppositionReason(TextChoices):
    POURSUITES = "poursuites", "Poursuites"
    ENQUETE = "enquete", "Enquête"
    ALTERNATIVE = "alternative", "Mesure alternative"
    AUTRE = "autre_reponse", "Autre réponse"


class YoungPresence(TextChoices):
    PRESENT = "present", "Présent"
    EXCUSE = "absent_excuse", "Absent excusé"
    ABSENT = "absent", "Absent"


class ConvocationAddressee(TextChoices):
    """Whom a convocation is addressed to (CSI art. L. 132-7, invariant I39). Computed."""

    REPRESENTANTS = "representants", "À ses représentants légaux, avec copie au jeune"
    JEUNE = "jeune", "Au jeune"


class RepresentativePresence(TextChoices):
    """CSI art. L. 132-7, al. 2."""

    DEUX = "deux_parents", "Les deux parents"
    UN = "un_parent", "Un parent"
    REPRESENTANT = "representant_legal", "Représentant légal"
    EDUCATIF = "responsable_educatif", "Personne ayant une responsabilité éducative"
    AUCUN = "aucun", "Personne"


class Impossibility(TextChoices):
    NON_JOIGNABLE = "non_joignable", "Non joignable"
    EMPECHEMENT = "empechement_justifie", "Empêchement justifié"
    INTERET = "interet_contraire_du_mineur", "Intérêt contraire du mineur"
    REFUS = "refus", "Refus"


class Provision(TextChoices):
    """Texts recalled during the rappel à l’ordre."""

    TRANQUILLITE = "L2212-2", "Tranquillité publique (CGCT, art. L. 2212-2)"
    ARRETE = "R610-5", "Arrêtés de police du maire (CP, art. R. 610-5)"
    TAPAGE = "R623-2", "Bruits et tapages (CP, art. R. 623-2)"
    ORDURES = "R634-2", "Abandon d’ordures (CP, art. R. 634-2)"
    DEGRADATION = "R635-1", "Dégradations légères (CP, art. R. 635-1)"
    ASSIDUITE = "L131-8", "Assiduité scolaire (c. éduc., art. L. 131-8)"


class RappelCancel(TextChoices):
    POURSUITES = "poursuites", "Poursuites engagées"
    PLAINTE = "plainte", "Plainte déposée"
    ERREUR = "erreur", "Erreur"
    AGE = "age", "Âge"


class PostponeReason(TextChoices):
    FAMILLE = "indisponibilite_famille", "Indisponibilité de la famille"
    ELU = "indisponibilite_elu", "Indisponibilité de l’élu"
    AUTRE = "autre", "Autre motif"


class Recommendation(TextChoices):
    """L-K and L-L: what the CDDF recommends, what the family commits to."""

    ASSIDUITE = "assiduite_scolaire", "Assiduité scolaire"
    HORAIRES = "horaires_de_sortie", "Horaires de sortie"
    SUIVI = "suivi_scolaire_a_domicile", "Suivi scolaire à domicile"
    CONTACT = "contact_regulier_avec_etablissement", "Contact régulier avec l’établissement"
    ACTIVITE = "activite_encadree", "Activité encadrée"
    PARENTALITE = "soutien_parentalite_propose", "Soutien à la parentalité proposé"
    MEDIATION = "mediation_proposee", "Médiation proposée"
    VOISINAGE = "respect_du_voisinage", "Respect du voisinage"
    RENCONTRE = "rencontre_referent", "Rencontre avec le référent"


class StepKind(TextChoices):
    """L-M: what a step is."""

    ENTRETIEN = "entretien", "Entretien"
    ENTRETIEN_FAMILLE = "entretien_famille", "Entretien avec la famille"
    ALLER_VERS = "visite_ou_aller_vers", "Visite ou démarche d’aller-vers"
    PARTENAIRE = "contact_partenaire", "Contact avec un partenaire"
    INSCRIPTION = "inscription_dispositif", "Inscription dans un dispositif"
    ACCOMPAGNEMENT = "accompagnement_physique", "Accompagnement physique"
    POINT = "point_etape", "Point d’étape"
    PACEA = "mission_locale_pacea", "Parcours PACEA en mission locale"
    CEJ = "cej", "Contrat d’engagement jeune"
    E2C = "e2c", "École de la deuxième chance"
    EPIDE = "epide", "EPIDE"
    CHANTIER_INSERTION = "chantier_insertion", "Chantier d’insertion"
    SERVICE_CIVIQUE = "service_civique", "Service civique"
    RETOUR_SCOLAIRE = "retour_scolaire", "Retour à l’école"
    APPRENTISSAGE = "apprentissage", "Apprentissage"
    VVV = "vvv", "Ville Vie Vacances"
    CHANTIER_EDUCATIF = "chantier_educatif", "Chantier éducatif"
    SPORT = "sport_culture", "Activité sportive ou culturelle"
    PARENTALITE = "soutien_parentalite", "Soutien à la parentalité"
    MEDIATION = "mediation", "Médiation"
    PREVENTION = "prevention_specialisee", "Prévention spécialisée"
    PRE = "pre", "Programme de réussite éducative"
    DROITS = "acces_aux_droits", "Accès aux droits"
    STAGE = "stage_citoyennete_volontaire", "Stage de citoyenneté volontaire"
    AUTRE = "autre", "Autre étape"


class StepResult(TextChoices):
    """L-N."""

    REALISE = "realise", "Réalisé"
    PARTIEL = "partiel", "Partiel"
    REFUS = "non_realise_refus", "Non réalisé, refus"
    INDISPONIBLE = "non_realise_indisponible", "Non réalisé, indisponible"
    ABANDON = "abandon", "Abandon"
    EN_COURS = "en_cours", "En cours"


class BilanKind(TextChoices):
    INTERMEDIAIRE = "intermediaire", "Intermédiaire"
    FINAL = "final", "Final"


class Adhesion(TextChoices):
    FORTE = "forte", "Forte"
    PARTIELLE = "partielle", "Partielle"
    FAIBLE = "faible", "Faible"
    NULLE = "nulle", "Nulle"


class ObjectiveResult(TextChoices):
    ATTEINT = "atteint", "Atteint"
    EN_COURS = "en_cours", "En cours"
    NON_ATTEINT = "non_atteint", "Non atteint"


class Reiteration(TextChoices):
    AUCUNE = "aucune_connue", "Aucune connue"
    OUI = "oui", "Oui"
    INCONNUE = "inconnue", "Non connue"


class BilanProposal(TextChoices):
    POURSUITE = "poursuite", "Poursuivre le suivi"
    REORIENTATION = "reorientation", "Réorienter"
    CLOTURE = "cloture", "Clore le suivi"


class AgendaKind(TextChoices):
    NOUVELLE = "nouvelle", "Nouvelle situation"
    SUIVI = "suivi", "Suivi"
    BILAN = "bilan", "Bilan"
    REITERATION = "reiteration", "Réitération"


class RepresentativeQuality(TextChoices):
    MERE = "mere", "Mère"
    PERE = "pere", "Père"
    TUTEUR = "tuteur", "Tuteur"
    DELEGATAIRE = "delegataire", "Délégataire de l’autorité parentale"
    ASE = "ase", "Aide sociale à l’enfance"
