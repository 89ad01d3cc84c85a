"""Code lists L-A to L-N: the only words that may be recorded about a person."""

from __future__ import annotations

from django.db.models import TextChoices


class Sex(TextChoices):
    F = "F", "Féminin"
    M = "M", "Masculin"
    NON_PRECISE = "non_precise", "Non précisé"


class Schooling(TextChoices):
    """L-A: school or professional situation (AU-038 art. 3)."""

    COLLEGE_6E = "college_6e", "Collège, 6e"
    COLLEGE_5E = "college_5e", "Collège, 5e"
    COLLEGE_4E = "college_4e", "Collège, 4e"
    COLLEGE_3E = "college_3e", "Collège, 3e"
    LYCEE_GENERAL = "lycee_general_techno", "Lycée général ou technologique"
    LYCEE_PRO = "lycee_pro", "Lycée professionnel"
    CAP = "cap", "CAP"
    APPRENTISSAGE = "apprentissage", "Apprentissage"
    SUPERIEUR = "enseignement_superieur", "Enseignement supérieur"
    RELAIS = "dispositif_relais_ou_mlds", "Dispositif relais ou lutte contre le décrochage"
    FAMILLE = "instruction_en_famille", "Instruction en famille"
    OBLIGATION = "obligation_formation_16_18_non_remplie", "Obligation de formation non remplie"
    FORMATION = "formation_professionnelle", "Formation professionnelle"
    EMPLOI = "emploi", "Emploi"
    SERVICE_CIVIQUE = "service_civique", "Service civique"
    DEMANDEUR = "demandeur_emploi_accompagne", "Demandeur d’emploi accompagné"
    SANS_SOLUTION = "sans_solution", "Sans solution"
    AUTRE = "autre", "Autre situation"
    INCONNU = "inconnu", "Non connue"


class Origin(TextChoices):
    """L-B: who spoke."""

    POLICE_NATIONALE = "police_nationale", "Police nationale"
    GENDARMERIE = "gendarmerie_nationale", "Gendarmerie nationale"
    POLICE_MUNICIPALE = "police_municipale", "Police municipale"
    ETABLISSEMENT = "etablissement_scolaire", "Établissement scolaire"
    DSDEN = "dsden", "Éducation nationale"
    BAILLEUR = "bailleur_social", "Bailleur social"
    TRANSPORTEUR = "transporteur", "Transporteur"
    SERVICE_MUNICIPAL = "service_municipal", "Service municipal"
    CCAS = "ccas", "CCAS"
    PREVENTION = "prevention_specialisee", "Prévention spécialisée"
    SERVICE_SOCIAL = "service_social_departemental", "Service social départemental"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    ASSOCIATION = "association", "Association"
    MEDIATION = "mediation", "Médiation"
    FAMILLE = "famille", "Famille"
    JEUNE = "jeune_lui_meme", "Jeune lui-même"
    PARQUET = "parquet", "Parquet"
    CCO_ZSP = "cco_zsp_via_parquet", "Coordination de la ZSP, par le parquet"
    PJJ_SPIP = "pjj_ou_spip_via_parquet", "PJJ ou SPIP, par le parquet"
    AUTRE_CELLULE = "autre_cellule_avec_accord", "Autre cellule, avec l’accord de la personne"


class Motif(TextChoices):
    """L-C: why now. No suspicion of an offence, nothing about health, religion or origin."""

    ABSENTEISME = "absenteisme_signale_par_ecole", "Absentéisme signalé par l’école"
    DECROCHAGE = "decrochage", "Décrochage"
    SANS_SOLUTION = "sorti_sans_solution_16_25", "Sorti du système scolaire sans solution"
    EXCLUSIONS = "exclusions_scolaires_repetees", "Exclusions scolaires répétées"
    INCIDENTS_DEDANS = "incidents_en_etablissement", "Incidents dans l’établissement"
    INCIDENTS_ABORDS = "incidents_aux_abords_etablissement", "Incidents aux abords"
    SEUL_TARD = "mineur_seul_tard_espace_public", "Mineur seul tard dans l’espace public"
    GROUPES = "participation_groupes_perturbateurs", "Participation à des groupes perturbateurs"
    INCIVILITES_PUBLIC = "incivilites_espace_public", "Incivilités dans l’espace public"
    INCIVILITES_TRANSPORTS = "incivilites_transports", "Incivilités dans les transports"
    INCIVILITES_HABITAT = "incivilites_habitat_collectif", "Incivilités dans l’habitat collectif"
    VOISINAGE = "conflit_de_voisinage", "Conflit de voisinage"
    NUISANCES = "nuisances_sonores", "Nuisances sonores"
    ARRETE = "non_respect_arrete_municipal", "Non-respect d’un arrêté municipal"
    DEGRADATIONS = "degradations_legeres", "Dégradations légères"
    ORDURES = "depot_ou_abandon_ordures", "Dépôt ou abandon d’ordures"
    RISQUE = "conduite_a_risque_pour_soi_ou_autrui", "Conduite à risque pour soi ou autrui"
    RUPTURE = "rupture_familiale_ou_errance", "Rupture familiale ou errance"
    CONFLITS = "exposition_a_des_conflits_entre_groupes", "Exposition à des conflits entre groupes"
    DEMANDE_FAMILLE = "demande_de_la_famille", "Demande de la famille"
    DEMANDE_JEUNE = "demande_du_jeune", "Demande du jeune"


class ComputedMotif(TextChoices):
    """Motif of L-C that nobody ticks: a new receivable saisine on a follow-up still open."""

    REITERATION = "reiteration", "Réitération"


class ParquetMotif(TextChoices):
    """Motifs of L-C that only the parquet may communicate. Never offered in a saisine."""

    PREMIER_FAIT = "premier_fait_porte_a_connaissance", "Premier fait porté à connaissance"
    REITERATION = "reiteration_portee_a_connaissance", "Réitération portée à connaissance"
    DETENTION = "sortie_de_detention_annoncee", "Sortie de détention annoncée"


MOTIF_FAMILIES: tuple[tuple[str, tuple[Motif, ...]], ...] = (
    (
        "École et formation",
        (
            Motif.ABSENTEISME,
            Motif.DECROCHAGE,
            Motif.SANS_SOLUTION,
            Motif.EXCLUSIONS,
            Motif.INCIDENTS_DEDANS,
            Motif.INCIDENTS_ABORDS,
        ),
    ),
    (
        "Espace public et transports",
        (
            Motif.SEUL_TARD,
            Motif.GROUPES,
            Motif.INCIVILITES_PUBLIC,
            Motif.INCIVILITES_TRANSPORTS,
            Motif.ARRETE,
            Motif.DEGRADATIONS,
            Motif.ORDURES,
        ),
    ),
    (
        "Habitat et voisinage",
        (Motif.INCIVILITES_HABITAT, Motif.VOISINAGE, Motif.NUISANCES),
    ),
    (
        "Situation personnelle",
        (Motif.RISQUE, Motif.RUPTURE, Motif.CONFLITS, Motif.DEMANDE_FAMILLE, Motif.DEMANDE_JEUNE),
    ),
)


class Answer(TextChoices):
    OUI = "oui", "Oui"
    NON = "non", "Non"
    IGNORE = "ignore", "Je ne sais pas"


class PlaceKind(TextChoices):
    """L-E: kind of place, never an address."""

    VOIE = "voie_publique", "Voie publique"
    PARC = "parc_aire_de_jeux", "Parc ou aire de jeux"
    SPORT = "equipement_sportif", "Équipement sportif"
    MUNICIPAL = "equipement_municipal", "Équipement municipal"
    ABORDS = "abords_etablissement_scolaire", "Abords d’un établissement scolaire"
    ETABLISSEMENT = "etablissement_scolaire", "Établissement scolaire"
    PARTIES_COMMUNES = "parties_communes_habitat", "Parties communes d’un immeuble"
    TRANSPORTS = "transports", "Transports"
    COMMERCE = "commerce", "Commerce"
    VOISINAGE = "voisinage_domicile", "Voisinage du domicile"
    EN_LIGNE = "en_ligne", "En ligne"
    AUTRE = "autre", "Autre lieu"


class SaisineRefusal(TextChoices):
    """S3: why a saisine is not receivable. The author is told the code, nothing more."""

    HORS_AGE = "hors_age", "Hors de l’âge suivi (12 à 25 ans)"
    HORS_TERRITOIRE = "hors_territoire", "Hors du territoire"
    HORS_OBJET = "hors_objet", "Hors de l’objet de la cellule"
    SECRETE = "information_secrete", "Information couverte par le secret"
    INTERDITE = "donnee_interdite", "Donnée interdite"
    DOUBLON = "doublon", "Doublon"
    PROTECTION = "releve_protection_enfance", "Relève de la protection de l’enfance"
    PARQUET = "releve_parquet", "Relève du parquet"


class Complement(TextChoices):
    IDENTITE = "identite", "Identité à préciser"
    FAITS = "faits", "Faits à dater"
    COMMUNE = "commune", "Commune à préciser"
    MOTIFS = "motifs", "Motifs à préciser"


class Need(TextChoices):
    """L-F: needs, neutral words."""

    SCOLARITE = "scolarite", "Scolarité"
    EMPLOI = "formation_emploi", "Formation et emploi"
    PARENTALITE = "soutien_parentalite", "Soutien à la parentalité"
    DROITS = "acces_aux_droits", "Accès aux droits"
    LOGEMENT = "logement", "Logement"
    MOBILITE = "mobilite", "Mobilité"
    TEMPS = "structuration_du_temps", "Structuration du temps"
    LIEN = "lien_social", "Lien social"
    MEDIATION = "mediation", "Médiation"
    RELAIS = "relais_specialise_a_envisager", "Relais spécialisé à envisager"


class Strength(TextChoices):
    """L-G: what to build upon (clause C8)."""

    PROJET = "projet_identifie", "Projet identifié"
    FAMILLE = "soutien_familial", "Soutien familial"
    ADULTE = "adulte_repere", "Adulte repère"
    ACTIVITE = "activite_sportive_culturelle", "Activité sportive ou culturelle"
    SCOLARITE = "scolarite_suivie", "Scolarité suivie"
    EXPERIENCE = "experience_pro", "Expérience professionnelle"
    ENGAGEMENT = "engagement_associatif", "Engagement associatif"
    DEMANDE = "demande_du_jeune", "Demande du jeune"


class DecisionCode(TextChoices):
    """L-H: what the cellule decided. It proposes the measures of the mayor, never decides them."""

    AJOURNEMENT = "ajournement", "Ajournement"
    NON_RETENU = "non_retenu", "Situation non retenue"
    DROIT_COMMUN = "orientation_droit_commun", "Orientation vers le droit commun"
    RAPPEL = "proposition_rappel_a_l_ordre", "Proposer un rappel à l’ordre"
    CDDF = "proposition_cddf", "Proposer le CDDF"
    ACCOMPAGNEMENT = "proposition_accompagnement_parental", "Proposer un accompagnement parental"
    TRANSACTION = "proposition_transaction", "Proposer une transaction"
    REFERENT = "designation_referent", "Désigner un référent de parcours"
    REMOBILISATION = "action_remobilisation", "Action de remobilisation"
    PROTECTION = "transmission_protection_enfance", "Transmission à la protection de l’enfance"
    PARQUET = "transmission_parquet", "Transmission au parquet"
    POURSUITE = "poursuite", "Poursuite du suivi"
    REORIENTATION = "reorientation", "Réorientation"
    PROLONGATION = "prolongation", "Prolongation"
    CLOTURE = "cloture", "Clôture"


ORIENTATIONS = (
    DecisionCode.RAPPEL,
    DecisionCode.CDDF,
    DecisionCode.ACCOMPAGNEMENT,
    DecisionCode.TRANSACTION,
    DecisionCode.REFERENT,
    DecisionCode.DROIT_COMMUN,
    DecisionCode.REMOBILISATION,
    DecisionCode.PROTECTION,
    DecisionCode.PARQUET,
)


class AdjournReason(TextChoices):
    INFORMATION = "information_manquante", "Information manquante"
    PARTENAIRE = "partenaire_absent", "Partenaire absent"
    PARQUET = "avis_parquet_attendu", "Avis du parquet attendu"
    SEANCE = "seance_annulee", "Séance annulée"


class DismissReason(TextChoices):
    DROIT_COMMUN = "orientation_droit_commun_sans_suivi", "Orientation de droit commun sans suivi"
    HORS_CHAMP = "hors_champ", "Hors du champ de la cellule"
    AILLEURS = "deja_suivi_ailleurs", "Déjà suivi ailleurs"
    NON_ETABLIS = "faits_non_etablis", "Faits non établis"


class SuspensionReason(TextChoices):
    """L-I. The two that only the parquet may communicate: see ``casework.choices.justice``."""

    PROTECTION = "relais_protection_enfance", "Relais de la protection de l’enfance"
    ATTENTE = "attente_entree_dispositif", "Attente d’entrée dans un dispositif"
    ELOIGNEMENT = "eloignement_temporaire", "Éloignement temporaire"
    AUTRE = "autre_indisponibilite", "Autre indisponibilité"
    # An ordinary choice: it must tell nothing when it stands for one of the next two.
    SUSPENDU = "suspendu", "Suspendu"
    PROCEDURE = "procedure_judiciaire_communiquee", "Procédure judiciaire communiquée"
    INDISPONIBLE = (
        "indisponibilite_communiquee_par_parquet",
        "Indisponibilité communiquée par le parquet",
    )


class FreezeReason(TextChoices):
    """Why nothing may change on a case for a time."""

    INFORMATION = "information_30_jours", "Ni information ni report à trente jours"
    DROITS = "demande_de_droits", "Demande de la personne à instruire"


class DeferralReason(TextChoices):
    """Why the mayor puts the information of the persons off, for a time (RGPD art. 14, 5)."""

    DANGER = "risque_pour_le_jeune", "Informer maintenant exposerait le jeune"
    PARQUET = "demande_du_parquet", "Le parquet demande d’attendre"
    INTROUVABLE = "personne_introuvable", "Personne introuvable malgré les recherches"
    ASE = "concertation_protection_enfance", "Concertation avec la protection de l’enfance"


class ProlongationReason(TextChoices):
    """Why a follow-up lasts more than twelve months."""

    OBJECTIFS = "objectifs_en_cours", "Objectifs en cours"
    DISPOSITIF = "dispositif_en_cours", "Dispositif en cours"
    DEMANDE = "demande_du_jeune", "Demande du jeune"
    REITERATION = "reiteration", "Réitération"


class ClosingReason(TextChoices):
    """L-J. ``RELAIS`` is an ordinary choice, and stands for the judicial one before others."""

    OBJECTIFS = "objectifs_atteints", "Objectifs atteints"
    SCOLARITE = "retour_scolarite", "Retour à la scolarité"
    FORMATION = "entree_formation", "Entrée en formation"
    EMPLOI = "entree_emploi", "Entrée dans l’emploi"
    DROIT_COMMUN = "relais_droit_commun", "Relais vers le droit commun"
    PROTECTION = "relais_protection_enfance", "Relais de la protection de l’enfance"
    RELAIS = "relais", "Relais"
    JUDICIAIRE = "relais_judiciaire", "Relais judiciaire"
    REFUS = "refus_d_adhesion", "Refus d’adhésion"
    PERTE = "perte_de_contact", "Perte de contact"
    DEMENAGEMENT = "demenagement", "Déménagement"
    LIMITE_AGE = "limite_age_25", "Limite d’âge (25 ans)"
    OPPOSITION = "opposition_fondee", "Opposition fondée"
    DECES = "deces", "Décès"
    DOUBLON = "doublon_erreur", "Doublon ou erreur"
    TERME = "terme_de_la_duree", "Terme de la durée"


# P14: closing without a bilan presented to the cellule.
CLOSING_WITHOUT_BILAN = frozenset(
    {
        ClosingReason.PERTE,
        ClosingReason.DECES,
        ClosingReason.DEMENAGEMENT,
        ClosingReason.LIMITE_AGE,
        ClosingReason.OPPOSITION,
        ClosingReason.DOUBLON,
        ClosingReason.PROTECTION,
        ClosingReason.JUDICIAIRE,
    }
)

# P15: nothing is archived, the data go (RGPD art. 17).
CLOSED_WITHOUT_ARCHIVE = frozenset({ClosingReason.OPPOSITION, ClosingReason.DOUBLON})


class Programme(TextChoices):
    """Measures 1 to 3 of the plan, and the intensive follow-up of a ZSP (3-3)."""

    PREVENTION = "prevention_basculement", "Prévention du basculement (mesure 1)"
    EXPOSES = "suivi_jeunes_exposes", "Suivi des jeunes exposés (mesure 2)"
    INTENSIF = "suivi_intensif_zsp", "Suivi intensif en ZSP (action 3-3)"
    INDIVIDUALISE = "suivi_individualise", "Suivi individualisé"
    RECIDIVE = "prevention_recidive", "Prévention de la récidive (mesure 3)"


class Cadre(TextChoices):
    """Who the follow-up is meant for, in the words of the plan."""

    REMOBILISATION = "remobilisation_16_25", "Remobilisation (16 à 25 ans)"
    EXPOSITION = "exposition_12_25", "Exposition (12 à 25 ans)"
    INDIVIDUALISE = "suivi_individualise", "Suivi individualisé"
    RECIDIVE = "recidive_12_25", "Récidive (12 à 25 ans)"


class InformationMode(TextChoices):
    MAIN = "remise_en_main", "Remise en main propre"
    COURRIER = "courrier", "Courrier"
    ENTRETIEN = "entretien", "Entretien"
