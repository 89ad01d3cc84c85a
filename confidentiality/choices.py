"""Words shared by every application: who agents are, what they may read, what they may do."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """The function under which an agent works during one sign-in. Never a union of two."""

    MEMBRE = "membre", "Membre de la cellule"
    COORDONNATEUR = "coordonnateur", "Coordonnateur"
    MAIRE = "maire", "Maire ou élu délégué"
    REFERENT = "referent", "Référent de parcours"
    PARQUET = "parquet", "Correspondant du parquet"
    CDDF = "cddf", "Membre du CDDF"
    PREFECTURE = "prefecture", "Préfecture (indicateurs)"
    PILOTE = "pilote", "Service pilote (indicateurs déclarés)"
    DPO = "dpo", "Délégué à la protection des données"
    TECHNIQUE = "technique", "Administrateur technique"


class Relation(TextChoices):
    """What binds an agent to one case. Each value is the codename of an object permission.

    The first two are granted on a cellule and reach each of its cases; the others are granted on
    one case.
    """

    COORDINATION = "coordinate_cellule", "Coordination de la cellule"
    DECISION = "decide_cellule", "Décision du maire"
    MISSION = "follow_case", "Mission de référent"
    WINDOW = "read_case", "Convocation à la séance"
    TASK = "act_on_case", "Action confiée par la cellule"
    CONSULTATION = "answer_on_case", "Consultation du parquet"
    SITTING = "hear_case", "Séance du CDDF"


class ErasureGround(TextChoices):
    """Why a person was erased: the only thing that the ledger of erasures says beside who."""

    ELIMINATION = "elimination", "Fin de la conservation, avec le visa des archives"
    SANS_SUITE = "sans_suite", "Saisine sans suite, ou brouillon échu"
    DOUBLON = "doublon", "Identité déjà connue"


class FieldGroup(TextChoices):
    """Groups of data of one case: the rows of the access matrix."""

    IDENTITY = "identity", "Nom, prénom, âge, commune"
    BIRTH_DATE = "birth_date", "Date de naissance"
    CONTACT = "contact", "Adresse, téléphone, courriel"
    REPRESENTATIVES = "representatives", "Représentants légaux"
    SCHOOLING = "schooling", "Situation scolaire ou professionnelle"
    AUTHOR = "author", "Auteur de la saisine"
    MOTIFS = "motifs", "Motifs de la saisine"
    FAITS = "faits", "Faits, avec leur date et leur texte"
    FAIT_NATURES = "fait_natures", "Nature des faits"
    NEEDS = "needs", "Besoins et leviers"
    DECISIONS = "decisions", "Décisions de la cellule"
    RAPPEL = "rappel", "Dossier du rappel à l’ordre"
    RAPPEL_STATUS = "rappel_status", "Rappel à l’ordre : fait ou non, et quand"
    CDDF = "cddf", "Dossier du CDDF"
    CDDF_RECOMMENDATIONS = "cddf_recommendations", "Recommandations du CDDF, engagements"
    CDDF_STATUS = "cddf_status", "CDDF : famille entendue ou non"
    ACCOMPAGNEMENT = "accompagnement", "Accompagnement parental"
    TRANSACTION = "transaction", "Transaction"
    STEPS = "steps", "Étapes du suivi"
    STEPS_STATUS = "steps_status", "Suivi : en cours ou non"
    BILAN = "bilan", "Bilan de parcours"
    BILAN_SUMMARY = "bilan_summary", "Résumé du bilan"
    INFORMATION = "information", "Information donnée au jeune et aux parents"
    CONSERVATION = "conservation", "Durée de conservation"
    READERS = "readers", "Qui peut lire la situation"
    # By function and organisation; by name for those who also have READERS.
    READINGS = "readings", "Qui a consulté la situation"
    # Judicial statuses and the values tagged J; for others, a boolean at most (I21).
    JUDICIAL = "judicial", "Ce que le parquet a communiqué"
    JUDICIAL_FLAG = "judicial_flag", "Cadre judiciaire : oui ou non"


class CharteState(TextChoices):
    """FSM-8: a version of the charte, from its draft to its replacement."""

    PROJET = "projet", "Projet"
    ADOPTEE = "adoptee", "Adoptée"
    EN_VIGUEUR = "en_vigueur", "En vigueur"
    REMPLACEE = "remplacee", "Remplacée"
    ABROGEE = "abrogee", "Abrogée"


class SignatureEnd(TextChoices):
    """What ended a signature before its twelve months. Empty: nothing did."""

    RETRAIT = "retrait", "Retirée par son auteur"
    EXCLUSION = "exclusion", "Exclusion du groupe"
    MANDAT = "mandat", "Fin du mandat municipal"
