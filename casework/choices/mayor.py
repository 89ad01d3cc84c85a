"""Codes of the accompagnement parental and of the transaction, both decided by the mayor."""

from __future__ import annotations

from django.db.models import TextChoices


class AccompagnementTrigger(TextChoices):
    """Why the mayor may propose an accompagnement parental (CASF art. L. 141-2)."""

    SURVEILLANCE = "defaut_surveillance", "Défaut de surveillance d’un mineur"
    ASSIDUITE = "defaut_assiduite", "Défaut d’assiduité scolaire d’un mineur"
    PARENTS = "initiative_parents", "Demande des parents"


class Threat(TextChoices):
    """What the lack of supervision or of attendance threatens (CASF art. L. 141-2)."""

    ORDRE = "ordre", "L’ordre public"
    SECURITE = "securite", "La sécurité publique"
    TRANQUILLITE = "tranquillite", "La tranquillité publique"


class ParentsRefusal(TextChoices):
    """Noted, and nothing follows: no authority is told of a refusal (invariant I45)."""

    LEGITIME = "motif_legitime", "Motif légitime"
    AUTRE_AIDE = "autre_aide", "Une autre aide est déjà en place"
    SANS_MOTIF = "sans_motif", "Sans motif indiqué"


class PcdOpinion(TextChoices):
    """Answer of the président du conseil départemental, asked for its opinion only."""

    FAVORABLE = "favorable", "Favorable"
    RESERVE = "reserve", "Réservé"
    DEFAVORABLE = "defavorable", "Défavorable"
    SANS_REPONSE = "sans_reponse", "Sans réponse"


class AccompagnementCancel(TextChoices):
    """Why it goes no further. Never that the judge follows the family: see ADR 0015."""

    CONDITIONS = "conditions_non_remplies", "Les conditions ne sont pas remplies"
    MAJORITE = "majorite", "Le jeune est devenu majeur"
    AUTRE_MESURE = "autre_mesure", "Une autre mesure convient mieux"
    ERREUR = "erreur", "Erreur"


class TransactionMode(TextChoices):
    """CPP art. 44-1: the damage made good, or work of thirty hours at most for the commune."""

    REPARATION = "reparation", "Réparation du préjudice"
    TRAVAIL = "travail_non_remunere", "Travail non rémunéré au profit de la commune"
