"""Words shared by every application: who agents are, what they may read, what they may do."""

from __future__ import annotations

from enum import StrEnum

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


class FieldGroup(StrEnum):
    """Groups of data of one case: the rows of the access matrix."""

    IDENTITY = "identity"
    BIRTH_DATE = "birth_date"
    CONTACT = "contact"
    REPRESENTATIVES = "representatives"
    SCHOOLING = "schooling"
    AUTHOR = "author"
    MOTIFS = "motifs"
    FAITS = "faits"
    FAIT_NATURES = "fait_natures"
    NEEDS = "needs"
    DECISIONS = "decisions"
    RAPPEL = "rappel"
    RAPPEL_STATUS = "rappel_status"
    CDDF = "cddf"
    CDDF_RECOMMENDATIONS = "cddf_recommendations"
    CDDF_STATUS = "cddf_status"
    ACCOMPAGNEMENT = "accompagnement"
    TRANSACTION = "transaction"
    STEPS = "steps"
    STEPS_STATUS = "steps_status"
    BILAN = "bilan"
    BILAN_SUMMARY = "bilan_summary"
    INFORMATION = "information"
    CONSERVATION = "conservation"
    READERS = "readers"
    # Judicial statuses and the values tagged J; for others, a boolean at most (I21).
    JUDICIAL = "judicial"
    JUDICIAL_FLAG = "judicial_flag"


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
